import type { Reader } from '../database/reader.js';
import type { ApiTables, Columns } from './schema.js';

/** What `countHostMappings` reads. */
export const hostMappingColumns: Columns<ApiTables> = Object.freeze({ host_mappings: ['id'] });

/** How many hosts are mapped to cells. */
export async function countHostMappings(reader: Reader<ApiTables>): Promise<number> {
  const row = await reader
    .selectFrom('host_mappings')
    .select(({ fn }) => fn.countAll<number>().as('mappings'))
    .executeTakeFirstOrThrow();
  return row.mappings;
}
