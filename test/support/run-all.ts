import { onTestFinished } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import type { Check, CheckContext } from '../../src/check/check.js';
import type { Outcome } from '../../src/check/outcome.js';
import { runChecks } from '../../src/check/run.js';
import type { RunWatch } from '../../src/check/run-watch.js';
import { redactor } from '../../src/cli/redact.js';
import { loadConfig } from '../../src/config/config.js';
import { judgedRelease } from '../../src/nova/judged-release.js';
import { newestRelease } from '../../src/nova/releases.js';
import { openDatabases } from '../../src/nova/databases.js';
import { runningRelease } from '../../src/nova/running-release.js';
import type { Engine } from './databases.js';
import { makeDeployment } from './deployment.js';
import type { DeploymentData } from './deployment.js';

/** How checks are run, where it is not the ordinary way: times in milliseconds. */
export interface RunAllOptions extends Partial<CheckContext> {
  readonly checks?: readonly Check[];
  readonly timeout?: number;
  readonly watch?: RunWatch;
}

/** An outcome, but for the time that it took. */
export type TestedOutcome = Omit<Outcome, 'durationMs'>;

/** Runs checks (all built-in ones, listing all findings) with a nova.conf, the way the command does. */
export async function runAll(
  configFile: string,
  options: RunAllOptions = {},
): Promise<readonly TestedOutcome[]> {
  const {
    checks = builtInChecks,
    timeout = 10_000,
    signal = new AbortController().signal,
    watch = UNWATCHED,
    ...context
  } = options;
  const surroundings = { cwd: '/', home: '/nonexistent' };
  const sources = [{ kind: 'file', path: configFile }] as const;
  const config = loadConfig({ sources, env: {}, ...surroundings });
  const databases = openDatabases({
    config,
    ...surroundings,
    concurrency: 8,
    serverConcurrency: 4,
    pause: 0,
    maxRunning: Infinity,
    timeout,
    signal,
  });
  try {
    const redact = redactor(() => databases.secrets());
    const running =
      context.running ??
      (await runningRelease({
        view: (reads, watch) => databases.view(reads, watch),
        now: context.now ?? new Date(),
        redact,
      }));
    const outcomes = await runChecks(checks, {
      view: (reads, watch) => databases.view(reads, watch),
      context: contextOf({ ...context, running }),
      timeout,
      signal,
      redact,
      watch,
    });
    return outcomes.map(untimed);
  } finally {
    await databases.close();
  }
}

/** What checks are told, all of it as it is where nothing is given. */
export function contextOf(
  context: Partial<Omit<CheckContext, 'signal'>>,
): Omit<CheckContext, 'signal'> {
  return {
    target: newestRelease(),
    running: judgedRelease({ cells: [], unanswered: [] }),
    limit: Infinity,
    includeNonLibvirt: false,
    staleAfter: 86_400_000,
    verifyCredentials: false,
    now: new Date(),
    keepSecret: () => {},
    ...context,
  };
}

function untimed({ durationMs, ...outcome }: Outcome): TestedOutcome {
  if (!Number.isInteger(durationMs) || durationMs < 0) throw new Error(`it took ${durationMs} ms`);
  return outcome;
}

/** Tells nobody. */
export const UNWATCHED: RunWatch = {
  checkStarted() {},
  cellsAsked() {},
  cellProgress() {},
  cellBusy() {},
  cellAnswered() {},
  cellUnanswered() {},
  checkDone() {},
};

/** Makes a deployment that goes with its test, runs one check on it and gives its outcome. */
export async function runOn(
  engine: Engine,
  check: Check,
  data: DeploymentData,
  options: RunAllOptions = {},
): Promise<TestedOutcome> {
  const deployment = await makeDeployment(engine, data);
  onTestFinished(() => deployment.drop());
  const [outcome] = await runAll(deployment.configFile, { ...options, checks: [check] });
  return told(check, outcome);
}

/** The outcome of a check, which must be one of those that its results tell of. */
export function told(check: Check, outcome: TestedOutcome | undefined): TestedOutcome {
  if (outcome === undefined) throw new Error('there is no outcome');
  // That the target is not one of the check's is the runner's answer, before any cell is asked.
  const isOwn = outcome.status !== 'not-applicable' || outcome.cells.length > 0;
  if (isOwn && check.results !== undefined && check.results[outcome.status] === undefined) {
    throw new Error(`${check.id} ended in ${outcome.status}, of which its results say nothing`);
  }
  return outcome;
}
