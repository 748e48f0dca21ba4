import type { Options } from 'yargs';
import type { ConfigSource } from '../../config/files.js';
import { UsageError } from '../host.js';
import {
  type CheckOptions,
  checkDefaults,
  checkOptions,
  configSources,
  parseCheckOptions,
} from '../options.js';
import { parseMachineTypes } from './machine-types-option.js';

/** The options of `machine-type impact`, as yargs wants them. */
export const impactOptions = {
  set: {
    type: 'string',
    requiresArg: true,
    describe: 'The new value, whole: x86_64=q35,aarch64=virt',
  },
  'new-config': {
    type: 'string',
    requiresArg: true,
    describe: 'Or the file of nova-compute that has the new value',
  },
  from: {
    type: 'string',
    requiresArg: true,
    describe: 'The old value; else it is that of the configuration',
  },
  'config-file': checkOptions['config-file'],
  'config-dir': checkOptions['config-dir'],
  cell: {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Ask this cell, by UUID or name (repeatable)',
  },
  host: {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Look at the instances of this host (repeatable)',
  },
  format: {
    alias: 'f',
    type: 'string',
    default: 'table',
    requiresArg: true,
    describe: 'table or json',
  },
  limit: {
    ...checkOptions.limit,
    default: '10',
    describe: 'Instances listed of each group; 0 lists all',
  },
  timeout: { ...checkOptions.timeout, describe: 'Seconds that a cell may take to answer' },
  concurrency: checkOptions.concurrency,
  'server-concurrency': checkOptions['server-concurrency'],
  pause: checkOptions.pause,
  'max-running': checkOptions['max-running'],
} as const satisfies Record<string, Options>;

/** What `machine-type impact` was asked to do. */
export interface ImpactOptions extends Pick<
  CheckOptions,
  'limit' | 'timeout' | 'concurrency' | 'serverConcurrency' | 'pause' | 'maxRunning'
> {
  readonly sources: readonly ConfigSource[];
  readonly format: 'table' | 'json';
  /** The new value, or the file that has it. */
  readonly to: { readonly value: readonly string[] } | { readonly file: string };
  /** The old value; undefined: that of the configuration. */
  readonly from: readonly string[] | undefined;
  /** UUIDs and names; empty for all cells. */
  readonly cells: readonly string[];
  /** Empty for all hosts. */
  readonly hosts: readonly string[];
}

/** What yargs makes of the arguments; of an option that is given twice, a list. */
export type ImpactArguments = {
  readonly [
    Name in
      | 'set'
      | 'new-config'
      | 'from'
      | 'format'
      | 'limit'
      | 'timeout'
      | 'concurrency'
      | 'server-concurrency'
      | 'pause'
      | 'max-running'
  ]?: string | readonly string[] | undefined;
} & {
  readonly cell?: readonly string[] | undefined;
  readonly host?: readonly string[] | undefined;
};

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseImpactOptions(
  args: ImpactArguments,
  argv: readonly string[],
  cwd: string,
): ImpactOptions {
  const [set, newConfig, from] = [
    once('--set', args.set),
    once('--new-config', args['new-config']),
    once('--from', args.from),
  ];
  const shared = parseCheckOptions(
    {
      ...checkDefaults,
      limit: once('--limit', args.limit) ?? impactOptions.limit.default,
      timeout: once('--timeout', args.timeout) ?? checkDefaults.timeout,
      concurrency: once('--concurrency', args.concurrency) ?? checkDefaults.concurrency,
      'server-concurrency':
        once('--server-concurrency', args['server-concurrency']) ??
        checkDefaults['server-concurrency'],
      pause: once('--pause', args.pause) ?? checkDefaults.pause,
      'max-running': once('--max-running', args['max-running']),
    },
    argv,
    cwd,
  );
  const { limit, timeout, concurrency, serverConcurrency, pause, maxRunning } = shared;
  return {
    ...{ limit, timeout, concurrency, serverConcurrency, pause, maxRunning },
    sources: configSources(argv),
    format: format(once('--format', args.format) ?? impactOptions.format.default),
    to: newValue(set, newConfig),
    from: from === undefined ? undefined : parseMachineTypes('--from', from),
    cells: args.cell ?? [],
    hosts: args.host ?? [],
  };
}

function newValue(set: string | undefined, file: string | undefined): ImpactOptions['to'] {
  if (set !== undefined && file !== undefined) {
    throw new UsageError('--set and --new-config: give one of them, for there is one new value.');
  }
  if (set !== undefined) return { value: parseMachineTypes('--set', set) };
  if (file === undefined || file === '') {
    throw new UsageError(
      'Say what [libvirt]hw_machine_type is to become: --set x86_64=q35, or --new-config FILE.',
    );
  }
  return { file };
}

/** yargs makes a list of an option that is given twice. */
function once(option: string, text: string | readonly string[] | undefined): string | undefined {
  if (text === undefined || typeof text === 'string') return text;
  throw new UsageError(`${option}: give it once.`);
}

function format(text: string): ImpactOptions['format'] {
  if (text === 'table' || text === 'json') return text;
  throw new UsageError(`--format ${JSON.stringify(text)}: give table or json.`);
}
