import { sql } from 'kysely';
import type { Reader } from '../database/reader.js';
import { ExpectedError } from '../error.js';
import { eachUuid, isWhole } from './folded-uuids.js';
import type { TellProgress } from './deployment.js';
import type { InstanceSet } from './instance-set.js';
import { createPace } from './pace.js';
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
 * Reading all metadata in the order of its primary key is many times as quick, row for row, as looking up the rows of
 * one instance after the other. Only where nearly all instances are soft-deleted, with their metadata, are the look-ups
 * quicker: in a cell that was never purged.
 *
 * @param rows instances of the cell, soft-deleted ones too
 * @param progress told, after each statement, of the ids of metadata passed, gaps included; in look-ups, of instances
 */
export async function markRecorded(
  reader: Reader<CellTables>,
  instances: InstanceSet,
  rows: number,
  progress?: TellProgress,
): Promise<void> {
  if (instances.size === 0) return;
  if (instances.size * LOOK_UP_SHARE < rows) await lookUpMetadata(reader, instances, progress);
  else await scanMetadata(reader, instances, progress);
  await judgeContradictions(reader, instances);
}

/** Whether an instance has a recorded machine type, once marked. */
export function hasMachineType(instances: InstanceSet, index: number): boolean {
  return (instances.marks(index) & VALUE) !== 0;
}

/** Whether an instance's `image_hw_machine_type` is there and NULL, once marked. */
export function isMachineTypeNull(instances: InstanceSet, index: number): boolean {
  return (instances.marks(index) & NULL_PREFIXED) !== 0;
}

const PREFIXED = 'image_hw_machine_type';
const BARE = 'hw_machine_type';
const KEYS = [PREFIXED, BARE];

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
 * Instances in all for each live one from which on look-ups are taken: between the turning point of a warm buffer pool
 * (6) and that of a cold one (more than 11; bench/README.md).
 */
const LOOK_UP_SHARE = 8;

/** Looks up the metadata of each instance. */
async function lookUpMetadata(
  reader: Reader<CellTables>,
  instances: InstanceSet,
  progress?: TellProgress,
): Promise<void> {
  const pace = createPace({ start: 500, largest: 2000 });
  for (let at = 0; at < instances.size;) {
    const uuids = Array.from({ length: Math.min(pace.size, instances.size - at) }, (_, index) =>
      instances.uuid(at + index),
    );
    const folded = await pace.timed(async () =>
      foldedRows(reader).where('instance_uuid', 'in', uuids).execute(),
    );
    if (!areWhole(folded)) {
      if (uuids.length === 1)
        throw new ExpectedError(`the metadata of instance ${uuids[0]} cannot be read whole.`);
      pace.shrink();
      continue;
    }
    markFolded(instances, folded);
    at += uuids.length;
    progress?.(at, instances.size);
  }
}

/** Reads all metadata in slices of its primary key. */
async function scanMetadata(
  reader: Reader<CellTables>,
  instances: InstanceSet,
  progress?: TellProgress,
): Promise<void> {
  const last = (await highestId(reader)) ?? 0;
  const pace = createPace({ start: 100_000, largest: 200_000 });
  const first = (await lowestId(reader, 0)) ?? last + 1;
  for (let from: number | undefined = first; from !== undefined && from <= last;) {
    const to: number = Math.min(from + pace.size - 1, last);
    const start: number = from;
    const folded = await pace.timed(async () =>
      foldedRows(reader).where('id', '>=', start).where('id', '<=', to).execute(),
    );
    if (!areWhole(folded)) {
      if (to === from) throw new ExpectedError(`the metadata row ${from} cannot be read whole.`);
      pace.shrink();
      continue;
    }
    markFolded(instances, folded);
    progress?.(to + 1 - first, last + 1 - first);
    // An empty slice may be the start of a gap that an archiving left, millions wide.
    from = folded.length === 0 && to < last ? await lowestId(reader, to) : to + 1;
  }
}

/** Metadata rows that agree in key and in whether the value is NULL, with their UUIDs as one text. */
interface FoldedRow {
  readonly key: string;
  readonly is_null: unknown;
  readonly uuids: string;
  readonly length: number | string;
}

/**
 * The machine types' rows, folded. Keys are told apart as HEX(), byte for byte: MySQL's collation takes
 * 'IMAGE_hw_machine_type ' for the same.
 */
function foldedRows(reader: Reader<CellTables>) {
  return reader
    .selectFrom('instance_system_metadata')
    .select((row) => [
      row.fn.min<string>('key').as('key'),
      row('value', 'is', null).as('is_null'),
      sql<string>`group_concat(${row.ref('instance_uuid')})`.as('uuids'),
      sql<number | string>`sum(length(${row.ref('instance_uuid')}) + 1)`.as('length'),
    ])
    .where('key', 'in', KEYS)
    .groupBy((row) => [sql`hex(${row.ref('key')})`, 'is_null']);
}

function areWhole(folded: readonly FoldedRow[]): boolean {
  return folded.every((row) => isWhole(row.uuids, row.length));
}

function markFolded(instances: InstanceSet, folded: readonly FoldedRow[]): void {
  for (const row of folded) {
    const mark = markOf(row.key, Boolean(row.is_null));
    if (mark === 0) continue;
    eachUuid(row.uuids, (text, from, to) => instances.mark(instances.find(text, from, to), mark));
  }
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
  for (let at = 0; at < contradictory.length; at += CHUNK) {
    await judgeInOrder(reader, instances, contradictory.slice(at, at + CHUNK));
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
    .where('key', 'in', KEYS)
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
    for (const key of KEYS) instances.mark(index, last.get(`${key} ${uuid}`) ?? 0);
  }
}

async function lowestId(reader: Reader<CellTables>, above: number): Promise<number | undefined> {
  const row = await reader
    .selectFrom('instance_system_metadata')
    .select(({ fn }) => fn.min<number | null>('id').as('id'))
    .where('id', '>', above)
    .executeTakeFirst();
  return row?.id ?? undefined;
}

async function highestId(reader: Reader<CellTables>): Promise<number | undefined> {
  const row = await reader
    .selectFrom('instance_system_metadata')
    .select(({ fn }) => fn.max<number | null>('id').as('id'))
    .executeTakeFirst();
  return row?.id ?? undefined;
}
