import path from 'node:path';
import type { Options } from 'yargs';
import type { Profile } from '../check/applicability.js';
import type { ConfigSource } from '../config/files.js';
import type { Release } from '../nova/releases.js';
import { UsageError } from './host.js';
import { parseTarget } from './release-option.js';
import { type ReportOutput, reportOutputs } from './report-output.js';

/** The options that say what an upgrade is to be judged by, which `upgrade list-checks` has too. */
export const targetOptions = {
  target: {
    type: 'string',
    requiresArg: true,
    describe: 'The release to go to: 2026.1, gazpacho or 33',
  },
  profile: {
    type: 'string',
    default: 'all',
    requiresArg: true,
    describe: "all, or nova-status: the target's own checks alone",
  },
  checks: {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Load the checks of this folder too (repeatable)',
  },
} as const satisfies Record<string, Options>;

/** The options of `upgrade check`, as yargs wants them. */
export const checkOptions = {
  ...targetOptions,
  'config-file': {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Read this file, not the default ones (repeatable)',
  },
  'config-dir': {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Read its *.conf files, not the default (repeatable)',
  },
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
  timeout: {
    type: 'string',
    default: '60',
    requiresArg: true,
    describe: 'Seconds that a cell may take to answer a check',
  },
  concurrency: {
    type: 'string',
    default: '8',
    requiresArg: true,
    describe: 'Database connections at the same time, in all',
  },
  'server-concurrency': {
    type: 'string',
    default: '4',
    requiresArg: true,
    describe: 'The same, on one database server',
  },
  pause: {
    type: 'string',
    default: '0',
    requiresArg: true,
    describe: 'Seconds to rest after each statement, like 0.1',
  },
  'max-running': {
    type: 'string',
    requiresArg: true,
    describe: 'Wait while a server runs more threads than this',
  },
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
  timeout: checkOptions.timeout.default,
  concurrency: checkOptions.concurrency.default,
  'server-concurrency': checkOptions['server-concurrency'].default,
  pause: checkOptions.pause.default,
  progress: checkOptions.progress.default,
  'include-non-libvirt': checkOptions['include-non-libvirt'].default,
  'stale-after': checkOptions['stale-after'].default,
  'verify-credentials': checkOptions['verify-credentials'].default,
};

/** What `upgrade check` was asked to do. */
export interface CheckOptions extends TargetChoice {
  readonly sources: readonly ConfigSource[];
  readonly outputs: readonly ReportOutput[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Findings to list; `Infinity` for all. */
  readonly limit: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly concurrency: number;
  readonly serverConcurrency: number;
  /** Milliseconds. */
  readonly pause: number;
  /** `Infinity` for no bound. */
  readonly maxRunning: number;
  readonly progress: ProgressMode;
  readonly includeNonLibvirt: boolean;
  /** Milliseconds. */
  readonly staleAfter: number;
  readonly verifyCredentials: boolean;
}

/** What an upgrade is to be judged by. */
export interface TargetChoice {
  /** Left out: it is told from the release that runs now. */
  readonly target: Release | undefined;
  readonly profile: Profile;
  /** Folders of site checks, absolute. */
  readonly directories: readonly string[];
}

const PROFILES: readonly Profile[] = ['all', 'nova-status'];

const PROGRESS_MODES = ['auto', 'json', 'none'] as const;
/** How a run's progress is told. */
export type ProgressMode = (typeof PROGRESS_MODES)[number];

/** What yargs makes of the arguments. */
export interface CheckArguments extends TargetArguments {
  readonly format?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly limit: string;
  readonly timeout: string;
  readonly concurrency: string;
  readonly 'server-concurrency': string;
  readonly pause: string;
  readonly 'max-running'?: string | undefined;
  readonly progress: string;
  readonly 'include-non-libvirt': boolean;
  readonly 'stale-after': string;
  readonly 'verify-credentials': boolean;
}

/** The same of what {@link targetOptions} are. */
export interface TargetArguments {
  readonly target?: string | undefined;
  readonly profile: string;
  readonly checks?: readonly string[] | undefined;
}

/** Turns arguments into values. Raises a UsageError that lists the known releases or profiles. */
export function parseTargetChoice(args: TargetArguments, cwd: string): TargetChoice {
  return {
    target: args.target === undefined ? undefined : parseTarget(args.target),
    profile: oneOf('--profile', args.profile, PROFILES),
    directories: directoriesOf(args.checks, cwd),
  };
}

/** The folders that `--checks` names, absolute. */
export function directoriesOf(names: readonly string[] | undefined, cwd: string): string[] {
  return (names ?? []).map((name) => path.resolve(cwd, name));
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
    sources: configSources(argv),
    outputs: reportOutputs(formats.length === 0 ? ['table'] : formats, cwd),
    only: names('--only', args.only),
    skip: names('--skip', args.skip),
    limit: count('--limit', args.limit, 0) || Infinity,
    timeout: seconds('--timeout', args.timeout, 0.001),
    concurrency: count('--concurrency', args.concurrency, 1),
    serverConcurrency: count('--server-concurrency', args['server-concurrency'], 1),
    pause: seconds('--pause', args.pause, 0),
    maxRunning:
      args['max-running'] === undefined ? Infinity : count('--max-running', args['max-running'], 0),
    progress: oneOf('--progress', args.progress, PROGRESS_MODES),
    includeNonLibvirt: args['include-non-libvirt'],
    staleAfter: seconds('--stale-after', args['stale-after'], 0.001),
    verifyCredentials: args['verify-credentials'],
  };
}

/** yargs drops what stands behind a bare `--` and takes any value for a switch: neither may pass unseen. */
export function refuseIdleWords(argv: readonly string[]): void {
  const idle = argv.find(
    (word) => word === '--' || /^--(json|include-non-libvirt|verify-credentials)=/.test(word),
  );
  if (idle === '--') throw new UsageError('"--": nothing may follow; name the options alone.');
  if (idle !== undefined) {
    throw new UsageError(`${JSON.stringify(idle)}: the option is a switch and takes no value.`);
  }
}

/**
 * The configuration files and folders in the order in which they stand on the command line, which decides between
 * them in oslo.config; yargs gives each option's values apart.
 */
export function configSources(argv: readonly string[]): ConfigSource[] {
  const sources: ConfigSource[] = [];
  for (let at = 0; at < argv.length && argv[at] !== '--'; at += 1) {
    const [, kind, inline] = /^--config-(file|dir)(?:=(.*))?$/s.exec(argv[at] ?? '') ?? [];
    if (kind !== 'file' && kind !== 'dir') continue;
    const value = inline ?? argv[at + 1];
    if (value === undefined || value === '') throw new UsageError(`--config-${kind} needs a path.`);
    sources.push({ kind, path: value });
    if (inline === undefined) at += 1;
  }
  return sources;
}

/** Ids may be parted by blanks or commas. An option without any is a mistake, such as an unset variable in a script. */
function names(option: string, values: readonly string[] = []): string[] {
  const ids = values.flatMap((value) => value.split(/[\s,]+/)).filter((id) => id !== '');
  if (values.length > 0 && ids.length === 0)
    throw new UsageError(`${option} needs the id of a check.`);
  return ids;
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((value) => value === text);
  if (found === undefined) {
    throw new UsageError(`${option} ${JSON.stringify(text)}: give one of ${known.join(', ')}.`);
  }
  return found;
}

function count(option: string, text: string, least: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < least) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: give a whole number of at least ${least}.`,
    );
  }
  return value;
}

/** Milliseconds from a text in seconds. */
function seconds(option: string, text: string, least: number): number {
  const value = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : -1;
  if (value < least) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: give a number of seconds ${least > 0 ? 'above 0, like 60 or 2.5' : 'like 0.1 or 2, or 0'}.`,
    );
  }
  return value * 1000;
}
