import type { Reader } from '../../database/reader.js';
import { type GuestArchitecture, guestArchitecture } from '../machine-types/architecture.js';
import { type ComputeNode, computeNodeColumns, isOtherDriver } from '../compute-nodes.js';
import {
  type ComputeService,
  computeServiceColumns,
  computeServices,
  isBeforeWallaby,
} from '../compute-services.js';
import { releasesOfService } from '../release-evidence.js';
import { collected, pages } from '../pages.js';
import { newestRelease } from '../releases.js';
import type { CellTables, Columns } from '../schema.js';

/** What `cellHosts` reads. */
export const cellHostColumns: Columns<CellTables> = Object.freeze({
  compute_nodes: [...(computeNodeColumns.compute_nodes ?? []), 'cpu_info'],
  ...computeServiceColumns,
});

/** A compute node, and the architecture of guests that do not name one. */
export interface HostNode extends ComputeNode {
  readonly architecture: GuestArchitecture;
}

/** Where an instance is, or was before it was shelved. */
export interface Place {
  readonly host: string | null;
  /** Null: any node of the host. */
  readonly node: string | null;
}

/** The hosts of a cell. */
export interface CellHosts {
  readonly nodes: readonly HostNode[];
  readonly services: readonly ComputeService[];
  /** The names of all hosts. */
  readonly names: ReadonlySet<string>;
  /** Nova's major version on a host; of no host or an unknown one, the newest that a nova-compute of the cell has. */
  readonly release: (host: string | null) => number;
  /** The architecture at a place; of no host, that which all of the cell's compute nodes have in common. */
  readonly architecture: (place: Place) => GuestArchitecture;
  /** Libvirt's names of a host where they differ from `[DEFAULT]host`. */
  readonly otherNames: (place: Place) => readonly string[];
}

/** Reads the hosts of a cell: a few values of each. */
export async function cellHosts(reader: Reader<CellTables>): Promise<CellHosts> {
  const services = await collected(computeServices(reader));
  return cellHostsOf(await hostNodes(reader), services);
}

/** Tells what follows from the compute nodes and services of a cell. */
function cellHostsOf(nodes: readonly HostNode[], services: readonly ComputeService[]): CellHosts {
  const byHost = new Map<string | null, HostNode[]>();
  for (const node of nodes) {
    const known = byHost.get(node.host);
    if (known === undefined) byHost.set(node.host, [node]);
    else known.push(node);
  }
  const libvirts = nodes.filter((node) => !isOtherDriver(node.hypervisorType));
  const common = commonArchitecture(libvirts, 'the compute nodes of its cell');
  const releases = new Map(services.map(({ host, version }) => [host, releaseOf(version)]));
  const newest = Math.max(0, ...releases.values()) || newestRelease().major;
  const nodesOf = ({ host, node }: Place): readonly HostNode[] => {
    const all = byHost.get(host) ?? [];
    const exact = all.filter(({ hypervisorHostname }) => hypervisorHostname === node);
    return exact.length > 0 ? exact : all;
  };
  return {
    nodes,
    services,
    names: new Set([...nodes, ...services].flatMap(({ host }) => host ?? [])),
    release: (host) => releases.get(host) ?? newest,
    architecture(place) {
      if (place.host === null || place.host === '') return common;
      return commonArchitecture(nodesOf(place), `the compute nodes of ${place.host}`);
    },
    otherNames: (place) =>
      nodesOf(place).flatMap(({ hypervisorHostname }) =>
        hypervisorHostname === null || hypervisorHostname === place.host ? [] : hypervisorHostname,
      ),
  };
}

/** Victoria (22) is the last release that is not among those that are known. */
function releaseOf(version: number): number {
  if (isBeforeWallaby(version)) return VICTORIA;
  const known = releasesOfService(version);
  if (known !== null) return known.first.major;
  const newest = newestRelease();
  if (version >= newest.serviceVersion) return newest.major;
  // Between two releases: on the way to the later one, which is taken for it.
  let at = version;
  while (at < newest.serviceVersion && releasesOfService(at) === null) at += 1;
  return releasesOfService(at)?.first.major ?? newest.major;
}

const VICTORIA = 22;

function commonArchitecture(nodes: readonly HostNode[], where: string): GuestArchitecture {
  const [first] = nodes;
  if (first === undefined) {
    return {
      architecture: undefined,
      reason: `there is nothing that tells: no record of ${where}`,
    };
  }
  const names = [...new Set(nodes.map(({ architecture }) => architecture.architecture))];
  if (names.length === 1) return first.architecture;
  const listed = names.map((name) => name ?? 'unknown').sort();
  return { architecture: undefined, reason: `${where} are of several: ${listed.join(', ')}` };
}

async function hostNodes(reader: Reader<CellTables>): Promise<readonly HostNode[]> {
  const nodes: HostNode[] = [];
  const rows = pages(async (after, size) =>
    reader
      .selectFrom('compute_nodes')
      .select(['id', 'host', 'hypervisor_hostname', 'hypervisor_type', 'cpu_info'])
      .where('deleted', '=', 0)
      .where('id', '>', after)
      .orderBy('id')
      .limit(size)
      .execute(),
  );
  for await (const page of rows) {
    for (const row of page) {
      nodes.push({
        host: row.host,
        hypervisorHostname: row.hypervisor_hostname,
        hypervisorType: row.hypervisor_type,
        // The release only matters where an image names an architecture, and none does here.
        architecture: guestArchitecture({ cpuInfo: row.cpu_info }, newestRelease().major),
      });
    }
  }
  return nodes;
}
