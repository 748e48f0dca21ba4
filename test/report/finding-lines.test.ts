import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/check/check.js';
import { findingLines } from '../../src/report/finding-lines.js';
import { createWrapper } from '../../src/report/wrap.js';

function lines(
  findings: readonly Finding[],
  { findingsTotal = findings.length, details = null as string | null, width = 76 } = {},
): string[] {
  return findingLines({ findings, findingsTotal, details }, createWrapper(width));
}

const host = (id: string, more: Partial<Finding> = {}): Finding => ({ kind: 'host', id, ...more });

describe('findingLines', () => {
  it.each<readonly [string, readonly Finding[], number, readonly string[]]>([
    ['none', [], 0, []],
    ['none, though there are some', [], 3, ['Found: 3, none of them listed']],
    ['one', [host('a')], 1, ['Found: 1 host', '  a']],
    ['all', [host('a'), host('b')], 2, ['Found: 2 hosts', '  a', '  b']],
    [
      'some',
      [host('a')],
      1000,
      ['Found: 1000 hosts, 1 of them listed (--limit 0 lists all)', '  a'],
    ],
    ['several kinds', [host('a'), { kind: 'file', id: 'b' }], 2, ['Found: 2', '  a', '  b']],
    ['something else', [{ kind: 'other', id: 'a' }], 1, ['Found: 1', '  a']],
  ])('counts: %s', (_, findings, findingsTotal, expected) => {
    expect(lines(findings, { findingsTotal })).toStrictEqual(expected);
  });

  it('puts those of one reason below its heading, in the order of the first', () => {
    const findings = [
      host('a', { reason: 'down' }),
      host('b', { reason: 'old' }),
      host('c'),
      host('d', { reason: 'down' }),
    ];
    expect(lines(findings)).toStrictEqual([
      'Found: 4 hosts',
      '  down:',
      '    a',
      '    d',
      '  old:',
      '    b',
      '  c',
    ]);
  });

  it.each<readonly [string, readonly Finding[], readonly string[]]>([
    [
      'in the heading if it is the same for all of a reason',
      [
        host('a', { reason: 'down', message: 'no beat' }),
        host('b', { reason: 'down', message: 'no beat' }),
      ],
      ['  down: no beat', '    a', '    b'],
    ],
    [
      'as the heading if there is no reason',
      [host('a', { message: 'no beat' }), host('b', { message: 'no beat' })],
      ['  no beat', '    a', '    b'],
    ],
    [
      'below each if they differ',
      [
        host('a', { reason: 'down', message: 'for 3 h' }),
        host('b', { reason: 'down', message: 'for 9 h' }),
      ],
      ['  down:', '    a', '      for 3 h', '    b', '      for 9 h'],
    ],
    [
      'below each that has one',
      [host('a', { message: 'for 3 h' }), host('b')],
      ['  a', '    for 3 h', '  b'],
    ],
    ['below one without a reason', [host('a', { message: 'no beat' })], ['  a', '    no beat']],
    [
      'unless the details say it',
      [
        host('a', { reason: 'down', message: 'Said.' }),
        host('b', { reason: 'old', message: 'Said.' }),
        host('c', { reason: 'old', message: 'unsaid' }),
      ],
      ['  down:', '    a', '  old:', '    b', '    c', '      unsaid'],
    ],
  ])('tells a message %s', (_, findings, expected) => {
    const details = 'First of all. Said.';
    expect(lines(findings, { details }).slice(1)).toStrictEqual(expected);
  });

  it('takes null for nothing, as modules without types may give it', () => {
    const empty = { ...host('a'), reason: null, message: null } as unknown as Finding;
    expect(lines([empty, host('b'), host('c', { reason: '', message: '' })])).toStrictEqual([
      'Found: 3 hosts',
      '  a',
      '  b',
      '  c',
    ]);
    const told = { ...host('a', { message: 'no beat' }), reason: null } as unknown as Finding;
    expect(lines([told, host('b', { message: 'no beat' })])).toStrictEqual([
      'Found: 2 hosts',
      '  no beat',
      '    a',
      '    b',
    ]);
  });

  it('wraps headings and messages, and never their words', () => {
    const findings = [
      host('a', { reason: 'very-long-reason', message: 'see https://example.org/a' }),
      host('b', { reason: 'very-long-reason', message: 'see https://example.org/b' }),
    ];
    expect(lines(findings, { width: 20, findingsTotal: 5 })).toStrictEqual([
      'Found: 5 hosts, 2 of',
      '  them listed',
      '  (--limit 0 lists',
      '  all)',
      '  [1]',
      '    a',
      '      see [2]',
      '    b',
      '      see [3]',
    ]);
  });
});
