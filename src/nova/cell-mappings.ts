import type { Reader } from '../database/reader.js';
import { CELL0_UUID, type Cell } from './cell.js';
import type { ApiTables, Columns } from './schema.js';

/** A cell and where its database is: a URL or a template of one, credentials included. */
export interface CellMapping extends Cell {
  readonly connection: string | null;
}

/** The tables of the API database, and what no check may read of them. */
export interface MappingTables extends ApiTables {
  cell_mappings: ApiTables['cell_mappings'] & { database_connection: string | null };
}

/** What `cellMappings` reads. */
export const cellMappingColumns: Columns<MappingTables> = Object.freeze({
  cell_mappings: ['id', 'uuid', 'name', 'disabled', 'database_connection'],
});

/** Every cell mapping in the order of its id, as Nova 34.0.0 lists them (nova/objects/cell_mapping.py); disabled ones too. */
export async function cellMappings(reader: Reader<MappingTables>): Promise<readonly CellMapping[]> {
  const rows = await reader
    .selectFrom('cell_mappings')
    .select(['uuid', 'name', 'disabled', 'database_connection'])
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    uuid: row.uuid,
    name: row.name,
    disabled: Boolean(row.disabled),
    isCell0: row.uuid === CELL0_UUID,
    connection: row.database_connection,
  }));
}
