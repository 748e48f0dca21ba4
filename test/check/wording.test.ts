import { expect, it } from 'vitest';
import { firstFew, plural, timeSpan, utcTime } from '../../src/check/wording.js';

it.each([
  [0, '0 hosts'],
  [1, '1 host'],
  [2, '2 hosts'],
])('counts %i', (count, text) => {
  expect(plural(count, 'host')).toBe(text);
});

it.each([
  ['', ''],
  ['a', 'a'],
  ['abcde', 'a, b, c, d, e'],
  ['abcdef', 'a, b, c, d, e and 1 more'],
])('names the first few of %j', (letters, text) => {
  expect(firstFew(letters.split(''))).toBe(text);
});

it.each([
  [86_400_000, '1 day'],
  [172_800_000, '2 days'],
  [5_400_000, '90 minutes'],
  [7_200_000, '2 hours'],
  [1000, '1 second'],
  [1500, '1.5 seconds'],
  [0, '0 seconds'],
])('calls %i ms %s', (milliseconds, text) => {
  expect(timeSpan(milliseconds)).toBe(text);
});

it('tells a moment in UTC, to the second', () => {
  expect(utcTime(new Date('2026-01-31T23:59:59.900Z'))).toBe('2026-01-31 23:59:59 UTC');
});
