import { createRequire } from 'node:module';
import Long from 'long';
import { expect, it } from 'vitest';

const standIn = (name: string): unknown =>
  createRequire(import.meta.url)(`../../scripts/stand-ins/${name}`);

it.each([
  [-1, -1, true, '18446744073709551615'],
  [0, -2_147_483_648, false, '-9223372036854775808'],
  [1, 2, true, '8589934593'],
])('lazy-long.cjs stands for long: %i, %i, unsigned: %j', (low, high, unsigned, text) => {
  const LazyLong = standIn('lazy-long.cjs') as typeof Long;
  const number = new LazyLong(low, high, unsigned);
  expect(number).toEqual(new Long(low, high, unsigned));
  expect(number.toString()).toBe(text);
});
