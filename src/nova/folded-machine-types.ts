import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely';
import type { Reader } from '../database/reader.js';
import { isWhole } from './folded-uuids.js';
import type { ChoosePiece } from './metadata-passes.js';
import { BARE, MACHINE_TYPE_KEYS, PREFIXED } from './recorded-type.js';
import type { CellTables } from './schema.js';

/** The machine types' rows of some metadata, folded: the instances' UUIDs as one text, parted by commas, or null. */
export interface FoldedRows {
  readonly uuids: string | null;
  readonly rows: number | string;
  /** How many of the rows have a value, under one of the keys to the letter; null where there is no row. */
  readonly recorded: number | string | null;
}

/**
 * Asks for the machine types' rows, whatever they hold, folded into one row: grouping them would take the server as long
 * again as finding them, and one text for each thing that they may hold half as long.
 */
export async function foldedRows(
  choose: ChoosePiece,
  reader: Reader<CellTables>,
): Promise<FoldedRows> {
  return choose(machineTypeRows(reader))
    .select((row) => [
      sql<string | null>`group_concat(${row.ref('instance_uuid')})`.as('uuids'),
      row.fn.countAll<number | string>().as('rows'),
      sql<number | string | null>`sum(${hasValue(row)})`.as('recorded'),
    ])
    .executeTakeFirstOrThrow();
}

/** Whether all of the rows record a machine type, the server cut none of them, and all UUIDs are as long as usual. */
export function allRecorded({ uuids, rows, recorded }: FoldedRows): boolean {
  return Number(recorded ?? 0) === Number(rows) && isWhole(uuids, USUAL_LENGTH * Number(rows));
}

/** Of a UUID and a comma. */
const USUAL_LENGTH = 37;

/** The same rows by what they hold, each a text of UUIDs. */
export interface FoldedMachineTypes {
  /** With a value, under either key. */
  readonly recorded: string | null;
  /** With NULL, by key. */
  readonly null_prefixed: string | null;
  readonly null_bare: string | null;
  /** What all of them take, with a comma each; null where there is no such row. */
  readonly length: number | string | null;
}

/** Asks for the machine types' rows by what they hold. */
export async function foldedMachineTypes(
  choose: ChoosePiece,
  reader: Reader<CellTables>,
): Promise<FoldedMachineTypes> {
  return choose(machineTypeRows(reader))
    .select((row) => {
      const uuid = row.ref('instance_uuid');
      const isNull = sql`${row.ref('value')} is null`;
      const folded = (condition: RawBuilder<unknown>) =>
        sql<string | null>`group_concat(case when ${condition} then ${uuid} end)`;
      return [
        folded(hasValue(row)).as('recorded'),
        folded(sql`${isNull} and ${keyIs(row, PREFIXED)}`).as('null_prefixed'),
        folded(sql`${isNull} and ${keyIs(row, BARE)}`).as('null_bare'),
        sql<
          number | string | null
        >`sum(case when ${keyIs(row, PREFIXED, BARE)} then length(${uuid}) + 1 end)`.as('length'),
      ];
    })
    .executeTakeFirstOrThrow();
}

function machineTypeRows(reader: Reader<CellTables>) {
  return reader.selectFrom('instance_system_metadata').where('key', 'in', MACHINE_TYPE_KEYS);
}

type MetadataRow = ExpressionBuilder<CellTables, 'instance_system_metadata'>;

function hasValue(row: MetadataRow) {
  return sql`${row.ref('value')} is not null and ${keyIs(row, PREFIXED, BARE)}`;
}

/** Keys are told apart as HEX(), byte for byte: MySQL's collation takes 'IMAGE_hw_machine_type ' for the same. */
function keyIs(row: MetadataRow, ...keys: readonly string[]) {
  return sql`hex(${row.ref('key')}) in (${sql.join(keys.map(hex))})`;
}

/**
 * Of the live instances from one UUID to another, ends included, the UUIDs of those whose last row has a machine type
 * under the key that Nova records it by: as one text, parted by commas, or null, and what it takes with a comma each. The
 * last row is found from the index's end: as the one with the highest id it takes twice as long, and where it is asked
 * for with `id IN (…)` MySQL 9.7 reads the whole table.
 */
export async function foldedLastTypes(
  reader: Reader<CellTables>,
  first: string,
  last: string,
): Promise<Pick<FoldedMachineTypes, 'recorded' | 'length'>> {
  return reader
    .selectFrom((from) =>
      from
        .selectFrom('instances')
        .select((instance) =>
          instance
            .case()
            .when('instances.deleted', '=', 0)
            .then(
              instance
                .selectFrom('instance_system_metadata as row')
                .select((row) =>
                  sql<
                    string | null
                  >`case when ${row.ref('row.value')} is not null and hex(${row.ref('row.key')}) = ${hex(PREFIXED)} then ${row.ref('row.instance_uuid')} end`.as(
                    'uuid',
                  ),
                )
                .whereRef('row.instance_uuid', '=', 'instances.uuid')
                // By the UUID too: for the id alone MariaDB may go through the primary key.
                .orderBy('row.instance_uuid', 'desc')
                .orderBy('row.id', 'desc')
                .limit(1),
            )
            .end()
            .as('uuid'),
        )
        // Not by `deleted` too: MariaDB would take an index of that and go through all live instances each time.
        .where('instances.uuid', '>=', first)
        .where('instances.uuid', '<=', last)
        .as('last_types'),
    )
    .select((types) => [
      sql<string | null>`group_concat(${types.ref('last_types.uuid')})`.as('recorded'),
      sql<number | string | null>`sum(length(${types.ref('last_types.uuid')}) + 1)`.as('length'),
    ])
    .executeTakeFirstOrThrow();
}

/** Whether the server cut none of the texts. */
export function areWhole(folded: FoldedMachineTypes): boolean {
  const texts = [folded.recorded, folded.null_prefixed, folded.null_bare];
  const all = texts.filter((text) => text !== null);
  return isWhole(all.length === 0 ? null : all.join(','), folded.length);
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase();
}
