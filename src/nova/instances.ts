import type { Reader } from '../database/reader.js';
import type { CellTables, Columns } from './schema.js';

/** What people know an instance by, and where it is. */
export interface Instance {
  readonly uuid: string;
  readonly name: string | null;
  readonly project: string | null;
  readonly host: string | null;
  readonly node: string | null;
  readonly vmState: string | null;
}

/** What `readInstances` reads. */
export const instanceColumns: Columns<CellTables> = Object.freeze({
  instances: ['uuid', 'display_name', 'project_id', 'host', 'node', 'vm_state', 'deleted'],
});

/** Live instances by UUID; one that has gone meanwhile is left out. A few hundred UUIDs at the most: it is one statement. */
export async function readInstances(
  reader: Reader<CellTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Instance>> {
  const rows = await reader
    .selectFrom('instances')
    .select(['uuid', 'display_name', 'project_id', 'host', 'node', 'vm_state'])
    .where('uuid', 'in', uuids)
    .where('deleted', '=', 0)
    .execute();
  return new Map(
    rows.map((row) => [
      row.uuid,
      {
        uuid: row.uuid,
        name: row.display_name,
        project: row.project_id,
        host: row.host,
        node: row.node,
        vmState: row.vm_state,
      },
    ]),
  );
}
