import path from 'node:path';
import type { Options } from 'yargs';
import type { ConfigSource } from '../config/files.js';
import { UsageError } from './host.js';
import { type ReportOutput, reportOutputs } from './report-output.js';

/** The options of `upgrade check`, as yargs wants them. */
export const checkOptions = {
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
  checks: {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Load the checks of this folder too (repeatable)',
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
} as const satisfies Record<string, Options>;

/** What `upgrade check` was asked to do. */
export interface CheckOptions {
  readonly sources: readonly ConfigSource[];
  readonly outputs: readonly ReportOutput[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly directories: readonly string[];
  /** Findings to list; `Infinity` for all. */
  readonly limit: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly concurrency: number;
  readonly progress: ProgressMode;
  readonly includeNonLibvirt: boolean;
}

const PROGRESS_MODES = ['auto', 'json', 'none'] as const;
/** How a run's progress is told. */
export type ProgressMode = (typeof PROGRESS_MODES)[number];

/** What yargs makes of the arguments. */
export interface CheckArguments {
  readonly format?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly checks?: readonly string[] | undefined;
  readonly limit: string;
  readonly timeout: string;
  readonly concurrency: string;
  readonly progress: string;
  readonly 'include-non-libvirt': boolean;
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
    sources: configSources(argv),
    outputs: reportOutputs(formats.length === 0 ? ['table'] : formats, cwd),
    only: names('--only', args.only),
    skip: names('--skip', args.skip),
    directories: (args.checks ?? []).map((directory) => path.resolve(cwd, directory)),
    limit: count('--limit', args.limit, 0) || Infinity,
    timeout: seconds('--timeout', args.timeout),
    concurrency: count('--concurrency', args.concurrency, 1),
    progress: progressMode(args.progress),
    includeNonLibvirt: args['include-non-libvirt'],
  };
}

/** yargs drops what stands behind a bare `--` and takes any value for a switch: neither may pass unseen. */
function refuseIdleWords(argv: readonly string[]): void {
  const idle = argv.find((word) => word === '--' || /^--(json|include-non-libvirt)=/.test(word));
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

function progressMode(text: string): ProgressMode {
  const mode = PROGRESS_MODES.find((known) => known === text);
  if (mode === undefined) {
    throw new UsageError(
      `--progress ${JSON.stringify(text)}: give one of ${PROGRESS_MODES.join(', ')}.`,
    );
  }
  return mode;
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

function seconds(option: string, text: string): number {
  const value = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (value <= 0) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: give a number of seconds above 0, like 60 or 2.5.`,
    );
  }
  return value * 1000;
}
