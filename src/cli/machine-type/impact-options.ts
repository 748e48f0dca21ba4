import type { Arguments, Given, Options } from '../command.js';
import type { ConfigSource } from '../../config/files.js';
import { configOptions, configSources } from '../config-options.js';
import { type DatabaseBounds, databaseOptions, parseDatabaseBounds } from '../database-options.js';
import { UsageError } from '../host.js';
import { count, notEmpty } from '../option-values.js';
import { type Format, formatOption, parseFormat } from '../report-output.js';
import { parseMachineTypes } from './machine-types-option.js';

/** The options of `machine-type impact`. */
export const impactOptions = {
  set: {
    type: 'string',
    describe: 'The new value, whole: x86_64=q35,aarch64=virt',
  },
  'new-config': {
    type: 'string',
    describe: 'Or the file of nova-compute that has the new value',
  },
  from: {
    type: 'string',
    describe: 'The old value; else it is that of the configuration',
  },
  ...configOptions,
  cell: {
    type: 'string',
    repeatable: true,
    describe: 'Ask this cell, by UUID or name (repeatable)',
  },
  host: {
    type: 'string',
    repeatable: true,
    describe: 'Look at the instances of this host (repeatable)',
  },
  format: formatOption,
  limit: {
    type: 'string',
    default: '10',
    describe: 'Instances listed of each group; 0 lists all',
  },
  ...databaseOptions,
  timeout: { ...databaseOptions.timeout, describe: 'Seconds that a cell may take to answer' },
} as const satisfies Options;

/** What `machine-type impact` was asked to do. */
export interface ImpactOptions extends DatabaseBounds {
  readonly sources: readonly ConfigSource[];
  readonly format: Format;
  /** Instances to list of each group; `Infinity` for all. */
  readonly limit: number;
  /** The new value, or the file that has it. */
  readonly to: { readonly value: readonly string[] } | { readonly file: string };
  /** The old value; undefined: that of the configuration. */
  readonly from: readonly string[] | undefined;
  /** UUIDs and names; empty for all cells. */
  readonly cells: readonly string[];
  /** Empty for all hosts. */
  readonly hosts: readonly string[];
}

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseImpactOptions(
  args: Arguments<typeof impactOptions>,
  given: readonly Given[],
): ImpactOptions {
  const { from } = args;
  return {
    ...parseDatabaseBounds(args),
    sources: configSources(given),
    format: parseFormat(args.format),
    limit: count('--limit', args.limit, 0) || Infinity,
    to: newValue(args.set, args['new-config']),
    from: from === undefined ? undefined : parseMachineTypes('--from', from),
    cells: (args.cell ?? []).map((cell) => notEmpty('--cell', cell)),
    hosts: (args.host ?? []).map((host) => notEmpty('--host', host)),
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
