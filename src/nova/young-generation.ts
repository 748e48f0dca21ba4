import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation at the size that it has now. Left to itself it grows to 48 MiB, full of answers that were
 * read long ago: half of what a million instances take. Not for small runs, which it costs 10 ms: V8 does not take
 * compiled code of other flags (bin/load.js). Node 20.20 and 24.21 know the flag.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
