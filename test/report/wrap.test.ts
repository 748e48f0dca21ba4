import { describe, expect, it } from 'vitest';
import { printable } from '../../src/report/printable.js';
import { createWrapper, displayWidth, fitting } from '../../src/report/wrap.js';

describe('createWrapper', () => {
  const URL = 'https://docs.openstack.org/nova/latest/';

  it.each<readonly [string, string, readonly [number, number], readonly string[]]>([
    ['fills a line to its last column', 'abc de fghij', [0, 0], ['abc de', 'fghij']],
    ['breaks one column later', 'abcd efgh ijk', [0, 0], ['abcd efgh', 'ijk']],
    ['hangs what follows', 'abcd efgh ijk', [0, 2], ['abcd efgh', '  ijk']],
    ['indents', 'abcd efgh', [2, 4], ['  abcd', '    efgh']],
    ['keeps indented text', '   at x', [0, 0], ['   at x']],
    ['keeps blanks between words', 'a   b', [0, 0], ['a   b']],
    ['gives an empty line for no text', '', [0, 2], ['']],
    ['lets no word stand out of an indented first line', 'abcdefgh', [3, 0], ['   [1]']],
    ['counts wide characters twice', '日本 語語語', [0, 0], ['日本', '語語語']],
    ['counts emoji twice', '🚀🚀🚀 🚀🚀', [0, 0], ['🚀🚀🚀', '🚀🚀']],
    ['keeps a line break out of a line', 'a\nb', [0, 0], [String.raw`a\u{a}b`]],
  ])('%s', (_, text, [indent, hanging], lines) => {
    expect(createWrapper(9).paragraph(text, indent, hanging)).toStrictEqual(lines);
  });

  it('puts what is too long for a line into notes, the same one once', () => {
    const wrapper = createWrapper(20);
    expect({
      paragraph: wrapper.paragraph(`See ${URL} or ask.`, 2, 4),
      command: wrapper.unbroken('nova-manage cell_v2 list', 2),
      again: wrapper.unbroken(URL, 2),
      // 18 columns fit into 20 two columns in, and not four columns in.
      fits: wrapper.unbroken('a b c d e f g h i.', 2),
      doesNot: wrapper.paragraph('x abcdefghijklmnopqr', 2, 4),
      notes: wrapper.notes(),
    }).toStrictEqual({
      paragraph: ['  See [1] or ask.'],
      command: '  [2]',
      again: '  [1]',
      fits: '  a b c d e f g h i.',
      doesNot: ['  x [3]'],
      notes: [URL, 'nova-manage cell_v2 list', 'abcdefghijklmnopqr'],
    });
  });
});

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['plain ~', 7],
    ['ä', 1],
    ['a\u0308', 1],
    ['日本', 4],
    ['🚀', 2],
    ['❤️', 2],
  ])('of %j is %i', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('fitting', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['日本', 3, '日'],
    ['🚀🚀', 1, ''],
    ['abc', 0, ''],
    ['abc', -5, ''],
  ])('cuts %j to %i columns: %j', (text, columns, fit) => {
    expect(fitting(text, columns)).toBe(fit);
  });
});

describe('printable', () => {
  it.each([
    ['ESC [', '\u001B[31mred', String.raw`\u{1b}[31mred`],
    ['CSI in one character', '\u009B31m', String.raw`\u{9b}31m`],
    ['line breaks and tabs', 'a\r\n\tb', String.raw`a\u{d}\u{a}\u{9}b`],
    ['line separators', '\u2028\u2029\u0085', String.raw`\u{2028}\u{2029}\u{85}`],
    ['reading direction', 'a\u202Ecba\u2066', String.raw`a\u{202e}cba\u{2066}`],
    ['characters of no width', 'a\u200Bb\u200D\uFEFF', String.raw`a\u{200b}b\u{200d}\u{feff}`],
    ['characters that look like nothing', 'a\u3164b\u115F', String.raw`a\u{3164}b\u{115f}`],
    ['marks of annotations', 'a\uFFF9b', String.raw`a\u{fff9}b`],
    ['invisible letters', 'a\u{E0041}', String.raw`a\u{e0041}`],
    ['half a character', 'a\uD83D', String.raw`a\u{d83d}`],
    ['DEL', '\u007F', String.raw`\u{7f}`],
    ['nothing else', 'ä 日本 🚀 ❤️ עברית e\u0301', 'ä 日本 🚀 ❤️ עברית e\u0301'],
  ])('shows as an escape: %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
