import { builtInChecks } from '../../checks/index.js';
import type { Check } from '../check/check.js';
import { loadChecks } from '../check/load.js';
import type { Host } from './host.js';

/** Our own checks and those of a site's folders, in report order. Raises an ExpectedError for a folder without any. */
export async function knownChecks(
  directories: readonly string[],
  timeout: number,
  { contract, signal }: Host,
): Promise<readonly Check[]> {
  const taken = builtInChecks.map((check) => check.id);
  return [
    ...builtInChecks,
    ...(await loadChecks({ directories, contract, taken, timeout, signal })),
  ];
}

/** Milliseconds that a site's module may take to be imported, where no option says so. */
export const IMPORT_TIMEOUT = 60_000;
