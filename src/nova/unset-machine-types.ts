import type { Reader } from '../database/reader.js';
import { InstanceSet } from './instance-set.js';
import type { CellTables, Columns } from './schema.js';
import { type IdRange, readInSlices } from './slices.js';

/** Instances of one cell that are alike in what tells why no machine type is recorded. */
export interface InstanceGroup {
  readonly vmState: string | null;
  readonly host: string | null;
  readonly node: string | null;
  /** Live instances that are not building. */
  readonly instances: number;
  /** Those of them with no recorded machine type. */
  readonly unset: number;
  /** Those of the unset whose machine type is there but NULL. */
  readonly unsetNull: number;
}

/** An instance with no recorded machine type. */
export interface UnsetInstance {
  readonly uuid: string;
  readonly group: InstanceGroup;
  /** The row is there and its value is NULL. */
  readonly isNull: boolean;
}

/** What a cell holds about recorded machine types. */
export interface MachineTypeCensus {
  readonly groups: readonly InstanceGroup[];
  /** The unset instances in the order of their id, oldest first. */
  unset(): Iterable<UnsetInstance>;
}

/** What `unsetMachineTypes` reads. */
export const censusColumns: Columns<CellTables> = Object.freeze({
  instances: ['id', 'uuid', 'vm_state', 'host', 'node', 'deleted'],
  instance_system_metadata: ['id', 'instance_uuid', 'key', 'value'],
});

/**
 * Finds the instances of a cell that are live, not building, and have no recorded machine type, as Nova 34.0.0 judges
 * (nova/virt/libvirt/machine_type_utils.py, nova/utils.py get_image_from_system_metadata): the type is the value of
 * the key `image_hw_machine_type`, or else of `hw_machine_type`; of several rows of a key the last counts; soft-deleted
 * rows count; NULL is no value, an empty string is one; keys and states are compared to the letter, which the
 * collation of MySQL does not do, so here it is done again.
 *
 * Two passes in short statements: the live instances go into a set, then all metadata is read in slices of its primary
 * key and strikes them off. An anti-join in the server takes several times as long (bench/README.md).
 */
export async function unsetMachineTypes(reader: Reader<CellTables>): Promise<MachineTypeCensus> {
  const census = await liveInstances(reader);
  await strikeRecorded(reader, census.instances);
  await judgeContradictions(reader, census.instances);
  return summarised(census);
}

const PREFIXED = 'image_hw_machine_type';
const BARE = 'hw_machine_type';
const KEYS = [PREFIXED, BARE];

/** Marks of an instance: a value was seen; NULL was seen under either key. */
const VALUE = 1;
const NULL_PREFIXED = 2;
const NULL_BARE = 4;

interface Live {
  readonly instances: InstanceSet;
  readonly groups: readonly Pick<InstanceGroup, 'vmState' | 'host' | 'node'>[];
}

async function liveInstances(reader: Reader<CellTables>): Promise<Live> {
  const instances = new InstanceSet();
  const groups: Live['groups'][number][] = [];
  const numbers = new Map<string, number>();
  const numberOf = (vmState: string | null, host: string | null, node: string | null): number => {
    const key = JSON.stringify([vmState, host, node]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, groups.length);
    return groups.push({ vmState, host, node }) - 1;
  };
  await readInSlices(await idRange(reader, 'instances'), {
    start: 10_000,
    ask: async (from, to) =>
      reader
        .selectFrom('instances')
        .select(['uuid', 'vm_state', 'host', 'node'])
        .where('id', '>=', from)
        .where('id', '<=', to)
        .where('deleted', '=', 0)
        .execute(),
    next: async (after) => nextId(reader, 'instances', after),
    take: (rows) => {
      for (const row of rows) {
        if (row.vm_state === 'building') continue;
        instances.add(row.uuid, numberOf(row.vm_state, row.host, row.node));
      }
    },
  });
  return { instances, groups };
}

async function strikeRecorded(reader: Reader<CellTables>, instances: InstanceSet): Promise<void> {
  if (instances.size === 0) return;
  await readInSlices(await idRange(reader, 'instance_system_metadata'), {
    start: 50_000,
    ask: async (from, to) =>
      reader
        .selectFrom('instance_system_metadata')
        .select((row) => ['instance_uuid', 'key', row('value', 'is', null).as('is_null')])
        .where('id', '>=', from)
        .where('id', '<=', to)
        .where('key', 'in', KEYS)
        .execute(),
    next: async (after) => nextId(reader, 'instance_system_metadata', after),
    take: (rows) => {
      for (const row of rows) {
        const mark = markOf(row.key, Boolean(row.is_null));
        const index = mark === 0 ? -1 : instances.find(row.instance_uuid);
        if (index >= 0) instances.mark(index, mark);
      }
    },
  });
}

function markOf(key: string, isNull: boolean): number {
  if (key === PREFIXED) return isNull ? NULL_PREFIXED : VALUE;
  if (key === BARE) return isNull ? NULL_BARE : VALUE;
  return 0;
}

/** Where a value and a NULL were seen, the order of the rows decides: these few are read again, in order. */
async function judgeContradictions(
  reader: Reader<CellTables>,
  instances: InstanceSet,
): Promise<void> {
  const contradictory: string[] = [];
  for (let index = 0; index < instances.size; index += 1) {
    if (instances.marks(index) > VALUE && (instances.marks(index) & VALUE) !== 0) {
      contradictory.push(instances.uuid(index));
    }
  }
  for (let at = 0; at < contradictory.length; at += CHUNK) {
    const rows = await reader
      .selectFrom('instance_system_metadata')
      .select((row) => ['instance_uuid', 'key', row('value', 'is', null).as('is_null')])
      .where('instance_uuid', 'in', contradictory.slice(at, at + CHUNK))
      .where('key', 'in', KEYS)
      .orderBy('id')
      .execute();
    const last = new Map<string, number>();
    for (const row of rows) {
      const mark = markOf(row.key, Boolean(row.is_null));
      if (mark !== 0) last.set(`${row.key} ${row.instance_uuid}`, mark);
    }
    for (const uuid of contradictory.slice(at, at + CHUNK)) {
      const index = instances.find(uuid);
      instances.clear(index, VALUE | NULL_PREFIXED | NULL_BARE);
      for (const key of KEYS) instances.mark(index, last.get(`${key} ${uuid}`) ?? 0);
    }
  }
}

const CHUNK = 500;

function summarised({ instances, groups }: Live): MachineTypeCensus {
  const sums = groups.map((group) => ({ ...group, instances: 0, unset: 0, unsetNull: 0 }));
  const isUnset = (index: number) => (instances.marks(index) & VALUE) === 0;
  const isNull = (index: number) => (instances.marks(index) & NULL_PREFIXED) !== 0;
  for (let index = 0; index < instances.size; index += 1) {
    const sum = sums[instances.group(index)];
    if (sum === undefined) continue;
    sum.instances += 1;
    if (!isUnset(index)) continue;
    sum.unset += 1;
    if (isNull(index)) sum.unsetNull += 1;
  }
  return {
    groups: sums,
    *unset() {
      for (let index = 0; index < instances.size; index += 1) {
        const group = sums[instances.group(index)];
        if (group === undefined || !isUnset(index)) continue;
        yield { uuid: instances.uuid(index), group, isNull: isNull(index) };
      }
    },
  };
}

type Scanned = 'instances' | 'instance_system_metadata';

async function idRange(reader: Reader<CellTables>, table: Scanned): Promise<IdRange | undefined> {
  const row = await reader
    .selectFrom(table)
    .select(({ fn }) => [
      fn.min<number | null>('id').as('first'),
      fn.max<number | null>('id').as('last'),
    ])
    .executeTakeFirst();
  if (row === undefined || row.first === null || row.last === null) return undefined;
  return { first: row.first, last: row.last };
}

async function nextId(
  reader: Reader<CellTables>,
  table: Scanned,
  after: number,
): Promise<number | undefined> {
  const row = await reader
    .selectFrom(table)
    .select(({ fn }) => fn.min<number | null>('id').as('id'))
    .where('id', '>', after)
    .executeTakeFirst();
  return row === undefined || row.id === null ? undefined : row.id;
}
