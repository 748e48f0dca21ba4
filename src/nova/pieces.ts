import type { Reader } from '../database/reader.js';
import type { TellProgress } from './deployment.js';
import type { LiveInstances } from './live-instances.js';
import { createPace, type Pace } from './pace.js';
import type { CellTables } from './schema.js';

/** How the rows of a table are read that belong to live instances; rows of others may be among them. */
export interface PieceReader {
  readonly ids: Ids;
  /** Reads the rows with these ids, both ends included, and tells how many it saw. */
  readonly readIds: (from: number, to: number) => Promise<number>;
  /** Reads the rows of these instances. */
  readonly readInstances: (uuids: readonly string[]) => Promise<void>;
  /** Ids of the first slice, and of the largest. */
  readonly slice: Parameters<typeof createPace>[0];
}

/** Where a table's ids begin, go on and end; undefined where there is none. */
export interface Ids {
  readonly lowestAbove: (id: number) => Promise<number | undefined>;
  readonly highest: () => Promise<number | undefined>;
}

/** The ids of a table. One of them a statement: SQLite reads the whole table for two. */
export function idsOf(
  reader: Reader<CellTables>,
  table: 'instances' | 'instance_system_metadata',
): Ids {
  return {
    lowestAbove: async (above) => {
      const row = await reader
        .selectFrom(table)
        .select(({ fn }) => fn.min<number | null>('id').as('id'))
        .where('id', '>', above)
        .executeTakeFirst();
      return row?.id ?? undefined;
    },
    highest: async () => {
      const row = await reader
        .selectFrom(table)
        .select(({ fn }) => fn.max<number | null>('id').as('id'))
        .executeTakeFirst();
      return row?.id ?? undefined;
    },
  };
}

/**
 * Reads a table piece by piece, in short statements: in slices of its primary key, each after those with lower ids; or,
 * where nearly all instances are soft-deleted, by look-ups of the live ones, each instance in one of them (the turning
 * point is that of bench/README.md).
 *
 * @param progress told, after each statement, of the ids passed, gaps included; in look-ups, of instances
 */
export async function readInPieces(
  { instances, rows }: LiveInstances,
  table: PieceReader,
  progress?: TellProgress,
): Promise<void> {
  if (instances.size === 0) return;
  if (instances.size * LOOK_UP_SHARE >= rows) {
    await readSlices(table, createPace(table.slice), progress);
    return;
  }
  const pace = createPace({ start: 500, largest: 2000 });
  for (let at = 0; at < instances.size;) {
    const uuids = Array.from({ length: Math.min(pace.size, instances.size - at) }, (_, index) =>
      instances.uuid(at + index),
    );
    await pace.timed(async () => table.readInstances(uuids));
    at += uuids.length;
    progress?.(at, instances.size);
  }
}

/** Instances in all for each live one from which on look-ups are taken. */
const LOOK_UP_SHARE = 8;

async function readSlices(table: PieceReader, pace: Pace, progress?: TellProgress): Promise<void> {
  const first = await table.ids.lowestAbove(0);
  const last = await table.ids.highest();
  if (first === undefined || last === undefined) return;
  for (let from: number | undefined = first; from !== undefined && from <= last;) {
    const start: number = from;
    const to: number = Math.min(start + pace.size - 1, last);
    const seen = await pace.timed(async () => table.readIds(start, to));
    progress?.(to + 1 - first, last + 1 - first);
    // An empty slice may be the start of a gap that an archiving left, millions wide.
    from = seen === 0 && to < last ? await table.ids.lowestAbove(to) : to + 1;
  }
}
