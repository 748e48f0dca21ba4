import { expect, test } from 'vitest';
import { chunks } from '../../src/nova/chunks.js';

test.each([
  [[], []],
  [[1], [[1]]],
  [[1, 2], [[1, 2]]],
  [
    [1, 2, 3],
    [[1, 2], [3]],
  ],
])('%j by twos', (items, expected) => {
  expect([...chunks(items, 2)]).toEqual(expected);
});

test('takes no more than is needed', () => {
  let taken = 0;
  function* endless() {
    for (;;) yield (taken += 1);
  }
  expect(chunks(endless(), 2).next().value).toEqual([1, 2]);
  expect(taken).toBe(2);
});
