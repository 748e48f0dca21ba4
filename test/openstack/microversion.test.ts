import { expect, it } from 'vitest';
import {
  compareMicroversions,
  formatMicroversion,
  parseMicroversion,
} from '../../src/openstack/microversion.js';

it.each([
  ['1.9', '1.36', -1],
  ['1.36', '1.36', 0],
  ['1.100', '1.36', 1],
  ['2.0', '1.36', 1],
  ['2.0', '3.44', -1],
])('%s against %s', (left, right, sign) => {
  const [first, second] = [left, right].map(parseMicroversion);
  if (first === undefined || second === undefined) throw new Error('not read');
  expect(Math.sign(compareMicroversions(first, second))).toBe(sign);
  expect(formatMicroversion(first)).toBe(left);
});

it.each(['', '1', '1.2.3', 'v1.2', '1.latest', ' 1.2', '1.-2', 1.36, null])(
  '%j is none',
  (text) => {
    expect(parseMicroversion(text)).toBeUndefined();
  },
);
