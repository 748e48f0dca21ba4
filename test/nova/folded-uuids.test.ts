import { describe, expect, it } from 'vitest';
import { isWhole } from '../../src/nova/folded-uuids.js';

describe('isWhole', () => {
  it.each([
    ['ab,cd', 6, true],
    ['ab,cd', '6', true],
    ['ab,c', 6, false],
    ['ab,', 6, false],
    ['ab', 6, false],
    ['', 3, false],
    [null, 3, false],
    [null, null, true],
    ['', 1, true],
  ])('%j of length %j: %j', (text, length, whole) => {
    expect(isWhole(text, length)).toBe(whole);
  });
});
