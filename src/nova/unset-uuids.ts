import type { Reader } from '../database/reader.js';
import type { InstanceSet } from './instance-set.js';
import type { LiveInstances } from './live-instances.js';
import { readSlices } from './pieces.js';
import { hasMachineType } from './recorded-machine-types.js';
import type { CellTables, Columns } from './schema.js';

/** What `unsetUuids` reads. */
export const unsetUuidColumns: Columns<CellTables> = Object.freeze({
  instances: ['id', 'uuid', 'vm_state'],
});

/** An unset instance of which no more is told. */
export interface UnsetUuid {
  readonly uuid: string;
}

/**
 * The UUIDs of unset instances, at most a thousand at a time, in the order of the set. No instance is looked at for itself:
 * all of the cell's are passed over in the order of their primary key, for those that are building, which do not count.
 *
 * @param live their metadata is marked
 * @returns undefined where so few of the cell's instances are unset that to look at each is quicker
 */
export async function unsetUuids(
  reader: Reader<CellTables>,
  { instances, rows }: LiveInstances,
): Promise<Iterable<readonly UnsetUuid[]> | undefined> {
  if (countUnset(instances) * LOOK < rows) return undefined;
  const building = new Set<number>();
  await readSlices(reader, {
    table: 'instances',
    slice: { start: 5000, largest: 50_000 },
    readIds: async (from, to) => {
      const uuids = await buildingInstances(reader, from, to);
      for (const uuid of uuids) building.add(instances.find(uuid));
      return uuids.length;
    },
  });
  return unsetBut(building, instances);
}

/**
 * Instances in a pass that take as long as a look at one, by its UUID. Measured in memory on MariaDB 10.11: 0.5 microseconds
 * against 4.5, and a row that is sent takes longer still; from disk a look is a page, which holds twenty. Half of that, since
 * a pass reads soft-deleted rows as well, which nobody else would read.
 */
const LOOK = 5;

async function buildingInstances(
  reader: Reader<CellTables>,
  from: number,
  to: number,
): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('instances')
    .select(['uuid', 'vm_state'])
    .where('id', '>=', from)
    .where('id', '<=', to)
    // Whatever is in `deleted`: one whose building failed is soft-deleted, maybe since it was read as live.
    .where('vm_state', '=', 'building')
    .execute();
  // To the letter: MySQL's collation takes 'Building ' for the same.
  return rows.filter((row) => row.vm_state === 'building').map(({ uuid }) => uuid);
}

function countUnset(instances: InstanceSet): number {
  let unset = 0;
  for (let index = 0; index < instances.size; index += 1) {
    if (!hasMachineType(instances, index)) unset += 1;
  }
  return unset;
}

function* unsetBut(
  left: ReadonlySet<number>,
  instances: InstanceSet,
): Generator<readonly UnsetUuid[]> {
  for (let from = 0; from < instances.size; from += PART) {
    const part: UnsetUuid[] = [];
    for (let index = from; index < Math.min(from + PART, instances.size); index += 1) {
      if (hasMachineType(instances, index) || left.has(index)) continue;
      part.push({ uuid: instances.uuid(index) });
    }
    if (part.length > 0) yield part;
  }
}

/** Instances of a part. */
const PART = 1000;
