import type { Hosts } from './hosts.js';
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

/**
 * Why an instance probably has no recorded machine type. Nova 23.0.0 to 34.0.0,
 * nova/virt/libvirt/driver.py, nova/virt/libvirt/host.py get_hostname.
 *
 * @param isNull whether the row is there and its value is NULL
 */
export function unsetReason(
  hosts: Hosts,
  instance: Pick<Instance, 'vmState' | 'host' | 'node'>,
  isNull: boolean,
): UnsetReason {
  if (isNull) return 'null-value';
  const { host, vmState } = instance;
  if (host === null || host === '') {
    return vmState === 'shelved_offloaded' ? 'shelved-offloaded' : 'no-host';
  }
  const state = hosts.compute(host);
  if (state === 'old') return 'compute-older-than-wallaby';
  if (state === 'down') return 'compute-down';
  return hosts.hasOtherName(instance) ? 'host-name-differs' : 'not-recorded';
}
