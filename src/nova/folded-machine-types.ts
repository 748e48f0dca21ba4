import { sql } from 'kysely';
import type { Reader } from '../database/reader.js';
import { isWhole } from './folded-uuids.js';
import { BARE, MACHINE_TYPE_KEYS, PREFIXED } from './recorded-type.js';
import type { CellTables } from './schema.js';

/** The machine types' rows of some metadata, folded: the instances' UUIDs as one text each, parted by commas, or null. */
export interface FoldedMachineTypes {
  /** With a value, under either key. */
  readonly recorded: string | null;
  /** With NULL, by key. */
  readonly null_prefixed: string | null;
  readonly null_bare: string | null;
  /** What all of them take, with a comma each; null where there is no such row. */
  readonly length: number | string | null;
}

/**
 * Asks for the machine types' rows, folded into one row: grouping them would take the server as long again as finding
 * them. Keys are told apart as HEX(), byte for byte: MySQL's collation takes 'IMAGE_hw_machine_type ' for the same.
 */
export function foldedMachineTypes(reader: Reader<CellTables>) {
  return reader
    .selectFrom('instance_system_metadata')
    .select((row) => {
      const uuid = row.ref('instance_uuid');
      const isNull = sql`${row.ref('value')} is null`;
      const keyIs = (...keys: readonly string[]) =>
        sql`hex(${row.ref('key')}) in (${sql.join(keys.map(hex))})`;
      const folded = (condition: ReturnType<typeof keyIs>) =>
        sql<string | null>`group_concat(case when ${condition} then ${uuid} end)`;
      return [
        folded(sql`not (${isNull}) and ${keyIs(PREFIXED, BARE)}`).as('recorded'),
        folded(sql`${isNull} and ${keyIs(PREFIXED)}`).as('null_prefixed'),
        folded(sql`${isNull} and ${keyIs(BARE)}`).as('null_bare'),
        sql<
          number | string | null
        >`sum(case when ${keyIs(PREFIXED, BARE)} then length(${uuid}) + 1 end)`.as('length'),
      ];
    })
    .where('key', 'in', MACHINE_TYPE_KEYS);
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
