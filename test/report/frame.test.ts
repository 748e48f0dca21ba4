import { describe, expect, it } from 'vitest';
import { framed } from '../../src/report/frame.js';

describe('framed', () => {
  it('draws rules around and between blocks', () => {
    expect(framed([['title'], ['a', '', 'bcdefg'], ['\u001B[31mc\u001B[39m', '日本']], 6)).toBe(
      [
        '+--------+',
        '| title  |',
        '+--------+',
        '| a      |',
        '|        |',
        '| bcdefg |',
        '+--------+',
        '| \u001B[31mc\u001B[39m      |',
        '| 日本   |',
        '+--------+',
      ].join('\n'),
    );
  });

  it.each([1, 2, 1000])('draws none inside a block of %i lines', (count) => {
    const block = Array.from({ length: count }, (_, index) => String(index).padEnd(4));
    const rule = '+------+';
    const rows = block.map((line) => `| ${line} |`);
    expect(framed([block, block], 4).split('\n')).toStrictEqual([
      rule,
      ...rows,
      rule,
      ...rows,
      rule,
    ]);
  });
});
