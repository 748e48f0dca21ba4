import type { Reader } from '../database/reader.js';
import { ExpectedError } from '../error.js';
import type { OpenCell } from './deployment.js';
import {
  areWhole,
  BARE,
  type FoldedMachineTypes,
  foldedMachineTypes,
  PREFIXED,
} from './folded-machine-types.js';
import { eachUuid } from './folded-uuids.js';
import type { InstanceSet } from './instance-set.js';
import { createPace, type Pace } from './pace.js';
import type { CellTables, Columns } from './schema.js';

/** What `markRecorded` reads. */
export const recordedColumns: Columns<CellTables> = Object.freeze({
  instance_system_metadata: ['id', 'instance_uuid', 'key', 'value'],
});

/** A cell whose metadata is worked off, in two sessions where there is a place. */
export type WorkedCell = Pick<OpenCell, 'reader' | 'workOff' | 'progress'>;

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
 * @param cell its progress is told, after each statement, of the ids of metadata passed, gaps included; in look-ups, of
 *   instances
 * @param rows instances of the cell, soft-deleted ones too
 */
export async function markRecorded(
  cell: WorkedCell,
  instances: InstanceSet,
  rows: number,
): Promise<void> {
  if (instances.size === 0) return;
  if (instances.size * LOOK_UP_SHARE < rows) await lookUpMetadata(cell, instances);
  else await scanMetadata(cell, instances);
  await judgeContradictions(cell.reader, instances);
}

/** Whether an instance has a recorded machine type, once marked. */
export function hasMachineType(instances: InstanceSet, index: number): boolean {
  return (instances.marks(index) & VALUE) !== 0;
}

/** Whether an instance's `image_hw_machine_type` is there and NULL, once marked. */
export function isMachineTypeNull(instances: InstanceSet, index: number): boolean {
  return (instances.marks(index) & NULL_PREFIXED) !== 0;
}

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
async function lookUpMetadata(cell: WorkedCell, instances: InstanceSet): Promise<void> {
  const pace = createPace({ start: 500, largest: 2000 });
  let next = 0;
  let passed = 0;
  await cell.workOff(async (reader) => {
    if (next >= instances.size) return false;
    const from = next;
    next = Math.min(from + pace.size, instances.size);
    await inParts(reader, { from, to: next - 1 }, pace, async (part) => {
      const uuids = Array.from({ length: part.to - part.from + 1 }, (_, index) =>
        instances.uuid(part.from + index),
      );
      const folded = await foldedMachineTypes(reader)
        .where('instance_uuid', 'in', uuids)
        .executeTakeFirstOrThrow();
      if (!areWhole(folded)) {
        return `the metadata of instance ${uuids[0]} cannot be read whole.`;
      }
      markFolded(instances, folded);
      passed += uuids.length;
      cell.progress(passed, instances.size);
      return undefined;
    });
    return true;
  });
}

/** Reads all metadata in slices of its primary key. */
async function scanMetadata(cell: WorkedCell, instances: InstanceSet): Promise<void> {
  const first = await lowestId(cell.reader, 0);
  if (first === undefined) return;
  const last = (await highestId(cell.reader)) ?? 0;
  const pace = createPace({ start: 100_000, largest: 200_000 });
  let next = first;
  let passed = 0;
  await cell.workOff(async (reader) => {
    if (next > last) return false;
    const from = next;
    const to = Math.min(from + pace.size - 1, last);
    next = to + 1;
    let isEmpty = true;
    await inParts(reader, { from, to }, pace, async (part) => {
      const folded = await foldedMachineTypes(reader)
        .where('id', '>=', part.from)
        .where('id', '<=', part.to)
        .executeTakeFirstOrThrow();
      if (!areWhole(folded)) return `the metadata row ${part.from} cannot be read whole.`;
      if (folded.length !== null) isEmpty = false;
      markFolded(instances, folded);
      passed += part.to - part.from + 1;
      cell.progress(passed, last + 1 - first);
      return undefined;
    });
    if (!isEmpty || to === last) return true;
    // It may be the start of a gap that an archiving left, millions wide.
    const beyond = (await lowestId(reader, to)) ?? last + 1;
    passed += Math.max(0, beyond - next);
    next = Math.max(next, beyond);
    return true;
  });
}

/** The first and the last of ids or indexes. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a range with one statement, or where its answer is too large for the server with several.
 *
 * @param read gives undefined, or why it is too large
 */
async function inParts(
  reader: Reader<CellTables>,
  { from, to }: Range,
  pace: Pace,
  read: (part: Range) => Promise<string | undefined>,
): Promise<void> {
  let size = to - from + 1;
  for (let at = from; at <= to;) {
    const part = { from: at, to: Math.min(at + size - 1, to) };
    const refusal = await pace.timed(reader, async () => read(part));
    if (refusal === undefined) {
      at = part.to + 1;
      continue;
    }
    if (part.from === part.to) throw new ExpectedError(refusal);
    pace.shrink();
    size = Math.ceil(size / 4);
  }
}

function markFolded(instances: InstanceSet, folded: FoldedMachineTypes): void {
  const mark = (uuids: string | null, marks: number) =>
    eachUuid(uuids, (text, from, to) => instances.mark(instances.find(text, from, to), marks));
  mark(folded.recorded, VALUE);
  mark(folded.null_prefixed, NULL_PREFIXED);
  mark(folded.null_bare, NULL_BARE);
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
