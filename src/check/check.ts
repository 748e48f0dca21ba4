import type { Deployment } from '../nova/deployment.js';
import type { RunningRelease } from '../nova/judged-release.js';
import type { Release } from '../nova/releases.js';
import type { Reads } from '../nova/schema.js';

/** One upgrade check: what it is, as data, and what it does, as one function. */
export interface Check {
  /** Kebab-case, the same as the name of its file, and never changed once published. */
  readonly id: string;
  /** The name in reports: what `nova-status` calls it, where it has it. */
  readonly title: string;
  /**
   * The first and the last Nova release that it is for, as the target of an upgrade, by major version, e.g. "23"; open
   * where left out.
   */
  readonly since?: string;
  readonly until?: string;
  /** What it asks, as one question. */
  readonly asks?: string;
  /** A page that explains the matter. */
  readonly docs: string;
  /** Why one should care, in a sentence or two. */
  readonly why: string;
  /** How to get to a success. */
  readonly fix: string;
  /** When it ends in which way, a sentence each. */
  readonly results?: Readonly<Partial<Record<CheckResult['status'] | 'unknown', string>>>;
  /** More pages: bugs, release notes, the source of what it does. */
  readonly links?: readonly string[];
  /** What it reads. A database that lacks a table or a column of these cannot answer it. */
  readonly reads: Reads;
  /** Asks the deployment and judges. What it throws makes the check "could not tell". */
  run(deployment: Deployment, context: CheckContext): Promise<CheckResult> | CheckResult;
}

/** What a run gives to every check. */
export interface CheckContext {
  /** Findings to list at the most; `Infinity` for all. Counts are exact all the same. */
  readonly limit: number;
  /** The release that the deployment is about to go to. */
  readonly target: Release;
  /** The release that runs now, as far as the databases tell. */
  readonly running: RunningRelease;
  /** Judge as Nova does also what no libvirt driver has to do with. */
  readonly includeNonLibvirt: boolean;
  /** Milliseconds without a report after which the record of a service counts as left behind. */
  readonly staleAfter: number;
  /** Ask Keystone for a token where a check would only look at the configuration. */
  readonly verifyCredentials: boolean;
  /** Hands over a password or a token that the check comes by, so that no error that holds it is shown. */
  readonly keepSecret: (secret: string) => void;
  /** The moment of the run, in UTC. */
  readonly now: Date;
  /** Aborted when the run is interrupted or the check takes too long. */
  readonly signal: AbortSignal;
}

/** What a check can find by itself. That it could not tell is found by the runner. */
export type CheckResult = Verdict | NotApplicable;

/** A success, a warning (look at it) or a failure (must stop the upgrade). */
export interface Verdict {
  readonly status: 'success' | 'warning' | 'failure';
  /** For people: what was found, in paragraphs parted by a newline. */
  readonly details?: string;
  /** Exact numbers by name, one level deep: `{ unset: 3, byState: { active: 2, error: 1 } }`. */
  readonly counts?: Counts;
  /** What is affected; `context.limit` of them are reported at the most, so that no more need be given. */
  readonly findings?: readonly Finding[];
  /** How many are affected in all, those that were not given too; the number of findings where left out. */
  readonly findingsTotal?: number;
  readonly remediation?: readonly Remediation[];
}

/** The check has nothing to say about this deployment. */
export interface NotApplicable {
  readonly status: 'not-applicable';
  /** The reason. */
  readonly details: string;
}

/** Exact numbers by name, or by name and then by name. */
export type Counts = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** One affected resource. */
export interface Finding {
  readonly kind: 'instance' | 'host' | 'service' | 'cell' | 'file' | 'other';
  /** The resource's UUID, or what else names it for certain. */
  readonly id: string;
  readonly name?: string | null;
  /** The cell's name, or its UUID where it has none. */
  readonly cell?: string | null;
  readonly host?: string | null;
  readonly project?: string | null;
  readonly state?: string | null;
  /** Why it is affected: a stable key, by which a report may group. */
  readonly reason?: string;
  /** The same for people. */
  readonly message?: string;
}

/** Something to run, and why. */
export interface Remediation {
  /** A command and its arguments; one in angle brackets, like `<uuid>`, is to be filled in. */
  readonly argv: readonly string[];
  readonly why: string;
}

/** Types a check and freezes it. It is validated when it is loaded. */
export function defineCheck<T extends Check>(check: T): Readonly<T> {
  return Object.freeze(check);
}
