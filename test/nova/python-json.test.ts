import { describe, expect, it } from 'vitest';
import { isPythonJson } from '../../src/nova/python-json.js';

/** All as Python 3.11 answers. */
describe('isPythonJson', () => {
  it.each([
    ['an empty object', '{}'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '1'],
    ['what is none elsewhere', '[NaN, Infinity, -Infinity]'],
    ['NaN alone', 'NaN'],
    ['the words in texts, and out of them', '{"NaN": NaN, "\\"": -Infinity, "a\\\\": Infinity}'],
    ['a number too large', '1e999'],
    ['a negative zero', '-0'],
    ['a key twice', '{"a": 1, "a": 2}'],
    ['half a surrogate pair', '"\\ud800"'],
    ['blanks of every kind around it', ' \t\r\n{}\n\r\t '],
    ['line separators in a text', '"\u2028\u2029"'],
    ['depth', `${'['.repeat(900)}${']'.repeat(900)}`],
  ])('%s is JSON', (_, text) => {
    expect(isPythonJson(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n'],
    ['a byte order mark', '\ufeff{}'],
    ['a no-break space before it', '\u00a0{}'],
    ['a form feed before it', '\f{}'],
    ['YAML', '"a": "role:admin"\n'],
    ['a comment', '{} # all defaults'],
    ['two values', '{}{}'],
    ['a comma at the end', '{"a": 1,}'],
    ['single quotes', "{'a': 1}"],
    ['a line break in a text', '"a\nb"'],
    ['a broken escape', '"\\u12"'],
    ['a zero before a number', '01'],
    ['a point after a number', '1.'],
    ['a negative NaN', '-NaN'],
    ['two signs', '--Infinity'],
    ['a plus sign', '+Infinity'],
    ['a sign apart', '- Infinity'],
    ['another spelling', '[nan]'],
    ['NaN after a number', '[1NaN]'],
    ['NaN twice', 'NaNNaN'],
    ['NaN as a key', '{NaN: 1}'],
    ['NaN and a text that does not end', '[NaN, "NaN]'],
    ["Python's words", '{"a": True}'],
  ])('%s is not', (_, text) => {
    expect(isPythonJson(text)).toBe(false);
  });
});

it.each([
  ['a long text with escapes, and NaN', `[NaN, "${'\\n'.repeat(7_000_000)}"]`, true],
  ['NaN, and a long text that does not end', `NaN "${'\\n'.repeat(7_000_000)}`, false],
  ['NaN, and nothing but quotes and backslashes', `NaN "${'"\\'.repeat(60_000)}`, false],
])(
  '%s takes neither long nor much of the stack',
  (_, text, expected) => {
    expect(isPythonJson(text)).toBe(expected);
  },
  2000,
);
