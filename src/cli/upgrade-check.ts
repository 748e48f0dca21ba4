import { builtInChecks } from '../../checks/index.js';
import packageJson from '../../package.json' with { type: 'json' };
import type { Check } from '../check/check.js';
import { loadChecks } from '../check/load.js';
import { runChecks } from '../check/run.js';
import { type Selection, selectChecks } from '../check/select.js';
import { type Config, loadConfig } from '../config/config.js';
import { ExpectedError } from '../error.js';
import { type Databases, openDatabases } from '../nova/databases.js';
import { makeReport, type Report } from '../report/report.js';
import { EXIT_UNKNOWN, type Host, UsageError } from './host.js';
import type { CheckOptions } from './options.js';
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
  const selection = await selected(options, host);
  const config = readConfig(options, host);
  const outcomes = await runSelection(selection.run, config, startedAt, options, host);
  return makeReport(outcomes, {
    version: packageJson.version,
    startedAt,
    durationMs: performance.now() - started,
    configFiles: config instanceof ExpectedError ? [] : config.files,
    skipped: selection.skipped,
  });
}

async function selected(options: CheckOptions, host: Host): Promise<Selection> {
  try {
    const own = await loadChecks({
      directories: options.directories,
      contract: host.contract,
      taken: builtInChecks.map((check) => check.id),
      timeout: options.timeout,
      signal: host.signal,
    });
    return selectChecks([...builtInChecks, ...own], options.only, options.skip);
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

async function runSelection(
  checks: readonly Check[],
  config: Config | ExpectedError,
  now: Date,
  options: CheckOptions,
  host: Host,
) {
  const { timeout, concurrency, limit, includeNonLibvirt } = options;
  const { cwd, home, signal } = host;
  const databases =
    config instanceof ExpectedError
      ? unreadable(config)
      : openDatabases({ config, cwd, home, concurrency, timeout, signal });
  const progress = createProgress(options.progress, host.stderr, host.env);
  try {
    return await runChecks(checks, {
      view: (reads, watch) => databases.view(reads, watch),
      context: { limit, includeNonLibvirt, now },
      timeout,
      signal,
      redact: redactor(() => databases.secrets()),
      watch: progress,
    });
  } finally {
    progress.end();
    await databases.close();
  }
}

/** No check is run without its configuration: not even one that does not look at it may end in a success. */
function unreadable(error: ExpectedError): Databases {
  return {
    view: () => {
      throw error;
    },
    secrets: () => [],
    close: async () => {},
  };
}
