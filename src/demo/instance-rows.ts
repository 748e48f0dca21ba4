import { daysBefore } from './clock.js';
import type { Row } from './database-file.js';
import type { DemoInstance } from './population.js';
import type { Random } from './random.js';

/** The row of `instances`. `computeId` is the id of the compute node that has it. */
export function instanceRow(
  instance: DemoInstance,
  id: number,
  computeId: number | null,
  random: Random,
  now: Date,
): Row {
  const { name, vmState, age, flavor, owner, host, node } = instance;
  const building = vmState === 'building';
  const started = !building && instance.launchedOn !== null;
  const lastChange = daysBefore(now, instance.unchangedFor);
  const deletedAt = vmState === 'deleted' ? lastChange : null;
  return {
    created_at: daysBefore(now, age),
    updated_at: lastChange,
    deleted_at: deletedAt,
    id,
    user_id: owner.userId,
    project_id: owner.projectId,
    image_ref: instance.bootsFromVolume ? '' : instance.image.id,
    kernel_id: '',
    ramdisk_id: '',
    launch_index: 0,
    key_name: owner.keyName,
    power_state: powerStates[vmState] ?? 0,
    vm_state: vmState,
    memory_mb: flavor.memoryMb,
    vcpus: flavor.vcpus,
    hostname: name,
    host: host?.name ?? null,
    reservation_id: `r-${random.hex(8)}`,
    launched_at: started ? daysBefore(now, age - secondsAsDays(45)) : null,
    terminated_at: deletedAt,
    display_name: name,
    display_description: null,
    availability_zone: 'nova',
    locked: 0,
    os_type: instance.image.properties['os_type'] ?? null,
    launched_on: instance.launchedOn,
    instance_type_id: flavor.id,
    uuid: instance.uuid,
    root_device_name: instance.launchedOn === null ? null : '/dev/vda',
    config_drive: '',
    task_state: building ? 'spawning' : null,
    progress: 0,
    auto_disk_config: 0,
    shutdown_terminate: 0,
    disable_terminate: 0,
    root_gb: flavor.rootGb,
    ephemeral_gb: 0,
    node,
    deleted: deletedAt === null ? 0 : id,
    cleaned: deletedAt === null ? 0 : 1,
    hidden: 0,
    compute_id: computeId,
  };
}

/** The rows of `instance_system_metadata` of one instance; soft-deleted together with it. */
export function metadataRows(instance: DemoInstance, id: number, now: Date): readonly Row[] {
  const deleted = instance.vmState === 'deleted';
  return Object.entries(systemMetadata(instance, now)).map(([key, value]) => ({
    created_at: daysBefore(now, instance.age),
    updated_at: null,
    deleted_at: deleted ? daysBefore(now, instance.unchangedFor) : null,
    instance_uuid: instance.uuid,
    key,
    value,
    deleted: deleted ? id : 0,
  }));
}

/** nova/objects/fields.py, InstancePowerState; 0 (no state) for the others. */
const powerStates: Readonly<Record<string, number>> = {
  active: 1,
  rescued: 1,
  resized: 1,
  paused: 3,
  stopped: 4,
  shelved: 4,
  shelved_offloaded: 4,
  'soft-delete': 4,
  suspended: 7,
};

function systemMetadata(instance: DemoInstance, now: Date): Record<string, string | null> {
  const { image, flavor, owner, vmState } = instance;
  const fromImage: Record<string, string | null> = {
    min_ram: '0',
    min_disk: String(flavor.rootGb),
    disk_format: image.properties['hypervisor_type'] === 'baremetal' ? 'raw' : 'qcow2',
    container_format: 'bare',
    base_image_ref: instance.bootsFromVolume ? '' : image.id,
    ...image.properties,
    'owner_specified.openstack.object': `images/${image.properties['os_distro'] ?? 'image'}`,
    'owner_specified.openstack.md5': '',
    'owner_specified.openstack.sha256': '',
    ...(typeof instance.machineType === 'string' ? registered(instance.machineType) : {}),
    ...(instance.machineType === undefined ? {} : { hw_machine_type: instance.machineType }),
  };
  const shelvedAt = daysBefore(now, instance.unchangedFor).replace(' ', 'T');
  return {
    ...Object.fromEntries(
      Object.entries(fromImage).map(([key, value]) => [`image_${key}`, value] as const),
    ),
    owner_user_name: owner.userName,
    owner_project_name: owner.projectName,
    boot_roles: 'member,reader',
    ...(instance.launchedOn === null ? {} : { network_allocated: 'True' }),
    ...(vmState === 'resized' ? { old_vm_state: 'active' } : {}),
    ...(vmState.startsWith('shelved')
      ? { shelved_at: shelvedAt, shelved_host: instance.launchedOn }
      : {}),
  };
}

/** What the libvirt driver records besides the machine type since Yoga (nova/virt/libvirt/driver.py at 25.0.0). */
function registered(machineType: string): Record<string, string> {
  const cdrom = machineType === 'pc' ? 'ide' : machineType.includes('q35') ? 'sata' : 'scsi';
  return {
    hw_cdrom_bus: cdrom,
    hw_disk_bus: 'virtio',
    hw_input_bus: 'usb',
    hw_pointer_model: 'usbtablet',
    hw_video_model: 'virtio',
    hw_vif_model: 'virtio',
  };
}

function secondsAsDays(seconds: number): number {
  return seconds / 86_400;
}
