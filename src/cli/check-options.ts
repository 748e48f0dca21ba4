import type { ConfigSource } from '../config/files.js';
import type { Arguments, Given, Options } from './command.js';
import { configOptions, configSources } from './config-options.js';
import { type DatabaseBounds, databaseOptions, parseDatabaseBounds } from './database-options.js';
import { UsageError } from './host.js';
import { count, oneOf, seconds } from './option-values.js';
import { type ReportOutput, reportOutputs } from './report-output.js';
import { parseTargetChoice, type TargetChoice, targetOptions } from './target-options.js';

/** The options of `upgrade check`. */
export const checkOptions = {
  ...targetOptions,
  ...configOptions,
  format: {
    short: 'f',
    type: 'string',
    repeatable: true,
    describe: 'table, json, json=FILE or table=FILE (repeatable)',
  },
  json: { type: 'boolean', describe: 'The same as -f json' },
  only: {
    type: 'string',
    list: true,
    describe: 'Run these checks alone, by id',
  },
  skip: {
    type: 'string',
    list: true,
    describe: 'Leave these checks out, by id',
  },
  limit: {
    type: 'string',
    default: '50',
    describe: 'Findings that a check lists; 0 lists all',
  },
  ...databaseOptions,
  progress: {
    type: 'string',
    default: 'auto',
    describe: 'On stderr: auto (bars on a terminal), json or none',
  },
  'include-non-libvirt': {
    type: 'boolean',
    describe: 'Count instances of other drivers, like nova-status',
  },
  'stale-after': {
    type: 'string',
    default: '86400',
    describe: 'Seconds without a report that make a record stale',
  },
  'verify-credentials': {
    type: 'boolean',
    describe: "Get a token with the service user's credentials",
  },
} as const satisfies Options;

/** What `upgrade check` was asked to do. */
export interface CheckOptions extends TargetChoice, DatabaseBounds {
  readonly sources: readonly ConfigSource[];
  readonly outputs: readonly ReportOutput[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Findings to list; `Infinity` for all. */
  readonly limit: number;
  readonly progress: ProgressMode;
  readonly includeNonLibvirt: boolean;
  /** Milliseconds. */
  readonly staleAfter: number;
  readonly verifyCredentials: boolean;
}

const PROGRESS_MODES = ['auto', 'json', 'none'] as const;
/** How a run's progress is told. */
export type ProgressMode = (typeof PROGRESS_MODES)[number];

/** The arguments, as they are given. */
export type CheckArguments = Arguments<typeof checkOptions>;

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseCheckOptions(
  args: CheckArguments,
  given: readonly Given[],
  cwd: string,
): CheckOptions {
  const formats = [...(args.format ?? []), ...(args.json ? ['json'] : [])];
  return {
    ...parseTargetChoice(args, cwd),
    ...parseDatabaseBounds(args),
    sources: configSources(given),
    outputs: reportOutputs(formats.length === 0 ? ['table'] : formats, cwd),
    only: names('--only', args.only),
    skip: names('--skip', args.skip),
    limit: count('--limit', args.limit, 0) || Infinity,
    progress: oneOf('--progress', args.progress, PROGRESS_MODES),
    includeNonLibvirt: args['include-non-libvirt'],
    staleAfter: seconds('--stale-after', args['stale-after'], 0.001),
    verifyCredentials: args['verify-credentials'],
  };
}

/** Ids may be parted by blanks or commas. An option without any is a mistake, such as an unset variable in a script. */
function names(option: string, values: readonly string[] = []): string[] {
  const ids = values.flatMap((value) => value.split(/[\s,]+/)).filter((id) => id !== '');
  if (values.length > 0 && ids.length === 0)
    throw new UsageError(`${option} needs the id of a check.`);
  return ids;
}
