import type { Options } from 'yargs';
import type { ConfigSource } from '../config/files.js';
import { configOptions, configSources } from './config-options.js';
import {
  type DatabaseArguments,
  type DatabaseBounds,
  databaseDefaults,
  databaseOptions,
  parseDatabaseBounds,
} from './database-options.js';
import { UsageError } from './host.js';
import { count, oneOf, refuseIdleWords, seconds } from './option-values.js';
import { type ReportOutput, reportOutputs } from './report-output.js';
import {
  parseTargetChoice,
  type TargetArguments,
  type TargetChoice,
  targetOptions,
} from './target-options.js';

/** The options of `upgrade check`, as yargs wants them. */
export const checkOptions = {
  ...targetOptions,
  ...configOptions,
  format: {
    alias: 'f',
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'table, json, json=FILE or table=FILE (repeatable)',
  },
  json: { type: 'boolean', describe: 'The same as -f json' },
  only: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Run these checks alone, by id',
  },
  skip: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Leave these checks out, by id',
  },
  limit: {
    type: 'string',
    default: '50',
    requiresArg: true,
    describe: 'Findings that a check lists; 0 lists all',
  },
  ...databaseOptions,
  progress: {
    type: 'string',
    default: 'auto',
    requiresArg: true,
    describe: 'On stderr: auto (bars on a terminal), json or none',
  },
  'include-non-libvirt': {
    type: 'boolean',
    default: false,
    describe: 'Count instances of other drivers, like nova-status',
  },
  'stale-after': {
    type: 'string',
    default: '86400',
    requiresArg: true,
    describe: 'Seconds without a report that make a record stale',
  },
  'verify-credentials': {
    type: 'boolean',
    default: false,
    describe: "Get a token with the service user's credentials",
  },
} as const satisfies Record<string, Options>;

/** What yargs makes of no arguments. */
export const checkDefaults: CheckArguments = {
  profile: checkOptions.profile.default,
  limit: checkOptions.limit.default,
  ...databaseDefaults,
  progress: checkOptions.progress.default,
  'include-non-libvirt': checkOptions['include-non-libvirt'].default,
  'stale-after': checkOptions['stale-after'].default,
  'verify-credentials': checkOptions['verify-credentials'].default,
};

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

/** What yargs makes of the arguments. */
export interface CheckArguments extends TargetArguments, DatabaseArguments {
  readonly format?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly limit: string;
  readonly progress: string;
  readonly 'include-non-libvirt': boolean;
  readonly 'stale-after': string;
  readonly 'verify-credentials': boolean;
}

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseCheckOptions(
  args: CheckArguments,
  argv: readonly string[],
  cwd: string,
): CheckOptions {
  refuseIdleWords(argv);
  const formats = [...(args.format ?? []), ...(args.json === true ? ['json'] : [])];
  return {
    ...parseTargetChoice(args, cwd),
    ...parseDatabaseBounds(args),
    sources: configSources(argv),
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
