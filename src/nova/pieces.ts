import type { Reader } from '../database/reader.js';
import type { TellProgress } from './deployment.js';
import type { LiveInstances } from './live-instances.js';
import { isNeverPurged } from './metadata-passes.js';
import { createPace } from './pace.js';
import { idRange, nextId, type SlicedTable } from './row-ids.js';
import type { CellTables } from './schema.js';

/** How a table is read in slices of its primary key. */
export interface SliceReader {
  readonly table: SlicedTable;
  /**
   * Reads the rows with these ids, both ends included, and tells how many it saw; 0 also where it does not know, which
   * costs a statement that looks for the next id.
   */
  readonly readIds: (from: number, to: number) => Promise<number>;
  /** Ids of the first slice, and of the largest. */
  readonly slice: Parameters<typeof createPace>[0];
  /** Whether nothing more need be read; asked after each slice. */
  readonly isEnough?: () => boolean;
}

/** How the rows of a table are read that belong to live instances; rows of others may be among them. */
export interface PieceReader extends SliceReader {
  /** Reads the rows of these instances. */
  readonly readInstances: (uuids: readonly string[]) => Promise<void>;
}

/**
 * Reads a table piece by piece, in short statements: in slices of its primary key, each after those with lower ids; or,
 * where nearly all instances are soft-deleted, by look-ups of the live ones, each instance in one of them (the turning
 * point is that of bench/README.md).
 *
 * @param progress told, after each statement, of the ids passed, gaps included; in look-ups, of instances
 */
export async function readInPieces(
  reader: Reader<CellTables>,
  { instances, rows }: LiveInstances,
  table: PieceReader,
  progress?: TellProgress,
): Promise<void> {
  if (instances.size === 0) return;
  if (!isNeverPurged(instances, rows)) {
    await readSlices(reader, table, progress);
    return;
  }
  const pace = createPace({ start: 500, largest: 2000 });
  for (let at = 0; at < instances.size;) {
    const uuids = Array.from({ length: Math.min(pace.size, instances.size - at) }, (_, index) =>
      instances.uuid(at + index),
    );
    await pace.timed(reader, async () => table.readInstances(uuids));
    at += uuids.length;
    progress?.(at, instances.size);
  }
}

/** Reads a table slice by slice, each after those with lower ids, over the gaps between them. */
export async function readSlices(
  reader: Reader<CellTables>,
  table: SliceReader,
  progress?: TellProgress,
): Promise<void> {
  const pace = createPace(table.slice);
  const all = await idRange(reader, table.table);
  if (all === undefined) return;
  const { from: first, to: last } = all;
  for (let from: number | undefined = first; from !== undefined && from <= last;) {
    const start: number = from;
    const to: number = Math.min(start + pace.size - 1, last);
    const seen = await pace.timed(reader, async () => table.readIds(start, to));
    progress?.(to + 1 - first, last + 1 - first);
    if (table.isEnough?.() === true) return;
    // An empty slice may be the start of a gap that an archiving left, millions wide.
    from = seen === 0 && to < last ? await nextId(reader, table.table, to) : to + 1;
  }
}
