import { sql } from 'kysely';
import type { Reader } from '../database/reader.js';
import { select } from '../database/select.js';
import { ExpectedError } from '../error.js';
import { isWhole } from './folded-uuids.js';
import { InstanceSet } from './instance-set.js';
import type { CellTables, Columns } from './schema.js';
import { createPace } from './pace.js';

/** What `liveInstances` reads. */
export const liveInstanceColumns: Columns<CellTables> = Object.freeze({
  instances: ['uuid', 'deleted'],
});

/** The live instances of a cell, and how many rows there are in all. */
export interface LiveInstances {
  readonly instances: InstanceSet;
  /** Soft-deleted instances too. */
  readonly rows: number;
}

/**
 * The live instances of a cell, building ones too, in the order of their UUIDs.
 *
 * They are read page by page from the index on (uuid, deleted), a twentieth of the table's size. Each statement reads so
 * many of its entries and no more, however few of them are live, and answers with one row: all UUIDs as one text, which
 * is a tenth of the work of a row each. The state is not in the index: whoever needs it looks at the few that matter.
 */
export async function liveInstances(reader: Reader<CellTables>): Promise<LiveInstances> {
  const instances = new InstanceSet();
  let rows = 0;
  const pace = createPace({ start: LIVE, largest: 10 * LIVE });
  for (let after: string | null = ''; after !== null;) {
    const size = Math.min(pace.size, Math.ceil((LIVE * (rows + 1)) / (instances.size + 1)));
    const from: string = after;
    const page = await pace.timed(reader, async () => addPage(reader, from, size, instances));
    if (page === undefined) {
      if (size === 1) throw new ExpectedError('the UUID of an instance cannot be read whole.');
      pace.shrink();
      continue;
    }
    rows += page.entries;
    if (rows > MANY) (await import('./young-generation.js')).limitYoungGeneration(rows);
    after = page.entries < size ? null : page.last;
  }
  return { instances, rows };
}

/** Rows of a cell from which on memory counts. */
const MANY = 5000;

/** Live instances that a page shall have, as far as those before tell: 110 KB of text, which V8 can drop soon. */
const LIVE = 3000;

/**
 * Adds the live ones of a page; gives nothing where the server cut the answer. The text of all UUIDs ends here, before
 * the next statement is waited for: kept so long it would outlive V8's young generation, and memory would grow.
 */
async function addPage(
  reader: Reader<CellTables>,
  after: string,
  size: number,
  instances: InstanceSet,
): Promise<{ readonly entries: number; readonly last: string | null } | undefined> {
  const [page] = await readPage(reader, after, size);
  if (page === undefined) throw new Error('an aggregate is one row');
  const { uuids, length, live, entries, last } = page;
  if (!isWhole(uuids, length)) return undefined;
  if (instances.addAll(uuids) !== live) {
    throw new ExpectedError(
      `an instance's UUID has a comma, which no UUID of Nova's has; it is found by SELECT uuid FROM instances WHERE deleted = 0 AND uuid LIKE '%,%'.`,
    );
  }
  return { entries, last };
}

const readPage = select((reader: Reader<CellTables>, after: string, size: number) =>
  reader
    .selectFrom((from) =>
      from
        .selectFrom('instances')
        .select(['uuid', 'deleted'])
        .where('uuid', '>', after)
        .orderBy('uuid')
        .limit(size)
        .as('page'),
    )
    .select((row) => [
      sql<
        string | null
      >`group_concat(case when ${row.ref('deleted')} = 0 then ${row.ref('uuid')} end)`.as('uuids'),
      sql<
        number | string | null
      >`sum(case when ${row.ref('deleted')} = 0 then length(${row.ref('uuid')}) + 1 end)`.as(
        'length',
      ),
      row.fn
        .count<number>(row.case().when('deleted', '=', 0).then(row.ref('uuid')).end())
        .as('live'),
      row.fn.countAll<number>().as('entries'),
      row.fn.max<string | null>('uuid').as('last'),
    ]),
);
