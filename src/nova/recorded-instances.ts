import type { Reader } from '../database/reader.js';
import { chunks } from './chunks.js';
import {
  isMachineType,
  MACHINE_TYPE_KEYS,
  type MetadataRow,
  recordedType,
} from './recorded-type.js';
import type { CellTables, Columns } from './schema.js';

/** A live instance, and the machine type that is recorded for it. */
export interface RecordedInstance {
  readonly uuid: string;
  readonly vmState: string | null;
  readonly taskState: string | null;
  /** Null where there is none. */
  readonly machineType: string | null;
}

/** What `recordedInstances` reads. */
export const recordedInstanceColumns: Columns<CellTables> = Object.freeze({
  instances: ['uuid', 'vm_state', 'task_state', 'deleted'],
  instance_system_metadata: ['id', 'instance_uuid', 'key', 'value'],
});

/**
 * The live instances of a cell that have these UUIDs, by UUID in lower case.
 *
 * @param uuids in the form that Nova gives them, lower case
 */
export async function recordedInstances(
  reader: Reader<CellTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, RecordedInstance>> {
  const found = new Map<string, RecordedInstance>();
  for (const chunk of chunks(uuids, CHUNK)) {
    const metadata = await metadataOf(reader, chunk);
    const rows = await reader
      .selectFrom('instances')
      .select(['uuid', 'vm_state', 'task_state'])
      .where('uuid', 'in', chunk)
      .where('deleted', '=', 0)
      .execute();
    for (const row of rows) {
      const uuid = row.uuid.toLowerCase();
      found.set(uuid, {
        uuid,
        vmState: row.vm_state,
        taskState: row.task_state,
        machineType: recordedType(metadata.get(uuid) ?? []),
      });
    }
  }
  return found;
}

/** Instances in one statement. */
const CHUNK = 500;

async function metadataOf(
  reader: Reader<CellTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, readonly MetadataRow[]>> {
  const rows = await reader
    .selectFrom('instance_system_metadata')
    .select(['instance_uuid', 'key', 'value'])
    .where('instance_uuid', 'in', uuids)
    .where('key', 'in', MACHINE_TYPE_KEYS)
    .orderBy('id')
    .execute();
  const byUuid = new Map<string, MetadataRow[]>();
  for (const row of rows.filter(isMachineType)) {
    const uuid = row.instance_uuid.toLowerCase();
    const known = byUuid.get(uuid);
    if (known === undefined) byUuid.set(uuid, [row]);
    else known.push(row);
  }
  return byUuid;
}
