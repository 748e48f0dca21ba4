import { ExpectedError } from '../error.js';
import { upgradePath, type UpgradeStep } from '../nova/upgrade-path.js';
import { upgradePathJson, upgradePathText } from '../report/upgrade-path.js';
import { type Host, UsageError, widthOf } from './host.js';
import { parseRelease } from './release-option.js';
import type { Format } from './report-output.js';

/** The arguments of `upgrade path`. */
export interface PathArguments {
  readonly from: string;
  readonly to: string;
}

/** Prints the supported steps from one release to another. Raises a UsageError where there are none. */
export function printUpgradePath(args: PathArguments, format: Format, host: Host): number {
  const steps = stepsOf(args);
  host.stdout.write(
    format === 'json' ? upgradePathJson(steps) : upgradePathText(steps, widthOf(host.stdout)),
  );
  return 0;
}

function stepsOf({ from, to }: PathArguments): readonly UpgradeStep[] {
  const start = parseRelease('--from', from);
  const end = parseRelease('--to', to);
  try {
    return upgradePath(start, end);
  } catch (error) {
    throw error instanceof ExpectedError
      ? new UsageError(`--from ${from} --to ${to}: ${error.message}`, { cause: error })
      : error;
  }
}
