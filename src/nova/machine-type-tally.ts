import { type InstancePlace, placeColumns, readPlaces } from './instance-places.js';
import { liveInstances } from './live-instances.js';
import { machineTypeColumns, machineTypeValues } from './machine-type-values.js';
import type { WorkedCell } from './metadata-passes.js';
import type { CellTables, Columns } from './schema.js';

/** What `tallyMachineTypes` reads. */
export const tallyColumns: Columns<CellTables> = Object.freeze({
  ...placeColumns,
  ...machineTypeColumns,
});

/** Live instances that have the same machine type and are of the same group. */
export interface Tally<Group> {
  /** Null where none is recorded. */
  readonly machineType: string | null;
  readonly group: Group;
  readonly instances: number;
  /** The UUIDs of the first ones, in their order: as many as were asked for. */
  readonly first: readonly string[];
}

/** By what instances are told apart, besides their machine types. */
export interface Grouping<Group> {
  /** Called once for each instance. Equal groups have to be the same value. */
  readonly groupOf: (place: InstancePlace) => Group;
  /** How many UUIDs to keep of these; none where left out. */
  readonly firstOf?: (machineType: string | null, group: Group) => number;
}

/** The live instances of a cell, by machine type and group. */
export interface MachineTypeTallies<Group> {
  readonly tallies: readonly Tally<Group>[];
  /** Those that are building and have no machine type yet, which are in none of the tallies. */
  readonly building: number;
}

/**
 * Counts the live instances of a cell by their recorded machine type and by group. What is kept of an instance is its
 * UUID and three numbers, about 45 bytes, while the cell is read, and nothing afterwards. As in Nova's own list of
 * instances without a type (nova/virt/libvirt/machine_type_utils.py), those that are still building do not count there.
 *
 * @param cell its progress is that of the metadata, which are the larger part
 */
export async function tallyMachineTypes<Group>(
  cell: WorkedCell,
  { groupOf, firstOf = () => 0 }: Grouping<Group>,
): Promise<MachineTypeTallies<Group>> {
  const live = await liveInstances(cell.reader);
  const { size } = live.instances;
  const groups = new Map<Group, number>();
  /** By instance: 0 where it has gone meanwhile, then twice the place of its group, and 1 more where it is building. */
  const places = new Uint32Array(size);
  await readPlaces(cell.reader, live, (index, place) => {
    const group = groupOf(place);
    const at = groups.get(group) ?? groups.size + 1;
    groups.set(group, at);
    places[index] = 2 * at + (place.vmState === 'building' ? 1 : 0);
  });
  const { types, typeOf } = await machineTypeValues(cell, live);

  const names = [...groups.keys()];
  const sums = new Map<number, Sum<Group>>();
  let building = 0;
  for (let index = 0; index < size; index += 1) {
    const place = places[index] ?? 0;
    const type = typeOf(index);
    const group = (place >> 1) - 1;
    if (place === 0) continue;
    if (type < 0 && (place & 1) === 1) {
      building += 1;
      continue;
    }
    const key = (type + 1) * names.length + group;
    const sum = sums.get(key) ?? newSum(types[type] ?? null, names[group] as Group, firstOf);
    sums.set(key, sum);
    sum.instances += 1;
    if (sum.first.length < sum.most) sum.first.push(live.instances.uuid(index));
  }
  return {
    tallies: Array.from(sums.values(), ({ machineType, group, instances, first }) => ({
      machineType,
      group,
      instances,
      first,
    })),
    building,
  };
}

interface Sum<Group> extends Tally<Group> {
  instances: number;
  readonly first: string[];
  readonly most: number;
}

function newSum<Group>(
  machineType: string | null,
  group: Group,
  firstOf: (machineType: string | null, group: Group) => number,
): Sum<Group> {
  return { machineType, group, instances: 0, first: [], most: firstOf(machineType, group) };
}
