import type { Arguments, Given, Options } from '../command.js';
import type { ConfigSource } from '../../config/files.js';
import type { InventoryBy } from '../../nova/machine-type-inventory.js';
import { parseDistribution } from '../../nova/machine-types/distribution.js';
import type { LifeOn } from '../../nova/machine-types/life.js';
import { parseVersion } from '../../nova/machine-types/version.js';
import { configOptions, configSources } from '../config-options.js';
import { type DatabaseBounds, databaseOptions, parseDatabaseBounds } from '../database-options.js';
import { UsageError } from '../host.js';
import { notEmpty, oneOf } from '../option-values.js';

/** The options of `machine-type inventory`. */
export const inventoryOptions = {
  by: {
    type: 'string',
    describe: 'Tell apart by cell, host or project too',
  },
  cell: {
    type: 'string',
    repeatable: true,
    describe: 'UUID or name of a cell to count alone (repeatable)',
  },
  qemu: {
    type: 'string',
    describe: "Judge by this QEMU, not each host's own, like 9.2",
  },
  distro: {
    type: 'string',
    describe: 'The same by a distribution, like rhel9 or noble',
  },
  format: {
    short: 'f',
    type: 'string',
    default: 'table',
    describe: 'table, json or csv',
  },
  ...configOptions,
  ...databaseOptions,
  timeout: { ...databaseOptions.timeout, describe: 'Seconds that a cell may take to answer' },
} as const satisfies Options;

/** What `machine-type inventory` was asked to do. */
export interface InventoryChoice extends DatabaseBounds {
  readonly sources: readonly ConfigSource[];
  readonly format: InventoryFormat;
  readonly by: InventoryBy;
  /** Names or UUIDs; empty for all cells. */
  readonly cells: readonly string[];
  /** To judge by, and what it is called; undefined for each host's own QEMU. */
  readonly instead: { readonly on: LifeOn; readonly name: string } | undefined;
}

const FORMATS = ['table', 'json', 'csv'] as const;
/** How the inventory can be written. */
export type InventoryFormat = (typeof FORMATS)[number];

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseInventoryOptions(
  args: Arguments<typeof inventoryOptions>,
  given: readonly Given[],
): InventoryChoice {
  const { by } = args;
  return {
    ...parseDatabaseBounds(args),
    sources: configSources(given),
    format: oneOf('--format', args.format, FORMATS),
    by: by === undefined ? 'type' : oneOf('--by', by, ['cell', 'host', 'project']),
    cells: (args.cell ?? []).map((cell) => notEmpty('--cell', cell)),
    instead: judgedBy(args.qemu, args.distro),
  };
}

function judgedBy(
  qemu: string | undefined,
  distro: string | undefined,
): InventoryChoice['instead'] {
  if (qemu !== undefined && distro !== undefined) {
    throw new UsageError('--qemu and --distro: give one of them.');
  }
  if (qemu !== undefined) {
    const version = parseVersion(qemu);
    if (version !== undefined) return { on: { qemu: version }, name: `QEMU ${qemu}` };
    throw new UsageError(`--qemu ${JSON.stringify(qemu)}: give a version, like 8.2.`);
  }
  if (distro === undefined) return undefined;
  const distribution = parseDistribution(distro);
  if (distribution !== undefined) return { on: { distribution }, name: distro };
  throw new UsageError(
    `--distro ${JSON.stringify(distro)}: give a release of RHEL, one of its rebuilds or of Ubuntu, like rhel9, rocky9.4, ubuntu24.04 or noble.`,
  );
}
