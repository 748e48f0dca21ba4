/** What defines a guest anew, so that it gets another machine type: stable keys, and what people call them. */
export const triggers = Object.freeze({
  start: 'start',
  'hard-reboot': 'hard reboot',
  'cold-migration': 'cold migration or resize',
  'revert-resize': 'revert of the resize',
  rebuild: 'rebuild',
  rescue: 'rescue',
  restore: 'restore',
  unshelve: 'unshelve',
  evacuation: 'evacuation',
  'host-reboot': 'host reboot',
});

/** A key of {@link triggers}. */
export type Trigger = keyof typeof triggers;

/**
 * What the state of an instance allows to happen to it that defines its guest anew. A live migration, a soft reboot, an
 * unpause, a resume and an unrescue keep the definition that there is. After a reboot of the host nova-compute starts
 * guests again that had run (`[DEFAULT]resume_guests_state_on_host_boot`).
 *
 * Nova 34.0.0: nova/compute/api.py, check_instance_state of each action; nova/compute/vm_states.py, ALLOW_HARD_REBOOT;
 * nova/compute/manager.py, _init_instance and restore_instance.
 */
export function triggersOf(vmState: string | null): readonly Trigger[] {
  return (vmState !== null && Object.hasOwn(BY_STATE, vmState) && BY_STATE[vmState]) || [];
}

/** Whether the state of an instance allows a rebuild. */
export function canBeRebuilt(vmState: string | null): boolean {
  return triggersOf(vmState).includes('rebuild');
}

const BY_STATE: Readonly<Record<string, readonly Trigger[]>> = Object.freeze({
  active: ['hard-reboot', 'cold-migration', 'rebuild', 'rescue', 'evacuation', 'host-reboot'],
  stopped: ['start', 'hard-reboot', 'cold-migration', 'rebuild', 'rescue', 'evacuation'],
  paused: ['hard-reboot'],
  suspended: ['hard-reboot'],
  error: ['hard-reboot', 'rebuild', 'rescue', 'evacuation', 'host-reboot'],
  rescued: ['host-reboot'],
  resized: ['revert-resize', 'host-reboot'],
  'soft-delete': ['restore'],
  shelved: ['unshelve'],
  shelved_offloaded: ['unshelve'],
});
