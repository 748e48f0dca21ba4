import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseIni } from '../../src/config/ini.js';
import { ExpectedError } from '../../src/error.js';

const parse = (text: string) =>
  parseIni(text, 'nova.conf').map(({ line, group, key, value }) => [line, group, key, value]);

describe('parseIni', () => {
  // Each expectation was compared with oslo.config's own parser.
  it.each<[string, string, unknown[][]]>([
    ['spaces around everything', '[a]\n  \nk \t=\t v \t\n', [[3, 'a', 'k', 'v']]],
    ['the first separator of two, =', '[a]\nk=mysql://u:p@h\n', [[2, 'a', 'k', 'mysql://u:p@h']]],
    ['the first separator of two, :', '[a]\nk: a=b', [[2, 'a', 'k', 'a=b']]],
    ['an empty value', '[a]\nk =\n', [[2, 'a', 'k', '']]],
    ['double quotes', '[a]\nk = " v "', [[2, 'a', 'k', ' v ']]],
    ['single quotes', "[a]\nk = ' v '", [[2, 'a', 'k', ' v ']]],
    ['one pair of quotes only', `[a]\nk = "'v'"`, [[2, 'a', 'k', "'v'"]]],
    ['quotes that differ', `[a]\nk = "v'`, [[2, 'a', 'k', `"v'`]]],
    ['a lone quote', '[a]\nk = "', [[2, 'a', 'k', '']]],
    ['quotes inside', '[a]\nk = a"b"', [[2, 'a', 'k', 'a"b"']]],
    ['no inline comment', '[a]\nk = v # c ; d', [[2, 'a', 'k', 'v # c ; d']]],
    ['comments', '# c\n;[b]\n[a]\n#k=1\nk=2', [[5, 'a', 'k', '2']]],
    [
      'continuation',
      '[a]\nk = v\n  w\n\tx  \nl=1',
      [
        [2, 'a', 'k', 'v\nw\nx'],
        [5, 'a', 'l', '1'],
      ],
    ],
    ['continuation of nothing', '[a]\nk =\n v', [[2, 'a', 'k', '\nv']]],
    ['quotes across a continuation', '[a]\nk = "v\n  w"', [[2, 'a', 'k', '"v\nw"']]],
    [
      'anything indented continues',
      '[a]\nk=1\n # c\n [b]\n l=2',
      [[2, 'a', 'k', '1\n# c\n[b]\nl=2']],
    ],
    [
      'sections again',
      '[a]\nk=1\n[b]\nk=2\n[a]\nk=3',
      [
        [2, 'a', 'k', '1'],
        [4, 'b', 'k', '2'],
        [6, 'a', 'k', '3'],
      ],
    ],
    [
      'keys again',
      '[a]\nk=1\nk=2',
      [
        [2, 'a', 'k', '1'],
        [3, 'a', 'k', '2'],
      ],
    ],
    ['section names as written', '[ A b ]\nk=1', [[2, ' A b ', 'k', '1']]],
    ['a bracket in a section name', '[a]b]\nk=1', [[2, 'a]b', 'k', '1']]],
    [
      'CRLF',
      '[a]\r\nk = v\r\n w\r\n\r\nl = x\r\n',
      [
        [2, 'a', 'k', 'v\nw'],
        [5, 'a', 'l', 'x'],
      ],
    ],
    [
      'CR',
      '[a]\rk = v\rl = x',
      [
        [2, 'a', 'k', 'v'],
        [3, 'a', 'l', 'x'],
      ],
    ],
    [
      'other line separators belong to the value',
      '[a]\nk = v\u2028w\vx',
      [[2, 'a', 'k', 'v\u2028w\vx']],
    ],
    ["Python's whitespace", '[a]\nk\u00a0= \u0085v\u001f\n\u001c\n', [[2, 'a', 'k', 'v']]],
    ['a later byte order mark is no whitespace', '[a]\nk = \ufeffv', [[2, 'a', 'k', '\ufeffv']]],
    ['nothing', '', []],
  ])('reads %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each([
    [
      'no separator',
      '[a]\n\nmysql-password\n',
      'nova.conf:3: there is no "=" or ":" after the option name',
    ],
    ['no key', '[a]\n= v', 'nova.conf:2: there is no option name before the "=" or ":"'],
    [
      'no section',
      '\nk = v\n',
      'nova.conf:2: the option stands before the first section, such as [DEFAULT]',
    ],
    ['an open section', '[a\nk = v', 'nova.conf:1: a section line must end with "]"'],
    ['a comment after a section', '[a] # c', 'nova.conf:1: a section line must end with "]"'],
    ['an empty section', '[]', 'nova.conf:1: the section name is empty'],
    [
      'indentation at the start',
      ' k = v',
      'nova.conf:1: the line is indented, but there is no option above it to continue',
    ],
    [
      'indentation after a blank line',
      '[a]\nk=v\n\n w',
      'nova.conf:4: the line is indented, but there is no option above it to continue',
    ],
    [
      'indentation after a comment',
      '[a]\nk=v\n#\n w',
      'nova.conf:4: the line is indented, but there is no option above it to continue',
    ],
    [
      'indentation after a section',
      '[a]\nk=v\n[b]\n w',
      'nova.conf:4: the line is indented, but there is no option above it to continue',
    ],
    [
      'a byte order mark',
      '\ufeff[a]\nk=v',
      'nova.conf:1: the file starts with a byte order mark; save it as UTF-8 without one',
    ],
  ])('refuses %s', (_, text, problem) => {
    expect(() => parseIni(text, 'nova.conf')).toThrow(
      new ExpectedError(`Cannot read ${problem}. Nova refuses such a file too.`),
    );
  });

  it('throws nothing but ExpectedError, which never holds the text of a line', () => {
    const piece = fc.constantFrom('[', ']', '=', ':', ' ', '\t', '\n', '\r', '#', '"', 'S3CR3T');
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          try {
            parseIni(text, 'nova.conf');
          } catch (error) {
            expect(error).toBeInstanceOf(ExpectedError);
            expect(String(error)).not.toContain('S3CR3T');
          }
        },
      ),
    );
  });

  it('gives back whatever was quoted', () => {
    const value = fc.string().filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(value, (text) => {
        expect(parse(`[a]\nk = "${text}"\n`)).toEqual([[2, 'a', 'k', text]]);
      }),
    );
  });
});
