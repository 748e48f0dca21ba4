import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation small where so many instances are read that memory counts. Left to itself it grows to 48
 * MiB, full of answers that were read long ago and hold on to the memory of as many packets. Now it stays as it is, and from
 * `MOST` rows on it shrinks at the next full collection, which makes listings a tenth slower. Not for small runs, which it
 * costs 10 ms, and the loading of this module more: V8 does not take compiled code of other flags (bin/load.cjs). Node
 * 20.20 and 24.21 know the flags.
 *
 * @param rows of a cell that have been read: many
 */
export function limitYoungGeneration(rows: number): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  if (rows > MOST) setFlagsFromString('--optimize-for-size');
}

const MOST = 100_000;
