import type { ComputeNode } from './compute-nodes.js';
import { isOtherDriver } from './compute-nodes.js';
import { type ComputeService, isUp } from './compute-services.js';
import type { Instance } from './instances.js';

/**
 * Why an instance probably has no recorded machine type, the strongest reason first. The keys stand in reports and
 * never change their meaning.
 */
export const unsetReasons = Object.freeze({
  'null-value':
    'the machine type is there but NULL, as 23.x and 24.x recorded it for an architecture without a default; from 25.0.0 on it is not tried again, so it has to be set by hand',
  'shelved-offloaded':
    'shelved-offloaded and on no host: no compute service records theirs until they are unshelved, so it has to be set by hand',
  'no-host':
    'on no host: no compute service records theirs, so it has to be set by hand or the instance deleted',
  'compute-older-than-wallaby':
    'nova-compute there is older than Wallaby (23.0.0), which was the first to record machine types: upgrade it',
  'compute-down': 'nova-compute there is down, forced down or gone: it records when it starts',
  'host-name-differs':
    'the host name that libvirt gives differs from [DEFAULT]host: up to 33.x nova-compute then finds none of its instances when it starts, and records one at its next hard reboot, stop and start or migration',
  'not-recorded':
    'nova-compute there is up: it was not restarted since its upgrade to Wallaby or later, or it failed to record this one; restart it and look in its log for errors while it registers image properties',
});

export type UnsetReason = keyof typeof unsetReasons;

/** Tells hosts apart: which of a cell's instances libvirt has to do with, and why theirs are unset. */
export interface Hosts {
  /** Whether these instances are run by another driver than libvirt's. */
  readonly isOther: (instance: Pick<Instance, 'host' | 'node'>) => boolean;
  readonly reason: (
    instance: Pick<Instance, 'vmState' | 'host' | 'node'>,
    isNull: boolean,
  ) => UnsetReason;
}

/** Facts A6 to A10: Nova 23.0.0 to 34.0.0, nova/virt/libvirt/driver.py, nova/virt/libvirt/host.py get_hostname. */
export function hosts(
  nodes: readonly ComputeNode[],
  services: readonly ComputeService[],
  now: Date,
): Hosts {
  const nodesByHost = new Map<string | null, ComputeNode[]>();
  for (const node of nodes) {
    const known = nodesByHost.get(node.host);
    if (known === undefined) nodesByHost.set(node.host, [node]);
    else known.push(node);
  }
  const serviceByHost = new Map(services.map((service) => [service.host, service]));
  const nodesOf = (instance: Pick<Instance, 'host' | 'node'>): readonly ComputeNode[] => {
    const all = nodesByHost.get(instance.host) ?? [];
    const exact = all.filter((node) => node.hypervisorHostname === instance.node);
    return exact.length > 0 ? exact : all;
  };
  const hasOthers = nodes.some((node) => isOtherDriver(node.hypervisorType));
  return {
    isOther(instance) {
      if (!hasOthers || instance.host === null) return false;
      const found = nodesOf(instance);
      return found.length > 0 && found.every((node) => isOtherDriver(node.hypervisorType));
    },
    reason(instance, isNull) {
      if (isNull) return 'null-value';
      if (instance.host === null || instance.host === '') {
        return instance.vmState === 'shelved_offloaded' ? 'shelved-offloaded' : 'no-host';
      }
      const service = serviceByHost.get(instance.host);
      if (service !== undefined && service.version < WALLABY_DEVELOPMENT) {
        return 'compute-older-than-wallaby';
      }
      if (service === undefined || !isUp(service, now)) return 'compute-down';
      const differs = nodesOf(instance).some((node) => node.hypervisorHostname !== instance.host);
      return differs ? 'host-name-differs' : 'not-recorded';
    },
  };
}

/** Victoria reports 53 at the most, Wallaby more (Nova 22.0.0 and 23.0.0, nova/objects/service.py). */
const WALLABY_DEVELOPMENT = 54;
