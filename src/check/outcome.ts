import type { Check, Counts, Finding, Remediation } from './check.js';

/** Every way in which a check can end. */
export type Status = 'success' | 'warning' | 'failure' | 'unknown' | 'not-applicable';

/** How a check ended: what it found, or why it could not tell. */
export interface Outcome {
  readonly check: Pick<Check, 'id' | 'title' | 'docs'>;
  readonly status: Status;
  readonly details: string | null;
  readonly counts: Counts;
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  /** The cells that were asked, in the order of the mappings. */
  readonly cells: readonly CellOutcome[];
  readonly remediation: readonly Remediation[];
  readonly durationMs: number;
}

/** Whether a cell answered a check, and if not, why. */
export interface CellOutcome {
  readonly uuid: string;
  readonly name: string | null;
  readonly answered: boolean;
  readonly reason: string | null;
}

/** What `nova-status` exits with, and 255 for "could not tell". */
export type ExitCode = 0 | 1 | 2 | 255;

/** The result code of a check's status, as in the JSON of oslo.upgradecheck. */
export function resultCode(status: Status): ExitCode {
  return CODES[status];
}

const CODES = Object.freeze({
  success: 0,
  'not-applicable': 0,
  warning: 1,
  failure: 2,
  unknown: 255,
}) satisfies Readonly<Record<Status, ExitCode>>;

/**
 * The verdict over all checks. A failure beats "could not tell", for the answer is no either way, and that beats a
 * warning, for it may hide a failure. Where no check was run, nobody can tell.
 */
export function verdict(
  outcomes: readonly Pick<Outcome, 'status'>[],
): Exclude<Status, 'not-applicable'> {
  const has = (status: Status) => outcomes.some((outcome) => outcome.status === status);
  if (has('failure')) return 'failure';
  if (has('unknown') || outcomes.length === 0) return 'unknown';
  return has('warning') ? 'warning' : 'success';
}
