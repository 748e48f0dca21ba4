import type { Reader } from '../database/reader.js';
import { chunks } from './chunks.js';
import type { ApiTables, Columns } from './schema.js';

/** What `mappedCells` reads. */
export const instanceMappingColumns: Columns<ApiTables> = Object.freeze({
  instance_mappings: ['instance_uuid', 'cell_id'],
  cell_mappings: ['id', 'uuid'],
});

/**
 * The UUID of the cell that each instance is mapped to; null where it is mapped to none yet. Those without a mapping are
 * left out.
 *
 * @param uuids in the form that Nova gives them, lower case
 */
export async function mappedCells(
  reader: Reader<ApiTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const cells = new Map<string, string | null>();
  for (const chunk of chunks(uuids, CHUNK)) {
    const rows = await reader
      .selectFrom('instance_mappings as instance')
      .leftJoin('cell_mappings as cell', 'cell.id', 'instance.cell_id')
      .select(['instance.instance_uuid', 'cell.uuid'])
      .where('instance.instance_uuid', 'in', chunk)
      .execute();
    for (const row of rows) cells.set(row.instance_uuid.toLowerCase(), row.uuid);
  }
  return cells;
}

/** Instances in one statement. */
const CHUNK = 500;
