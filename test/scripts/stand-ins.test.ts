import type assert from 'node:assert';
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

it('no-assert.js tells what is the same, as node:assert does', async () => {
  const { strictEqual, notStrictEqual } = (await import(
    new URL('../../scripts/stand-ins/no-assert.js', import.meta.url).href
  )) as Pick<typeof assert, 'strictEqual' | 'notStrictEqual'>;
  for (const same of [undefined, 'a', NaN]) {
    expect(() => strictEqual(same, same)).not.toThrow();
    expect(() => notStrictEqual(same, same)).toThrow('the same');
  }
  expect(() => strictEqual('a', undefined)).toThrow('not the same');
  expect(() => notStrictEqual('a', undefined)).not.toThrow();
});
