import { parseMachineType } from '../machine-types/machine-type.js';

/** What may go wrong when a guest moves from the i440FX chipset (`pc`) to Q35: stable keys, and what they mean. */
export const moveRisks = Object.freeze({
  windows:
    'Windows: it finds other devices, wants their drivers, and may ask to be activated or not start at all',
  'ide-disk':
    'a disk on the IDE bus, which Q35 does not have: set hw_disk_bus to sata or virtio first, or the guest is not defined',
  'ide-cdrom':
    'a CD-ROM drive on the IDE bus, which Q35 does not have: set hw_cdrom_bus to sata first, or the guest is not defined',
  'secure-boot':
    'secure boot is asked for, which only Q35 has: with the move it goes on, and what is not signed does not start',
  uefi: 'UEFI: the firmware is another build, and the boot entries that the guest has stored may be lost',
  'pcie-ports':
    'as many volumes and ports are attached as [libvirt]num_pcie_ports leaves room for (with 0 taken for 2, what libvirt leaves free): more cannot be attached while it runs',
});

/** A key of {@link moveRisks}. */
export type MoveRisk = keyof typeof moveRisks;

/** What an instance's own records say of its guest. Texts are as Nova keeps them; null where there is none. */
export interface GuestFacts {
  readonly osType: string | null;
  readonly osDistro: string | null;
  readonly diskBus: string | null;
  readonly cdromBus: string | null;
  readonly firmwareType: string | null;
  readonly secureBoot: string | null;
  /** Null where the database does not tell. */
  readonly devices: AttachedDevices | null;
}

/** What is attached to a guest. */
export interface AttachedDevices {
  /** Volumes of Cinder's. */
  readonly volumes: number;
  /** Ports of Neutron's. */
  readonly ports: number;
  /** Whether one of the disks that Nova has a mapping of is on the IDE bus. */
  readonly hasIdeDisk: boolean;
}

/** Whether a guest with the one type leaves the i440FX chipset for Q35 with the other. */
export function isMoveToQ35(from: string | null | undefined, to: string | null | undefined) {
  return familyOf(from) === 'pc-i440fx' && familyOf(to) === 'pc-q35';
}

/**
 * The risks of a guest that moves from `pc` to `q35`.
 *
 * Nova 34.0.0: nova/virt/libvirt/blockinfo.py and 527c452a6f (no IDE with Q35), nova/virt/libvirt/driver.py
 * _check_secure_boot_support and _guest_needs_pcie, nova/conf/libvirt.py num_pcie_ports.
 *
 * @param pciePorts `[libvirt]num_pcie_ports` after the change
 */
export function risksOfMove(guest: GuestFacts, pciePorts: number): MoveRisk[] {
  const { devices } = guest;
  const asksSecureBoot = ['required', 'optional'].includes(lower(guest.secureBoot));
  const room = pciePorts === 0 ? FREE_BY_DEFAULT : pciePorts;
  const isTold: Readonly<Record<MoveRisk, boolean>> = {
    windows: lower(guest.osType) === 'windows' || lower(guest.osDistro).startsWith('win'),
    'ide-disk': lower(guest.diskBus) === 'ide' || devices?.hasIdeDisk === true,
    'ide-cdrom': lower(guest.cdromBus) === 'ide',
    'secure-boot': asksSecureBoot,
    uefi: lower(guest.firmwareType) === 'uefi',
    'pcie-ports': devices !== null && devices.volumes + devices.ports >= room,
  };
  return (Object.keys(moveRisks) as MoveRisk[]).filter((risk) => isTold[risk]);
}

/** Ports that libvirt leaves free where their number is left to it: one or two. */
const FREE_BY_DEFAULT = 2;

function familyOf(type: string | null | undefined) {
  return typeof type === 'string' ? parseMachineType(type)?.family : undefined;
}

function lower(text: string | null): string {
  return (text ?? '').toLowerCase();
}
