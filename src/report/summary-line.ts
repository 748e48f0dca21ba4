import type { Status } from '../check/outcome.js';
import type { Report } from './report.js';
import { statusLabel } from './status-label.js';
import type { Paint } from './paint.js';
import { printable } from './printable.js';

/**
 * The whole report in one line: the verdict, the exit code, and which checks have to be looked at, by the ids that
 * --only and --skip take, for a long report has scrolled away.
 */
export function summaryLine(report: Report, paint: Paint): string {
  const { checks, verdict, result } = report;
  const parts = ORDER.flatMap((status) => part(report, status));
  const seconds = (report.durationMs / 1000).toFixed(1);
  const found =
    checks.length === 0
      ? 'no check was run'
      : `${parts.join(', ')}; ${checks.length} ${checks.length === 1 ? 'check' : 'checks'} in ${seconds} s`;
  return `${statusLabel(verdict, paint)} (exit code ${result}): ${found}`;
}

/** The worst first. */
const ORDER: readonly Status[] = ['failure', 'unknown', 'warning', 'success', 'not-applicable'];

/** For one, and for several. */
const NOUNS: Readonly<Record<Status, readonly [string, string]>> = Object.freeze({
  failure: ['failure', 'failures'],
  unknown: ['could not tell', 'could not tell'],
  warning: ['warning', 'warnings'],
  success: ['success', 'successes'],
  'not-applicable': ['not applicable', 'not applicable'],
});

const NEEDS_NO_LOOK: ReadonlySet<Status> = new Set(['success', 'not-applicable']);

function part(report: Report, status: Status): string[] {
  const count = report.summary[status];
  if (count === 0) return [];
  const [one, several] = NOUNS[status];
  const ids = report.checks.filter((check) => check.status === status).map((check) => check.id);
  const named = NEEDS_NO_LOOK.has(status) ? '' : ` (${printable(ids.join(', '))})`;
  return [`${count} ${count === 1 ? one : several}${named}`];
}
