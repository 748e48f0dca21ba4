import { describe, expect, it } from 'vitest';
import { isScopedDefault, readPolicyRules } from '../../src/nova/policy-rules.js';

/** All as oslo.policy 4.0.0 with PyYAML 6.0 answers, or undefined. */
describe('readPolicyRules', () => {
  const read = (text: string) => {
    const rules = readPolicyRules(text);
    return rules && Object.fromEntries(rules);
  };

  it.each<[string, string, Record<string, string>]>([
    ['no file at all', '', {}],
    ['a sample, all comments', '# Sample\n\n#"a": "b"\n  # more\n', {}],
    ['JSON', '{"a": "role:admin", "b": ""}', { a: 'role:admin', b: '' }],
    [
      'YAML',
      '"a:b": "x:y"\n\'c\': \'d\'\nos_api:x: "e"\n',
      { 'a:b': 'x:y', c: 'd', 'os_api:x': 'e' },
    ],
    ['a name twice: the last counts', '"a": "1"\n"a": "2"\n', { a: '2' }],
    ['comments and blanks on a line', '"a" :  "1"  # why\r\n"b": "#2" \r\n', { a: '1', b: '#2' }],
  ])('reads %s', (_, text, rules) => {
    expect(read(text)).toEqual(rules);
  });

  it.each([
    ['a JSON list', '[]'],
    ['a JSON object with a list', '{"a": [["role:admin"]]}'],
    ['a JSON object with a number', '{"a": 1}'],
    ['a text without quotes', 'a_b: role:admin'],
    ['a text in several lines', '"a": "b\n  c"'],
    ['an escape', '"a": "\\x62"'],
    ['a name with an escape', '"\\x61": "b"'],
    ['a quote in quotes', "'a': 'it''s'"],
    ['a name that YAML takes for a boolean', 'on: "x"'],
    ['a name that YAML takes for nothing', 'null: "x"'],
    ['an indented line', '"a": "b"\n "c": "d"'],
    ['no blank after the colon', '"a":"b"'],
    ['no blank before a comment', '"a": "b"#c'],
    ['a document', '---\n"a": "b"'],
    ['a reference', '"a": *b'],
    ['other characters', '"a": "rôle"'],
    ['a tab', '"a":\t"b"'],
  ])('does not guess at %s', (_, text) => {
    expect(read(text)).toBeUndefined();
  });
});

describe('isScopedDefault', () => {
  it.each([
    ['role:admin and system_scope:all', true],
    [' role:admin  AND\tsystem_scope:all\n', true],
    ['( role:admin and system_scope:all )', true],
    ['', false],
    ['role:admin', false],
    ['role:admin or system_scope:all', false],
    ['system_scope:all and role:admin', false],
    ['role:admin and system_scope:all and a:b', false],
    ['(role:admin and system_scope:all) or is_admin:True', false],
    ['Role:admin and system_scope:all', false],
    ['"role:admin" and system_scope:all', false],
    ['role:adminandsystem_scope:all', false],
    ['(role:admin) and (system_scope:all)', undefined],
    ['role:admin and system_scope:all)', undefined],
    ['role:admin\u001cand system_scope:all', undefined],
  ])('%j: %s', (rule, expected) => {
    expect(isScopedDefault(rule)).toBe(expected);
  });
});
