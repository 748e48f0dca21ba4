import { daysBefore } from './clock.js';
import type { Row, Rows } from './database-file.js';
import type { DemoInstance } from './population.js';

/** What is attached to instances: a root disk, or the volume that it boots from, and a port. */
export function deviceRows(instances: readonly DemoInstance[], now: Date): Rows {
  const attached = instances.flatMap((instance, index) =>
    instance.launchedOn === null ? [] : [{ instance, common: commonRow(instance, index + 1, now) }],
  );
  if (attached.length === 0) return {};
  return {
    block_device_mapping: attached.map(({ instance, common }) => ({
      ...common,
      device_name: '/dev/vda',
      delete_on_termination: 1,
      source_type: 'image',
      destination_type: instance.bootsFromVolume ? 'volume' : 'local',
      volume_size: instance.bootsFromVolume ? instance.flavor.rootGb : null,
      device_type: 'disk',
      disk_bus: 'virtio',
      boot_index: 0,
      image_id: instance.image.id,
    })),
    virtual_interfaces: attached.map(({ common }) => common),
  };
}

function commonRow(instance: DemoInstance, id: number, now: Date): Row {
  const deleted = instance.vmState === 'deleted';
  return {
    created_at: daysBefore(now, instance.age),
    deleted_at: deleted ? daysBefore(now, instance.unchangedFor) : null,
    instance_uuid: instance.uuid,
    deleted: deleted ? id : 0,
  };
}
