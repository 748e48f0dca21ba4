import type { Reader } from '../database/reader.js';
import type { CellTables } from './schema.js';

/** A table that is read in slices of its primary key. */
export type SlicedTable = 'instances' | 'instance_system_metadata';

/** The lowest id, or the lowest above another; undefined where there is none. */
export async function lowestId(
  reader: Reader<CellTables>,
  table: SlicedTable,
  above?: number,
): Promise<number | undefined> {
  const lowest = reader.selectFrom(table).select(({ fn }) => fn.min<number | null>('id').as('id'));
  const row = await (
    above === undefined ? lowest : lowest.where('id', '>', above)
  ).executeTakeFirst();
  return row?.id ?? undefined;
}

/** The highest id; undefined of an empty table. A statement of its own: for both SQLite would read the whole table. */
export async function highestId(
  reader: Reader<CellTables>,
  table: SlicedTable,
): Promise<number | undefined> {
  const row = await reader
    .selectFrom(table)
    .select(({ fn }) => fn.max<number | null>('id').as('id'))
    .executeTakeFirst();
  return row?.id ?? undefined;
}
