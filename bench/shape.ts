import { newestRelease } from '../src/nova/releases.js';

/** A deployment to generate. */
export interface Shape {
  /** Live instances over all cells. */
  readonly instances: number;
  readonly cells: number;
  /** Soft-deleted instances for each live one, to a thousandth: 0.1 after a purge now and then, 10 where none ever ran. */
  readonly deletedPerLive: number;
  /** One live instance in so many has no recorded machine type; 0: every one has. */
  readonly unsetEvery: number;
  /** Whether instances have block devices, which takes a quarter of the time of all; not, where left out. */
  readonly hasVolumes?: boolean;
}

/** Live instances of each cell: the share of all, to the last one. */
export function livePerCell({ instances, cells }: Shape): readonly number[] {
  const upTo = (cell: number) => Math.floor((instances * cell) / cells);
  return Array.from({ length: cells }, (_, cell) => upTo(cell + 1) - upTo(cell));
}

/**
 * How live and soft-deleted instances alternate, in whole numbers: the n-th instance of a cell is live where
 * `floor(1000 n / span)` is more than for the one before, and that is its number among the live ones.
 */
export function spanOf({ deletedPerLive }: Shape): number {
  return Math.round(1000 * (1 + deletedPerLive));
}

/** Instances of a cell, the soft-deleted ones among them, that hold so many live ones. */
export function allInstances(shape: Shape, live: number): number {
  return Math.ceil((live * spanOf(shape)) / 1000);
}

/** Metadata rows of an instance, the machine type's among them, as Nova copies them from an ordinary image. */
export const METADATA = [
  ['image_min_ram', '512'],
  ['image_min_disk', '20'],
  ['image_disk_format', 'qcow2'],
  ['image_container_format', 'bare'],
  ['image_base_image_ref', '5c3f4a52-6e0d-4c0b-9d53-0d5c1a7f2b11'],
  ['image_os_distro', 'debian'],
  ['image_os_version', '12'],
  ['image_os_type', 'linux'],
  ['image_os_admin_user', 'debian'],
  ['image_os_require_quiesce', 'yes'],
  ['image_hw_qemu_guest_agent', 'yes'],
  ['image_hw_disk_bus', 'virtio'],
  ['image_hw_cdrom_bus', 'sata'],
  ['image_hw_vif_model', 'virtio'],
  ['image_hw_video_model', 'virtio'],
  ['image_hw_input_bus', 'usb'],
  ['image_hw_pointer_model', 'usbtablet'],
  ['image_hw_rng_model', 'virtio'],
  ['image_owner_specified.openstack.md5', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['image_owner_specified.openstack.object', 'images/debian-12-generic'],
  ['boot_roles', 'member,reader'],
  ['owner_user_name', 'alice'],
  ['owner_project_name', 'demo'],
  ['clean_attempts', '1'],
  ['image_hw_machine_type', 'pc-i440fx-7.2'],
] as const;

/** The revisions at which Nova leaves its databases. */
export const REVISIONS = newestRelease().schema;

/** Name and UUID of a cell in the API database; 0 is cell0. */
export function cellName(cell: number): { readonly name: string; readonly uuid: string } {
  return {
    name: `cell${cell}`,
    uuid:
      cell === 0
        ? '00000000-0000-0000-0000-000000000000'
        : `c${String(cell).padStart(7, '0')}-0000-4000-8000-000000000000`,
  };
}
