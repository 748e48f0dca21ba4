import type { Reader } from '../database/reader.js';
import type { CellTables, Columns } from './schema.js';

/** What people know an instance by. */
export interface InstanceName {
  readonly name: string | null;
  readonly project: string | null;
}

/** What `instanceNames` reads. */
export const instanceNameColumns: Columns<CellTables> = Object.freeze({
  instances: ['uuid', 'display_name', 'project_id'],
});

/** Name and project of instances, by UUID; one that has gone meanwhile is left out. */
export async function instanceNames(
  reader: Reader<CellTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, InstanceName>> {
  const names = new Map<string, InstanceName>();
  for (let at = 0; at < uuids.length; at += CHUNK) {
    const rows = await reader
      .selectFrom('instances')
      .select(['uuid', 'display_name', 'project_id'])
      .where('uuid', 'in', uuids.slice(at, at + CHUNK))
      .execute();
    for (const row of rows) {
      names.set(row.uuid, { name: row.display_name, project: row.project_id });
    }
  }
  return names;
}

/** UUIDs in one statement. */
const CHUNK = 500;
