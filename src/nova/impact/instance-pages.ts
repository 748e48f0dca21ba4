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
 * The instances of a set, some hundred at a time, in the set's order. Each statement looks up so many: of a range of
 * UUIDs the server may take it to be quicker to read the whole table, the soft-deleted ones too. One that has gone meanwhile
 * is left out.
 */
export async function* instancePages(
  reader: Reader<CellTables>,
  instances: InstanceSet,
): AsyncGenerator<readonly SetInstance[]> {
  const pace = createPace({ start: 500, largest: 2000 });
  for (let at = 0; at < instances.size;) {
    const uuids = Array.from({ length: Math.min(pace.size, instances.size - at) }, (_, index) =>
      instances.uuid(at + index),
    );
    const rows = await pace.timed(reader, async () =>
      reader
        .selectFrom('instances')
        .select(['uuid', 'display_name', 'project_id', 'host', 'node', 'vm_state', 'os_type'])
        .where('uuid', 'in', uuids)
        .where('deleted', '=', 0)
        .execute(),
    );
    const found = rows.flatMap((row) => {
      const index = instances.find(row.uuid);
      // Another's by its capitals.
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
    yield found.toSorted((one, other) => one.index - other.index);
    at += uuids.length;
  }
}
