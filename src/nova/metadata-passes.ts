import type { SelectQueryBuilder } from 'kysely';
import type { Reader } from '../database/reader.js';
import { ExpectedError } from '../error.js';
import type { OpenCell } from './deployment.js';
import type { InstanceSet } from './instance-set.js';
import { createPace, type Pace } from './pace.js';
import { idRange, nextId } from './row-ids.js';
import type { CellTables } from './schema.js';
import { type Range, SharedRange } from './shared-range.js';
import { SECOND_SESSION_PAYS } from './work-off.js';

/** A cell whose metadata is worked off, in two sessions where there is a place. */
export type WorkedCell = Pick<OpenCell, 'reader' | 'workOff' | 'progress'>;

/** Chooses the metadata rows of a piece. */
export type ChoosePiece = <Output>(
  query: SelectQueryBuilder<CellTables, 'instance_system_metadata', Output>,
) => SelectQueryBuilder<CellTables, 'instance_system_metadata', Output>;

/**
 * Reads a piece, with a statement or two. Gives what was found: "cut" where the server cut an answer, which then has had
 * no effect.
 *
 * @param uuids in look-ups, the instances whose rows make the piece
 */
export type ReadPiece = (
  reader: Reader<CellTables>,
  choose: ChoosePiece,
  uuids?: readonly string[],
) => Promise<'some' | 'nothing' | 'cut'>;

/**
 * Passes over the metadata of all these instances, piece by piece; rows of other instances may be among it.
 *
 * Reading all metadata in the order of its primary key is many times as quick, row for row, as looking up the rows of
 * one instance after the other. Only where nearly all instances are soft-deleted, with their metadata, are the look-ups
 * quicker: in a cell that was never purged.
 *
 * @param cell its progress is told, after each statement, of the ids of metadata passed, gaps included; in look-ups, of
 *   instances
 * @param rows instances of the cell, soft-deleted ones too
 */
export async function passMetadata(
  cell: WorkedCell,
  instances: InstanceSet,
  rows: number,
  read: ReadPiece,
): Promise<void> {
  if (instances.size === 0) return;
  if (isNeverPurged(instances, rows)) await lookUpMetadata(cell, instances, read);
  else await scanMetadata(cell, read);
}

/**
 * Whether so many of a cell's instances are soft-deleted that to look up what belongs to the live ones is quicker than to
 * read all.
 *
 * @param rows instances of the cell, soft-deleted ones too
 * @param share instances in all for each live one from which on that is so
 */
export function isNeverPurged({ size }: InstanceSet, rows: number, share = LOOK_UP_SHARE): boolean {
  return size * share < rows;
}

/**
 * Instances in all for each live one from which on look-ups of all rows are taken: between the turning point of a warm
 * buffer pool and that of a cold one (bench/README.md).
 */
const LOOK_UP_SHARE = 8;

/**
 * Looks up the metadata of each instance.
 *
 * @param tell is told, after each statement, of the instances passed; the cell's progress, where left out
 */
export async function lookUpMetadata(
  cell: WorkedCell,
  instances: Pick<InstanceSet, 'size' | 'uuid'>,
  read: ReadPiece,
  tell = (passed: number) => cell.progress(passed, instances.size),
): Promise<void> {
  const pace = createPace({ start: FIRST_LIST, largest: LONGEST_LIST });
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
      const found = await read(reader, (query) => query.where('instance_uuid', 'in', uuids), uuids);
      if (found === 'cut') return `the metadata of instance ${uuids[0]} cannot be read whole.`;
      passed += uuids.length;
      tell(passed);
      return undefined;
    });
    return next < instances.size;
  }, SECOND_SESSION_PAYS);
}

/**
 * Instances of the first list: each may be two pages that a server has to read from disk, where 999 took half a second, and
 * the pace only learns of that when it is over.
 */
const FIRST_LIST = 250;

/** From 1000 on MariaDB makes a table of a list (in_predicate_conversion_threshold), which takes it twice as long. */
const LONGEST_LIST = 999;

const METADATA = 'instance_system_metadata';

/**
 * Ids of metadata in one statement: 10 to 20 ms in memory. From disk, beside other statements, it may take ten times as
 * long, and the pace only learns of that when it is over.
 */
const SLICE = 50_000;

/** Reads all metadata in slices of its primary key. */
export async function scanMetadata(cell: WorkedCell, read: ReadPiece): Promise<void> {
  const all = await idRange(cell.reader, METADATA);
  if (all === undefined) return;
  const { from: first, to: last } = all;
  const pace = createPace({ start: SLICE, largest: SLICE });
  const ids = new SharedRange(cell.reader, all);
  let passed = 0;
  await cell.workOff(async (reader) => {
    const slice = ids.take(reader, pace.size);
    if (slice === undefined) return false;
    let isEmpty = true;
    await inParts(reader, slice, pace, async (part) => {
      const found = await read(reader, (query) =>
        query.where('id', '>=', part.from).where('id', '<=', part.to),
      );
      if (found === 'cut') return `the metadata row ${part.from} cannot be read whole.`;
      if (found === 'some') isEmpty = false;
      passed += part.to - part.from + 1;
      cell.progress(passed, last + 1 - first);
      return undefined;
    });
    if (isEmpty && slice.to < last) {
      // It may be the start of a gap that an archiving left, millions wide.
      passed += ids.skipTo(reader, (await nextId(reader, METADATA, slice.to)) ?? last + 1);
    }
    return ids.isLeft;
  }, SECOND_SESSION_PAYS);
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
