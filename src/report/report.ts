import type { Profile } from '../check/applicability.js';
import type { Check, Counts, Finding, Remediation } from '../check/check.js';
import {
  type CellOutcome,
  type ExitCode,
  type Outcome,
  resultCode,
  type Status,
  verdict,
} from '../check/outcome.js';
import type { ChosenTarget } from '../nova/chosen-target.js';
import type { RunningRelease } from '../nova/judged-release.js';
import { type RunningReport, runningReport } from './running.js';

/**
 * A run's results: what every format shows and what the JSON document is, a superset of that of oslo.upgradecheck
 * (`name`, `checks[].check`, `.result`, `.details`). Described by report.schema.json; a field, once there, keeps its
 * meaning, and `schemaVersion` grows when one has to go.
 */
export interface Report {
  readonly name: 'Upgrade Check Results';
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'nova-preflight'; readonly version: string };
  /** When the run began, ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** The configuration files that were read, in their order. */
  readonly configFiles: readonly string[];
  /** The exit code. */
  readonly result: ExitCode;
  readonly verdict: Exclude<Status, 'not-applicable'>;
  /** How many checks ended in which way. */
  readonly summary: Readonly<Record<Status, number>>;
  readonly checks: readonly CheckReport[];
  /** The release that runs now, as far as the databases tell, and what tells it. */
  readonly running: RunningReport;
  /** The release that the deployment is about to go to, and why this one. */
  readonly target: {
    readonly series: string;
    readonly codename: string;
    readonly major: number;
    readonly reason: string;
  };
  readonly profile: Profile;
  /** The checks that were left out, and why: on request, or for they do not apply to the target. */
  readonly skipped: readonly {
    readonly id: string;
    readonly check: string;
    readonly reason: string;
  }[];
}

/** What one check has to report. */
export interface CheckReport {
  readonly check: string;
  readonly result: ExitCode;
  readonly details: string | null;
  readonly id: string;
  readonly status: Status;
  readonly counts: Counts;
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  readonly cells: readonly CellOutcome[];
  readonly remediation: readonly Remediation[];
  readonly docs: string;
  readonly durationMs: number;
}

/** What a report is made of, besides the outcomes. */
export interface ReportFacts {
  readonly version: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly configFiles: readonly string[];
  readonly running: RunningRelease;
  readonly target: ChosenTarget;
  readonly profile: Profile;
  readonly skipped: readonly {
    readonly check: Pick<Check, 'id' | 'title'>;
    readonly reason: string;
  }[];
}

/** Makes the report of a run. */
export function makeReport(outcomes: readonly Outcome[], facts: ReportFacts): Report {
  const overall = verdict(outcomes);
  const { release, reason } = facts.target;
  const { series, codename, major } = release;
  return {
    name: 'Upgrade Check Results',
    schemaVersion: 1,
    tool: { name: 'nova-preflight', version: facts.version },
    startedAt: facts.startedAt.toISOString(),
    durationMs: Math.round(facts.durationMs),
    configFiles: facts.configFiles,
    result: resultCode(overall),
    verdict: overall,
    summary: {
      success: count(outcomes, 'success'),
      warning: count(outcomes, 'warning'),
      failure: count(outcomes, 'failure'),
      unknown: count(outcomes, 'unknown'),
      'not-applicable': count(outcomes, 'not-applicable'),
    },
    checks: outcomes.map(checkReport),
    running: runningReport(facts.running),
    target: { series, codename, major, reason },
    profile: facts.profile,
    skipped: facts.skipped.map(({ check, reason }) => ({
      id: check.id,
      check: check.title,
      reason,
    })),
  };
}

function count(outcomes: readonly Outcome[], status: Status): number {
  return outcomes.filter((outcome) => outcome.status === status).length;
}

function checkReport({ check, status, ...outcome }: Outcome): CheckReport {
  return {
    check: check.title,
    result: resultCode(status),
    details: outcome.details,
    id: check.id,
    status,
    counts: outcome.counts,
    findings: outcome.findings,
    findingsTotal: outcome.findingsTotal,
    cells: outcome.cells,
    remediation: outcome.remediation,
    docs: check.docs,
    durationMs: outcome.durationMs,
  };
}
