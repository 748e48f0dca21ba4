import type { Reader } from '../database/reader.js';
import { byHost } from './by-host.js';
import { computeNodeRows } from './compute-nodes.js';
import { collected } from './pages.js';
import type { CellTables } from './schema.js';

/** The hypervisor of a live compute node, as its driver reported it. */
export interface Hypervisor {
  /** The node's UUID, or the number of its record where it has none. */
  readonly id: string;
  /** `[DEFAULT]host` of its compute service. */
  readonly host: string | null;
  readonly hypervisorHostname: string | null;
  /** "QEMU", "ironic" … */
  readonly type: string;
  /** major * 1 000 000 + minor * 1 000 + micro, for QEMU; 0 where it was never told. */
  readonly version: number;
}

/** The hypervisors of a cell's live compute nodes, by host. */
export async function hypervisors(reader: Reader<CellTables>): Promise<readonly Hypervisor[]> {
  const rows = await collected(computeNodeRows(reader));
  return rows.toSorted(byHost).map((row) => ({
    id: row.uuid ?? String(row.id),
    host: row.host,
    hypervisorHostname: row.hypervisor_hostname,
    type: row.hypervisor_type,
    version: row.hypervisor_version,
  }));
}

/**
 * Whether a hypervisor is QEMU, with KVM or without: what libvirt calls both, and the only one whose version Nova asks
 * for by `MIN_QEMU_VERSION` (Nova 34.0.0, nova/virt/libvirt/driver.py init_host).
 */
export function isQemu({ type }: Pick<Hypervisor, 'type'>): boolean {
  return ['qemu', 'kvm'].includes(type.toLowerCase());
}

/** The number by which a node reports a version: 6002000 for "6.2.0". */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0, micro = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1000 + micro;
}

/** The version that a node reports as a number: "6.2.0" for 6002000. */
export function versionText(version: number): string {
  const part = (size: number) => Math.floor(version / size) % 1000;
  return `${Math.floor(version / 1_000_000)}.${part(1000)}.${part(1)}`;
}
