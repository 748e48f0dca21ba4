import type { Reader } from '../database/reader.js';
import { select } from '../database/select.js';
import type { CellTables } from './schema.js';
import type { Range } from './shared-range.js';

/** A table that is read in slices of its primary key. */
export type SlicedTable = 'instances' | 'instance_system_metadata';

/** The lowest and the highest id; undefined of an empty table. */
export async function idRange(
  reader: Reader<CellTables>,
  table: SlicedTable,
): Promise<Range | undefined> {
  const [row] = await lowestAndHighest(reader, table);
  const from = row?.lowest ?? undefined;
  const to = row?.highest ?? undefined;
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** Each from a table of its own: for both from one SQLite would read it whole. */
const lowestAndHighest = select((reader: Reader<CellTables>, table: SlicedTable) =>
  reader
    .selectFrom([
      (from) =>
        from
          .selectFrom(table)
          .select(({ fn }) => fn.min<number | null>('id').as('lowest'))
          .as('first'),
      (from) =>
        from
          .selectFrom(table)
          .select(({ fn }) => fn.max<number | null>('id').as('highest'))
          .as('last'),
    ])
    .select(['lowest', 'highest']),
);

/** The lowest id above another; undefined where there is none. */
export async function nextId(
  reader: Reader<CellTables>,
  table: SlicedTable,
  above: number,
): Promise<number | undefined> {
  const row = await reader
    .selectFrom(table)
    .select(({ fn }) => fn.min<number | null>('id').as('id'))
    .where('id', '>', above)
    .executeTakeFirst();
  return row?.id ?? undefined;
}
