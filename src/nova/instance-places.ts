import type { Reader } from '../database/reader.js';
import type { LiveInstances } from './live-instances.js';
import { readInPieces } from './pieces.js';
import type { CellTables, Columns } from './schema.js';

/** Where an instance is, and whose it is. */
export interface InstancePlace {
  readonly host: string | null;
  readonly node: string | null;
  readonly project: string | null;
  readonly vmState: string | null;
}

/** What `readPlaces` reads. */
export const placeColumns: Columns<CellTables> = Object.freeze({
  instances: ['id', 'uuid', 'host', 'node', 'project_id', 'vm_state', 'deleted'],
});

/**
 * Tells where each live instance is, in no particular order; of one that has gone meanwhile, nothing.
 *
 * A row each in slices of the primary key: measured on MariaDB 10.11 with 33 333 live instances it takes 33 ms, less
 * than one text for all of them with the parts in hexadecimal (43 ms) or groups by host (65 ms).
 */
export async function readPlaces(
  reader: Reader<CellTables>,
  live: LiveInstances,
  act: (index: number, place: InstancePlace) => void,
): Promise<void> {
  const read = async (choose: (rows: Places) => Places): Promise<number> => {
    const rows = await choose(livePlaces(reader)).execute();
    for (const { uuid, host, node, project_id, vm_state } of rows) {
      const index = live.instances.find(uuid);
      if (index >= 0) act(index, { host, node, project: project_id, vmState: vm_state });
    }
    return rows.length;
  };
  await readInPieces(reader, live, {
    table: 'instances',
    readIds: async (from, to) => read((rows) => rows.where('id', '>=', from).where('id', '<=', to)),
    readInstances: async (uuids) => {
      await read((rows) => rows.where('uuid', 'in', uuids));
    },
    slice: { start: 3000, largest: 3000 },
  });
}

type Places = ReturnType<typeof livePlaces>;

function livePlaces(reader: Reader<CellTables>) {
  return reader
    .selectFrom('instances')
    .select(['uuid', 'host', 'node', 'project_id', 'vm_state'])
    .where('deleted', '=', 0);
}
