import type { Reader } from '../database/reader.js';
import { chunks } from './chunks.js';
import type { OpenCell } from './deployment.js';
import type { InstanceSet } from './instance-set.js';
import { type Instance, instanceColumns, readInstanceRange, readInstances } from './instances.js';
import { liveInstanceColumns, liveInstances } from './live-instances.js';
import type { WorkedCell } from './metadata-passes.js';
import {
  hasMachineType,
  isMachineTypeNull,
  markRecorded,
  recordedColumns,
} from './recorded-machine-types.js';
import type { CellTables, Columns } from './schema.js';
import { unsetUuidColumns, unsetUuids } from './unset-uuids.js';
import { SECOND_SESSION_PAYS } from './work-off.js';

/** What a cell holds about recorded machine types. */
export interface MachineTypeCensus {
  /** Live instances, building ones too. */
  readonly instances: number;
  /** Those with no recorded machine type, a few thousand at a time, in the order of their UUIDs. */
  readonly unset: AsyncIterable<readonly UnsetInstance[]>;
  /** The same, for whoever looks at them later and not all at once. */
  readonly pieces: Iterable<UnsetPiece>;
  /** Their UUIDs alone, as `unsetUuids` finds them. */
  readonly uuids: () => ReturnType<typeof unsetUuids>;
}

/** Looks at a thousand instances at the most in a reader of the same cell, and gives those that still are unset instances of it. */
export type UnsetPiece = (reader: Reader<CellTables>) => Promise<readonly UnsetInstance[]>;

/** An instance with no recorded machine type. */
export interface UnsetInstance extends Instance {
  /** The row is there and its value is NULL. */
  readonly isNull: boolean;
}

/** What `unsetMachineTypes` reads. */
export const censusColumns: Columns<CellTables> = Object.freeze({
  instances: [
    ...(instanceColumns.instances ?? []),
    ...(liveInstanceColumns.instances ?? []),
    ...(unsetUuidColumns.instances ?? []),
  ],
  ...recordedColumns,
});

/**
 * Finds the instances of a cell that are live, not building, and have no recorded machine type, as Nova 34.0.0 judges
 * (nova/virt/libvirt/machine_type_utils.py): states are compared to the letter, and NULL is not building.
 *
 * The live instances go into a set, their metadata strikes them off, and only what is left is looked at one by one. An
 * anti-join in the server takes several times as long (bench/README.md).
 *
 * @param cell is told of its progress as by `markRecorded`; of nothing while the live instances are read, which is the
 *   quicker part
 */
export async function unsetMachineTypes(cell: WorkedCell): Promise<MachineTypeCensus> {
  const live = await liveInstances(cell.reader);
  const { instances } = live;
  await markRecorded(cell, instances, live.rows);
  const pieces = { [Symbol.iterator]: () => piecesOf(instances) };
  return {
    instances: instances.size,
    unset: lookedAt(cell, pieces),
    pieces,
    uuids: async () => unsetUuids(cell.reader, live),
  };
}

async function* lookedAt(
  cell: WorkedCell,
  pieces: Iterable<UnsetPiece>,
): AsyncGenerator<readonly UnsetInstance[]> {
  for (const group of chunks(pieces, PIECES_AT_ONCE))
    yield await lookAt(cell, group, SECOND_SESSION_PAYS);
}

/** Pieces that `lookAt` should be given: a few thousand instances are in memory then. */
export const PIECES_AT_ONCE = 5;

/**
 * What some pieces hold, in their order; two are looked at side by side, where a second session can be had.
 *
 * @param patience milliseconds before a second one is asked for
 */
export async function lookAt(
  { workOff }: Pick<OpenCell, 'workOff'>,
  pieces: readonly UnsetPiece[],
  patience = 0,
): Promise<readonly UnsetInstance[]> {
  const found: (readonly UnsetInstance[])[] = [];
  const left = [...pieces.entries()];
  await workOff(async (reader) => {
    const next = left.shift();
    if (next !== undefined) found[next[0]] = await next[1](reader);
    return left.length > 0;
  }, patience);
  return found.flat();
}

function* piecesOf(instances: InstanceSet): Generator<UnsetPiece> {
  for (const indexes of chunks(unsetIndexes(instances), CHUNK)) {
    yield async (reader) => {
      const wanted = new Set(indexes);
      const unset: UnsetInstance[] = [];
      const take = (found: readonly Instance[]) => {
        for (const { uuid, name, project, host, node, vmState } of found) {
          const index = instances.find(uuid);
          // Among those of a range are some that nobody wants.
          if (!wanted.delete(index) || vmState === 'building') continue;
          const isNull = isMachineTypeNull(instances, index);
          // Spelt out, since V8 takes three times as long to copy a row of the driver's.
          unset.push({ uuid, name, project, host, node, vmState, isNull });
        }
      };
      const first = indexes[0] ?? 0;
      const last = indexes.at(-1) ?? 0;
      if (last + 1 - first <= DENSE * indexes.length) {
        take(await readInstanceRange(reader, instances.uuid(first), instances.uuid(last)));
      }
      // Of a range those that have gone meanwhile, or that are beyond its ends should the set be in another order.
      for (const some of chunks([...wanted], LIST)) {
        const uuids = some.map((index) => instances.uuid(index));
        take(await readInstances(reader, uuids));
      }
      return unset;
    };
  }
}

/** Live instances for each wanted one up to which it is quicker to read them all: a long list of UUIDs takes its time. */
const DENSE = 2;

/** Instances in one statement. */
const CHUNK = 1000;

/** Instances in one list: each may be two pages that a server has to read from disk. */
const LIST = 250;

function* unsetIndexes(instances: InstanceSet): Generator<number> {
  for (let index = 0; index < instances.size; index += 1) {
    if (!hasMachineType(instances, index)) yield index;
  }
}
