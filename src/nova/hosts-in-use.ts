import type { Reader } from '../database/reader.js';
import { select } from '../database/select.js';
import type { CellTables } from './schema.js';

/**
 * The hosts that the live instances of a cell are on. A server leaps from host to host in the index on (host, deleted):
 * MariaDB 10.11 takes 6 ms for 500 hosts with 225 000 live instances. Of names that its collation takes for the same it
 * gives one.
 */
export async function hostsInUse(reader: Reader<CellTables>): Promise<readonly string[]> {
  const rows = await distinctHosts(reader);
  return rows.flatMap(({ host }) => (host === null || host === '' ? [] : host));
}

const distinctHosts = select((reader: Reader<CellTables>) =>
  reader.selectFrom('instances').select('host').distinct().where('deleted', '=', 0),
);
