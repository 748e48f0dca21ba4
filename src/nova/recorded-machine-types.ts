import type { Reader } from '../database/reader.js';
import { chunks } from './chunks.js';
import {
  allRecorded,
  areWhole,
  foldedLastTypes,
  type FoldedMachineTypes,
  foldedMachineTypes,
  foldedRows,
} from './folded-machine-types.js';
import { isWhole } from './folded-uuids.js';
import type { InstanceSet } from './instance-set.js';
import {
  isNeverPurged,
  lookUpMetadata,
  type ReadPiece,
  scanMetadata,
  type WorkedCell,
} from './metadata-passes.js';
import { BARE, MACHINE_TYPE_KEYS, PREFIXED } from './recorded-type.js';
import type { CellTables, Columns } from './schema.js';

/** What `markRecorded` reads. */
export const recordedColumns: Columns<CellTables> = Object.freeze({
  instance_system_metadata: ['id', 'instance_uuid', 'key', 'value'],
});

/**
 * Marks the instances that have a recorded machine type, and those where it is NULL, as Nova 34.0.0 judges
 * (nova/utils.py get_image_from_system_metadata): the type is the value of the key `image_hw_machine_type`, or else of
 * `hw_machine_type`; of several rows of a key the last counts; soft-deleted rows count; NULL is no value, an empty
 * string is one; keys are compared to the letter.
 *
 * @param cell its progress is told as by `passMetadata`
 * @param rows instances of the cell, soft-deleted ones too
 */
export async function markRecorded(
  cell: WorkedCell,
  instances: InstanceSet,
  rows: number,
): Promise<void> {
  if (instances.size === 0) return;
  // Where one piece has other rows as well, so has the next, most often.
  let areAllRecorded = true;
  const read: ReadPiece = async (reader, choose) => {
    if (areAllRecorded) {
      const short = await foldedRows(choose, reader);
      if (allRecorded(short)) {
        instances.markAll(short.uuids, VALUE);
        return short.uuids === null ? 'nothing' : 'some';
      }
      areAllRecorded = false;
    }
    const folded = await foldedMachineTypes(choose, reader);
    if (!areWhole(folded)) return 'cut';
    markFolded(instances, folded);
    return folded.length === null ? 'nothing' : 'some';
  };
  if (isNeverPurged(instances, rows, LAST_ROW_SHARE)) {
    let judged = 0;
    const tell = (passed: number) => cell.progress(judged + passed, instances.size);
    const readLast = lastRowReader(instances, (marked) => {
      judged += marked;
    });
    await lookUpMetadata(cell, instances, readLast, () => tell(0));
    await lookUpMetadata(cell, unmarked(instances), read, tell);
  } else {
    await scanMetadata(cell, read);
  }
  await judgeContradictions(cell.reader, instances);
}

/**
 * Instances in all for each live one from which on look-ups that begin with the last row are taken: between the turning
 * point of a warm buffer pool and that of a cold one (bench/README.md).
 */
const LAST_ROW_SHARE = 4;

/** Whether an instance has a recorded machine type, once marked. */
export function hasMachineType(instances: InstanceSet, index: number): boolean {
  return (instances.marks(index) & VALUE) !== 0;
}

/** Whether an instance's `image_hw_machine_type` is there and NULL, once marked. */
export function isMachineTypeNull(instances: InstanceSet, index: number): boolean {
  return (instances.marks(index) & NULL_PREFIXED) !== 0;
}

/** Marks of an instance: a value was seen; NULL was seen under either key. */
const VALUE = 1;
const NULL_PREFIXED = 2;
const NULL_BARE = 4;

function markOf(key: string, isNull: boolean): number {
  if (key === PREFIXED) return isNull ? NULL_PREFIXED : VALUE;
  if (key === BARE) return isNull ? NULL_BARE : VALUE;
  return 0;
}

/**
 * Marks the instances whose last row has the machine type. The index on their UUIDs knows the ids and nothing else, so that
 * each row is a look-up of its own. But Nova records the machine type after all that an instance is made with: the last
 * row, most often, is the one.
 *
 * @param instances live ones, in the database's order
 * @param count is told how many were marked
 */
function lastRowReader(instances: InstanceSet, count: (marked: number) => void): ReadPiece {
  return async (reader, _, uuids = []) => {
    const last = await foldedLastTypes(reader, uuids[0] ?? '', uuids.at(-1) ?? '');
    // Of a text that the server cut nobody is marked: all of their rows are asked for then.
    if (isWhole(last.recorded, last.length)) count(instances.markAll(last.recorded, VALUE));
    return 'some';
  };
}

function unmarked(instances: InstanceSet): Pick<InstanceSet, 'size' | 'uuid'> {
  const indexes: number[] = [];
  for (let index = 0; index < instances.size; index += 1) {
    if (instances.marks(index) === 0) indexes.push(index);
  }
  return { size: indexes.length, uuid: (at) => instances.uuid(indexes[at] ?? -1) };
}

function markFolded(instances: InstanceSet, folded: FoldedMachineTypes): void {
  instances.markAll(folded.recorded, VALUE);
  instances.markAll(folded.null_prefixed, NULL_PREFIXED);
  instances.markAll(folded.null_bare, NULL_BARE);
}

/** Where a value and a NULL were seen, the order of the rows decides: these few are read again, in order. */
async function judgeContradictions(
  reader: Reader<CellTables>,
  instances: InstanceSet,
): Promise<void> {
  const contradictory: string[] = [];
  for (let index = 0; index < instances.size; index += 1) {
    const marks = instances.marks(index);
    if (marks > VALUE && (marks & VALUE) !== 0) contradictory.push(instances.uuid(index));
  }
  for (const chunk of chunks(contradictory, CHUNK)) {
    await judgeInOrder(reader, instances, chunk);
  }
}

const CHUNK = 500;

async function judgeInOrder(
  reader: Reader<CellTables>,
  instances: InstanceSet,
  uuids: readonly string[],
): Promise<void> {
  const rows = await reader
    .selectFrom('instance_system_metadata')
    .select((row) => ['instance_uuid', 'key', row('value', 'is', null).as('is_null')])
    .where('instance_uuid', 'in', uuids)
    .where('key', 'in', MACHINE_TYPE_KEYS)
    .orderBy('id')
    .execute();
  const last = new Map<string, number>();
  for (const row of rows) {
    const mark = markOf(row.key, Boolean(row.is_null));
    if (mark !== 0) last.set(`${row.key} ${row.instance_uuid}`, mark);
  }
  for (const uuid of uuids) {
    const index = instances.find(uuid);
    instances.clear(index, VALUE | NULL_PREFIXED | NULL_BARE);
    for (const key of MACHINE_TYPE_KEYS) instances.mark(index, last.get(`${key} ${uuid}`) ?? 0);
  }
}
