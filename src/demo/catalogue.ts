import type { Architecture } from './cells.js';

/** An image as Glance would describe it; `properties` are copied into each instance's system metadata. */
export interface Image {
  readonly id: string;
  readonly architecture: Architecture;
  readonly properties: Readonly<Record<string, string>>;
}

/** The sizes of an instance: MiB of memory, GiB of root disk. */
export interface Flavor {
  readonly id: number;
  readonly vcpus: number;
  readonly memoryMb: number;
  readonly rootGb: number;
}

/** A project and the user who creates its instances. */
export interface Owner {
  readonly projectId: string;
  readonly projectName: string;
  readonly userId: string;
  readonly userName: string;
  readonly keyName: string | null;
}

const linux = {
  os_type: 'linux',
  hw_qemu_guest_agent: 'yes',
  hw_rng_model: 'virtio',
  os_require_quiesce: 'yes',
};

/** What most instances were started from: the image says nothing about the machine type. */
export const plainImages: readonly [debian: Image, ubuntu: Image] = [
  {
    id: '7a1f5c5e-5d0b-4f6e-9f0b-2a7c0c1d6b10',
    architecture: 'x86_64',
    properties: { ...linux, os_distro: 'debian', os_version: '11', os_admin_user: 'debian' },
  },
  {
    id: 'c4e2b1a9-1c53-4d8c-8f9e-6b5d3f2a9e41',
    architecture: 'x86_64',
    properties: { ...linux, os_distro: 'ubuntu', os_version: '22.04', os_admin_user: 'ubuntu' },
  },
];

/** A POWER image, without a machine type. */
export const powerImage: Image = {
  id: '2b9a7a70-3f62-4b1d-a0c7-8d1e5f4c3b92',
  architecture: 'ppc64le',
  properties: {
    ...linux,
    hw_architecture: 'ppc64le',
    os_distro: 'rhel',
    os_version: '8.4',
    os_admin_user: 'cloud-user',
  },
};

/** A bare metal image. */
export const metalImage: Image = {
  id: 'e8d7c6b5-a493-4281-b70f-1e2d3c4b5a69',
  architecture: 'x86_64',
  properties: {
    os_type: 'linux',
    os_distro: 'rocky',
    os_version: '9',
    os_admin_user: 'rocky',
    img_boot_mode: 'uefi',
    hypervisor_type: 'baremetal',
  },
};

/** Every image that a virtual machine is started from. */
export const images: readonly Image[] = [
  ...plainImages,
  powerImage,
  {
    id: '91c0d7f4-8e1a-4b53-9d26-f0a1b2c3d4e5',
    architecture: 'x86_64',
    properties: {
      ...linux,
      os_distro: 'rocky',
      os_version: '9',
      os_admin_user: 'rocky',
      hw_machine_type: 'q35',
      hw_firmware_type: 'uefi',
    },
  },
  {
    id: '5f0e4d3c-2b1a-4098-8776-655443322110',
    architecture: 'x86_64',
    properties: {
      os_type: 'windows',
      os_distro: 'windows',
      os_version: '2022',
      os_admin_user: 'Administrator',
      hw_qemu_guest_agent: 'yes',
      hw_machine_type: 'pc-q35-6.2',
      hw_firmware_type: 'uefi',
      os_secure_boot: 'optional',
    },
  },
  {
    id: '0d9c8b7a-6f5e-4d3c-a2b1-908f7e6d5c4b',
    architecture: 'aarch64',
    properties: {
      ...linux,
      hw_architecture: 'aarch64',
      hw_firmware_type: 'uefi',
      os_distro: 'ubuntu',
      os_version: '22.04',
      os_admin_user: 'ubuntu',
    },
  },
];

/** What instances are sized by. */
export const flavors: readonly Flavor[] = [
  { id: 2, vcpus: 1, memoryMb: 2048, rootGb: 20 },
  { id: 3, vcpus: 2, memoryMb: 4096, rootGb: 40 },
  { id: 4, vcpus: 4, memoryMb: 8192, rootGb: 80 },
  { id: 5, vcpus: 8, memoryMb: 16384, rootGb: 160 },
];

/** All of a bare metal node. */
export const metalFlavor: Flavor = { id: 9, vcpus: 64, memoryMb: 262_144, rootGb: 1_788 };

/** The project of that name, with the user who works in it. */
export function owner(projectName: string): Owner {
  const found = owners.find((each) => each.projectName === projectName);
  if (found === undefined) throw new Error(`no project ${projectName}`);
  return found;
}

/** Who owns the instances. */
const owners: readonly Owner[] = [
  {
    projectId: '3f8c1e0a9b7d4c52a6e1f0d2b3c4a596',
    projectName: 'webshop',
    userId: '8a7b6c5d4e3f4a1b9c8d7e6f5a4b3c2d',
    userName: 'mira',
    keyName: 'mira-laptop',
  },
  {
    projectId: 'b2d4f6081a3c4e5f90718293a4b5c6d7',
    projectName: 'data-platform',
    userId: '1c2d3e4f5a6b4c7d8e9fa0b1c2d3e4f5',
    userName: 'tomasz',
    keyName: 'data-team',
  },
  {
    projectId: '90e1d2c3b4a54f6788796a5b4c3d2e1f',
    projectName: 'ci',
    userId: 'd0e1f2a3b4c54d6e7f8091a2b3c4d5e6',
    userName: 'ci-bot',
    keyName: null,
  },
  {
    projectId: '5a6b7c8d9e0f4a1b8c2d3e4f5a6b7c8d',
    projectName: 'research',
    userId: '77e6d5c4b3a2419f8e7d6c5b4a392817',
    userName: 'ngozi',
    keyName: 'ngozi',
  },
  {
    projectId: 'e7f8091a2b3c4d5e8f60718293a4b5c6',
    projectName: 'finance',
    userId: '4b3c2d1e0f9a4887b6c5d4e3f2a1b0c9',
    userName: 'henrik',
    keyName: 'finance-ops',
  },
];
