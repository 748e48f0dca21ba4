import type { Reader } from '../database/reader.js';
import {
  type ComputeNode,
  computeNodeColumns,
  computeNodes,
  isOtherDriver,
} from './compute-nodes.js';
import {
  type ComputeService,
  computeServiceColumns,
  computeServices,
  isBeforeWallaby,
  isUp,
} from './compute-services.js';
import type { Instance } from './instances.js';
import type { CellTables, Columns } from './schema.js';

/** What `readHosts` reads. */
export const hostColumns: Columns<CellTables> = Object.freeze({
  ...computeNodeColumns,
  ...computeServiceColumns,
});

/** The hosts of a cell: of each little more than its name, since there may be tens of thousands. */
export async function readHosts(reader: Reader<CellTables>, now: Date): Promise<Hosts> {
  const hosts = new Hosts();
  for await (const nodes of computeNodes(reader)) {
    for (const node of nodes) hosts.addNode(node);
  }
  for await (const services of computeServices(reader)) {
    for (const service of services) hosts.addService(service, now);
  }
  return hosts;
}

/** The same of nodes and services that were read already. */
export function hostsOf(
  nodes: readonly ComputeNode[],
  services: readonly ComputeService[],
  now: Date,
): Hosts {
  const hosts = new Hosts();
  for (const node of nodes) hosts.addNode(node);
  for (const service of services) hosts.addService(service, now);
  return hosts;
}

type Place = Pick<Instance, 'host' | 'node'>;

/** How the nova-compute of a host fares: `old` is from before Wallaby, up or not. */
export type ComputeState = 'old' | 'up' | 'down';

/** Tells the hosts of a cell apart, for the instances on them. */
export class Hosts {
  /** `hypervisor_type` of every compute node. */
  readonly hypervisorTypes = new Set<string>();
  readonly #nodes = new Map<string | null, Node[]>();
  readonly #states = new Map<string | null, ComputeState>();
  #hasOthers = false;

  addNode({ host, hypervisorHostname, hypervisorType }: ComputeNode): void {
    const isOther = isOtherDriver(hypervisorType);
    this.hypervisorTypes.add(hypervisorType);
    this.#hasOthers ||= isOther;
    const known = this.#nodes.get(host);
    if (known === undefined && !isOther && hypervisorHostname === host) {
      this.#nodes.set(host, USUAL);
      return;
    }
    const node: Node = { name: hypervisorHostname === host ? SAME : hypervisorHostname, isOther };
    if (known === undefined || known === USUAL) this.#nodes.set(host, [...(known ?? []), node]);
    else known.push(node);
  }

  addService(service: ComputeService, now: Date): void {
    const running = isUp(service, now) ? 'up' : 'down';
    this.#states.set(service.host, isBeforeWallaby(service.version) ? 'old' : running);
  }

  /**
   * Whether instances there are run by another driver than libvirt's. What is on no host may come to any: it is taken
   * for libvirt's in every cell.
   */
  isOther(place: Place): boolean {
    if (!this.#hasOthers || place.host === null) return false;
    const found = this.#nodesAt(place);
    return found.length > 0 && found.every(({ isOther }) => isOther);
  }

  /** Whether libvirt has another name for the host than `[DEFAULT]host`. */
  hasOtherName(place: Place): boolean {
    return this.#nodesAt(place).some(({ name }) => name !== SAME);
  }

  /** How the nova-compute of a host fares; one that has no record is down. */
  compute(host: string): ComputeState {
    return this.#states.get(host) ?? 'down';
  }

  /** The instance's own node, or all of the host where that is gone. */
  #nodesAt({ host, node }: Place): readonly Node[] {
    const all = this.#nodes.get(host) ?? [];
    const exact = all.filter(({ name }) => (name === SAME ? host : name) === node);
    return exact.length > 0 ? exact : all;
  }
}

interface Node {
  /** `hypervisor_hostname`. */
  readonly name: string | null | typeof SAME;
  readonly isOther: boolean;
}

/** The name that its host has in Nova. */
const SAME: unique symbol = Symbol('the same');

/** What nearly every host has, kept once for all. */
const USUAL: Node[] = [{ name: SAME, isOther: false }];
