import type { Reader } from '../database/reader.js';
import { computeNodeRows, isOtherDriver } from './compute-nodes.js';
import { qemuVersionOfNode } from './machine-types/qemu-releases.js';
import { compareVersions, type Version } from './machine-types/version.js';
import type { CellTables } from './schema.js';

/** What is known of the QEMU where an instance is. */
export type HostQemu =
  | { readonly kind: 'version'; readonly version: Version }
  /** It is on no host, such as a shelved-offloaded one. */
  | { readonly kind: 'no-host' }
  /** Its host has no live compute node, or one that reports no version, or several that differ. */
  | { readonly kind: 'unknown' }
  /** What runs it is not QEMU, and its machine type means nothing. */
  | { readonly kind: 'other' };

/** The QEMU of a cell's hosts. */
export interface HostQemus {
  /** Each version that one of them has, oldest first. */
  readonly versions: readonly Version[];
  /** All that may be known of an instance that is on one of these hosts, or on none. */
  readonly kinds: readonly HostQemu[];
  /** Whether a live compute node is on the host. */
  readonly isKnown: (host: string) => boolean;
  /** The same value for all instances of which the same is known. */
  readonly of: (instance: {
    readonly host: string | null;
    readonly node: string | null;
  }) => HostQemu;
}

/** The QEMU of each host of a cell, as its live compute nodes report it. */
export async function hostQemus(reader: Reader<CellTables>): Promise<HostQemus> {
  const byHost = new Map<string | null, Node[]>();
  const byName = new Map<string, HostQemu>();
  for await (const rows of computeNodeRows(reader)) {
    for (const row of rows) {
      const found = qemuOf(row);
      const qemu = byName.get(nameOf(found)) ?? found;
      byName.set(nameOf(found), qemu);
      const node = { hostname: row.hypervisor_hostname, qemu };
      const known = byHost.get(row.host);
      if (known === undefined) byHost.set(row.host, [node]);
      else known.push(node);
    }
  }
  const qemus = [...byHost.values()].flat().map(({ qemu }) => qemu);
  const common = (nodes: readonly Node[]) => commonOf(nodes.map(({ qemu }) => qemu));
  return {
    versions: distinctVersions(
      qemus.flatMap((qemu) => (qemu.kind === 'version' ? [qemu.version] : [])),
    ),
    kinds: [...new Set([...byName.values(), ...[...byHost.values()].map(common), NO_HOST])],
    isKnown: (host) => byHost.has(host),
    of: ({ host, node }) => {
      if (host === null || host === '') return NO_HOST;
      const nodes = byHost.get(host) ?? [];
      const own = nodes.filter(({ hostname }) => hostname === node);
      return common(own.length > 0 ? own : nodes);
    },
  };
}

/** Each version once, oldest first. */
export function distinctVersions(versions: readonly Version[]): readonly Version[] {
  const byName = new Map(versions.map((version) => [version.join('.'), version]));
  return [...byName.values()].sort(compareVersions);
}

interface Node {
  readonly hostname: string | null;
  readonly qemu: HostQemu;
}

function qemuOf(node: { hypervisor_type: string; hypervisor_version: number }): HostQemu {
  const type = node.hypervisor_type.toLowerCase();
  if (isOtherDriver(type) || OTHERS_OF_LIBVIRT.has(type)) return { kind: 'other' };
  const version = QEMU.has(type) ? qemuVersionOfNode(node.hypervisor_version) : undefined;
  return version === undefined ? UNKNOWN : { kind: 'version', version };
}

/** What libvirt calls QEMU, with KVM or without (Nova 34.0.0, nova/objects/fields.py HVType). */
const QEMU: ReadonlySet<string> = new Set(['qemu', 'kvm']);

/** What else libvirt's driver can run guests with: their versions are their own (the same HVType). */
const OTHERS_OF_LIBVIRT: ReadonlySet<string> = new Set(['lxc', 'parallels', 'uml', 'vz', 'xen']);

const NO_HOST: HostQemu = Object.freeze({ kind: 'no-host' });
const UNKNOWN: HostQemu = Object.freeze({ kind: 'unknown' });

/** What all nodes have, or else nothing that could be said of one of them. */
function commonOf(qemus: readonly HostQemu[]): HostQemu {
  const [first, ...others] = qemus;
  return first !== undefined && others.every((other) => nameOf(other) === nameOf(first))
    ? first
    : UNKNOWN;
}

function nameOf(qemu: HostQemu): string {
  return qemu.kind === 'version' ? qemu.version.join('.') : qemu.kind;
}
