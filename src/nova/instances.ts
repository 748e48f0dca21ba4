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

/**
 * Live instances with these UUIDs, in the database's order; one that has gone meanwhile is left out. A thousand UUIDs at
 * the most: it is one statement. MariaDB finds them in another case as well; they are told by the name that they have.
 */
export async function readInstances(
  reader: Reader<CellTables>,
  uuids: readonly string[],
): Promise<readonly Instance[]> {
  return liveInstances(reader).where('uuid', 'in', uuids).execute();
}

/** The same from one UUID to another, ends included: quicker, where most of them are wanted. */
export async function readInstanceRange(
  reader: Reader<CellTables>,
  first: string,
  last: string,
): Promise<readonly Instance[]> {
  return liveInstances(reader).where('uuid', '>=', first).where('uuid', '<=', last).execute();
}

function liveInstances(reader: Reader<CellTables>) {
  return reader
    .selectFrom('instances')
    .select([
      'uuid',
      'display_name as name',
      'project_id as project',
      'host',
      'node',
      'vm_state as vmState',
    ])
    .where('deleted', '=', 0)
    .orderBy('uuid');
}
