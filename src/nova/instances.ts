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

/** Live instances by UUID; one that has gone meanwhile is left out. A thousand UUIDs at the most: it is one statement. */
export async function readInstances(
  reader: Reader<CellTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Instance>> {
  const rows = await liveRows(reader).where('uuid', 'in', uuids).execute();
  return byUuid(rows);
}

/** The same from one UUID to another, in the order that the database has them in: quicker, where most of them are wanted. */
export async function readInstanceRange(
  reader: Reader<CellTables>,
  first: string,
  last: string,
): Promise<ReadonlyMap<string, Instance>> {
  const rows = await liveRows(reader)
    .where('uuid', '>=', first)
    .where('uuid', '<=', last)
    .execute();
  return byUuid(rows);
}

function liveRows(reader: Reader<CellTables>) {
  return reader
    .selectFrom('instances')
    .select(['uuid', 'display_name', 'project_id', 'host', 'node', 'vm_state'])
    .where('deleted', '=', 0);
}

function byUuid(
  rows: readonly Pick<
    CellTables['instances'],
    'uuid' | 'display_name' | 'project_id' | 'host' | 'node' | 'vm_state'
  >[],
): ReadonlyMap<string, Instance> {
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
