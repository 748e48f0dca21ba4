import type { Reader } from '../../database/reader.js';
import type { InstanceSet } from '../instance-set.js';
import { type Instance, instanceColumns } from '../instances.js';
import { createPace } from '../pace.js';
import type { CellTables, Columns } from '../schema.js';

/** What `instancePages` reads. */
export const instancePageColumns: Columns<CellTables> = Object.freeze({
  instances: [...(instanceColumns.instances ?? []), 'os_type'],
});

/** An instance of the set, and its index there. */
export interface SetInstance extends Instance {
  readonly index: number;
  readonly osType: string | null;
}

/**
 * The instances of a set, some thousand at a time, in the order of their UUIDs, which is the set's: of the index on
 * (uuid, deleted) each statement reads a range, and of the table only the rows of live instances. One that has gone
 * meanwhile is left out.
 */
export async function* instancePages(
  reader: Reader<CellTables>,
  instances: InstanceSet,
): AsyncGenerator<readonly SetInstance[]> {
  const pace = createPace({ start: 2000, largest: 10_000 });
  for (let at = 0; at < instances.size;) {
    const end = Math.min(at + pace.size, instances.size);
    const [first, last] = [instances.uuid(at), instances.uuid(end - 1)];
    const rows = await pace.timed(reader, async () =>
      reader
        .selectFrom('instances')
        .select(['uuid', 'display_name', 'project_id', 'host', 'node', 'vm_state', 'os_type'])
        .where('uuid', '>=', first)
        .where('uuid', '<=', last)
        .where('deleted', '=', 0)
        .orderBy('uuid')
        .execute(),
    );
    yield rows.flatMap((row) => {
      const index = instances.find(row.uuid);
      // One that has come meanwhile is for the next run.
      if (index < 0) return [];
      return [
        {
          index,
          uuid: row.uuid,
          name: row.display_name,
          project: row.project_id,
          host: row.host,
          node: row.node,
          vmState: row.vm_state,
          osType: row.os_type,
        },
      ];
    });
    at = end;
  }
}
