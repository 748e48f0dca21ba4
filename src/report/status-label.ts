import type { ChalkInstance } from 'chalk';
import type { Status } from '../check/outcome.js';

/** A status as people read it, in the words of `nova-status` where it has one, and in its colour. */
export function statusLabel(status: Status, chalk: ChalkInstance): string {
  const paint = {
    success: chalk.green,
    warning: chalk.yellow,
    failure: chalk.red.bold,
    unknown: chalk.magenta.bold,
    'not-applicable': chalk.dim,
  } satisfies Record<Status, ChalkInstance>;
  return paint[status](LABELS[status]);
}

const LABELS: Readonly<Record<Status, string>> = Object.freeze({
  success: 'Success',
  warning: 'Warning',
  failure: 'Failure',
  unknown: 'Could not tell',
  'not-applicable': 'Not applicable',
});
