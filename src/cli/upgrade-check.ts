import packageJson from '../../package.json' with { type: 'json' };
import type { Check } from '../check/check.js';
import type { Outcome } from '../check/outcome.js';
import { runChecks } from '../check/run.js';
import { namedChecks, requireKnown, type Selection, selectChecks } from '../check/select.js';
import { type Config, loadConfig } from '../config/config.js';
import { ExpectedError } from '../error.js';
import { type Databases, openDatabases } from '../nova/databases.js';
import { askedTarget, type ChosenTarget, defaultTarget } from '../nova/chosen-target.js';
import { judgedRelease, type RunningRelease } from '../nova/judged-release.js';
import type { Release } from '../nova/releases.js';
import { runningRelease } from '../nova/running-release.js';
import { makeReport, type Report } from '../report/report.js';
import { EXIT_UNKNOWN, type Host, UsageError } from './host.js';
import { knownChecks } from './known-checks.js';
import type { CheckOptions } from './check-options.js';
import { createProgress } from './progress.js';
import { redactor } from './redact.js';
import { writeReports } from './write-report.js';

/**
 * Runs the checks, writes the reports and gives the exit code: the report's, or "could not tell" where one was lost, for
 * it may have held the answer somebody waits for. Rejects when the run is interrupted.
 */
export async function upgradeCheck(options: CheckOptions, host: Host): Promise<number> {
  const report = await checkedReport(options, host);
  const allWritten = await writeReports(report, options.outputs, host);
  return allWritten || report.verdict === 'failure' ? report.result : EXIT_UNKNOWN;
}

async function checkedReport(options: CheckOptions, host: Host): Promise<Report> {
  const startedAt = new Date();
  const started = performance.now();
  const checks = await allChecks(options, host);
  const config = readConfig(options, host);
  const run = await runUpgrade(checks, config, startedAt, options, host);
  return makeReport(run.outcomes, {
    version: packageJson.version,
    startedAt,
    durationMs: performance.now() - started,
    configFiles: config instanceof ExpectedError ? [] : config.files,
    skipped: run.skipped,
    running: run.running,
    target: run.target,
    profile: options.profile,
  });
}

/** All checks that there are, once it is certain that each that was named is one of them. */
async function allChecks(options: CheckOptions, host: Host): Promise<readonly Check[]> {
  try {
    const checks = await knownChecks(options.directories, options.timeout, host);
    requireKnown(checks, options);
    return checks;
  } catch (error) {
    throw error instanceof ExpectedError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** A configuration that cannot be read is every check's answer, so that it reaches the report. */
function readConfig(options: CheckOptions, { env, home, cwd }: Host): Config | ExpectedError {
  try {
    return loadConfig({ sources: options.sources, env, home, cwd });
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
}

interface UpgradeRun extends Selection {
  readonly outcomes: readonly Outcome[];
  readonly running: RunningRelease;
  readonly target: ChosenTarget;
}

/** Tells which release runs, chooses the target and the checks that apply to it, and runs them. */
async function runUpgrade(
  checks: readonly Check[],
  config: Config | ExpectedError,
  now: Date,
  options: CheckOptions,
  host: Host,
): Promise<UpgradeRun> {
  const { timeout, limit, includeNonLibvirt, staleAfter, verifyCredentials } = options;
  const { cwd, home, signal } = host;
  const databases =
    config instanceof ExpectedError
      ? unreadable(config)
      : openDatabases({ ...options, config, cwd, home, signal });
  const progress = createProgress(options.progress, host.stderr, host.env);
  const secrets = new Set<string>();
  const redact = redactor(() => [...databases.secrets(), ...secrets]);
  for (const { reads } of namedChecks(checks, options)) databases.expect(reads);
  try {
    const running =
      config instanceof ExpectedError
        ? judgedRelease({ cells: [], unanswered: [] })
        : await runningRelease({
            view: (reads, watch) =>
              databases.view(reads, watch, Math.min(timeout, RELEASE_TIMEOUT)),
            now,
            staleAfter,
            redact,
          });
    const target = chosenTarget(options.target, running);
    const selection = selectChecks(checks, options, target.release, options.profile);
    const outcomes = await runChecks(selection.run, {
      view: (reads, watch) => databases.view(reads, watch),
      context: {
        target: target.release,
        running,
        limit,
        includeNonLibvirt,
        staleAfter,
        verifyCredentials,
        now,
        keepSecret: (secret) => secrets.add(secret),
      },
      timeout,
      signal,
      redact,
      watch: progress,
    });
    return { ...selection, outcomes, running, target };
  } finally {
    progress.end();
    await databases.close();
  }
}

/** The target that was asked for, or the one that suggests itself. */
function chosenTarget(asked: Release | undefined, running: RunningRelease): ChosenTarget {
  return asked === undefined ? defaultTarget(running) : askedTarget(asked, running);
}

/**
 * Milliseconds that each database may take to tell which release runs, which is a matter of a few rows: one that hangs
 * must not cost the time limit twice. Longer than a connection may take, since one that cannot be opened is not tried again.
 */
const RELEASE_TIMEOUT = 15_000;

/** No check is run without its configuration: not even one that does not look at it may end in a success. */
function unreadable(
  error: ExpectedError,
): Pick<Databases, 'expect' | 'view' | 'secrets' | 'close'> {
  return {
    expect: () => {},
    view: () => {
      throw error;
    },
    secrets: () => [],
    close: async () => {},
  };
}
