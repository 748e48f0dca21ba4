import type { Reader } from '../database/reader.js';
import type { InstanceSet } from './instance-set.js';
import { type Instance, instanceColumns, readInstances } from './instances.js';
import { liveInstanceColumns, liveInstances } from './live-instances.js';
import type { WorkedCell } from './metadata-passes.js';
import {
  hasMachineType,
  isMachineTypeNull,
  markRecorded,
  recordedColumns,
} from './recorded-machine-types.js';
import type { CellTables, Columns } from './schema.js';

/** What a cell holds about recorded machine types. */
export interface MachineTypeCensus {
  /** Live instances, building ones too. */
  readonly instances: number;
  /** Those with no recorded machine type, a few hundred at a time, in the order of their UUIDs. */
  readonly unset: AsyncIterable<readonly UnsetInstance[]>;
}

/** An instance with no recorded machine type. */
export interface UnsetInstance extends Instance {
  /** The row is there and its value is NULL. */
  readonly isNull: boolean;
}

/** What `unsetMachineTypes` reads. */
export const censusColumns: Columns<CellTables> = Object.freeze({
  instances: [...(instanceColumns.instances ?? []), ...(liveInstanceColumns.instances ?? [])],
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
  const { instances, rows } = await liveInstances(cell.reader);
  await markRecorded(cell, instances, rows);
  return { instances: instances.size, unset: lookedAt(cell.reader, instances) };
}

async function* lookedAt(
  reader: Reader<CellTables>,
  instances: InstanceSet,
): AsyncGenerator<readonly UnsetInstance[]> {
  for (const indexes of chunks(unsetIndexes(instances), CHUNK)) {
    const found = await readInstances(
      reader,
      indexes.map((index) => instances.uuid(index)),
    );
    yield indexes.flatMap((index) => {
      const instance = found.get(instances.uuid(index));
      if (instance === undefined || instance.vmState === 'building') return [];
      return [{ ...instance, isNull: isMachineTypeNull(instances, index) }];
    });
  }
}

/** Instances in one statement. */
const CHUNK = 500;

function* unsetIndexes(instances: InstanceSet): Generator<number> {
  for (let index = 0; index < instances.size; index += 1) {
    if (!hasMachineType(instances, index)) yield index;
  }
}

function* chunks<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
