import type { Reader } from '../../database/reader.js';
import { createPace } from '../pace.js';
import type { CellTables, Columns, HasTable } from '../schema.js';
import type { AttachedDevices } from './risks.js';

/** What `attachedDevices` reads, where it may. */
export const attachedDeviceColumns: Columns<CellTables> = Object.freeze({
  block_device_mapping: ['instance_uuid', 'destination_type', 'disk_bus', 'deleted'],
  virtual_interfaces: ['instance_uuid', 'deleted'],
});

/**
 * What is attached to some hundred instances, by UUID, counted in the server from the indexes on their UUIDs. Undefined
 * where the account may not read one of the two tables: then nothing can be told.
 *
 * The network information cache would tell the ports too, in a text of kilobytes for each instance: it is not read.
 */
export async function attachedDevices(
  reader: Reader<CellTables>,
  has: HasTable<CellTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, AttachedDevices> | undefined> {
  if (!has('block_device_mapping') || !has('virtual_interfaces')) return undefined;
  const devices = new Map<string, AttachedDevices>();
  const pace = createPace({ start: 200, largest: 500 });
  for (let at = 0; at < uuids.length;) {
    const some = uuids.slice(at, at + pace.size);
    const disks = await pace.timed(reader, async () => countDisks(reader, some));
    const ports = await countPorts(reader, some);
    for (const uuid of some) {
      const { volumes = 0, ide = 0 } = disks.get(uuid) ?? {};
      devices.set(uuid, {
        volumes: Number(volumes),
        ports: ports.get(uuid)?.ports ?? 0,
        hasIdeDisk: Number(ide) > 0,
      });
    }
    at += some.length;
  }
  return devices;
}

async function countDisks(reader: Reader<CellTables>, uuids: readonly string[]) {
  const rows = await reader
    .selectFrom('block_device_mapping')
    .select((row) => [
      'instance_uuid',
      row.fn
        .sum<number | string>(
          row.case().when('destination_type', '=', 'volume').then(1).else(0).end(),
        )
        .as('volumes'),
      row.fn
        .sum<number | string>(row.case().when('disk_bus', '=', 'ide').then(1).else(0).end())
        .as('ide'),
    ])
    .where('instance_uuid', 'in', uuids)
    .where('deleted', '=', 0)
    .groupBy('instance_uuid')
    .execute();
  return new Map(rows.map((row) => [row.instance_uuid, row]));
}

async function countPorts(reader: Reader<CellTables>, uuids: readonly string[]) {
  const rows = await reader
    .selectFrom('virtual_interfaces')
    .select((row) => ['instance_uuid', row.fn.countAll<number>().as('ports')])
    .where('instance_uuid', 'in', uuids)
    .where('deleted', '=', 0)
    .groupBy('instance_uuid')
    .execute();
  return new Map(rows.map((row) => [row.instance_uuid, row]));
}
