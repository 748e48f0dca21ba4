import type { UnsetReason } from '../unset-reasons.js';

/** What decides whether a restart of its nova-compute records the type of an instance that has none recorded. */
export interface RestartInputs {
  /** Why none is recorded. */
  readonly reason: UnsetReason;
  /** Whether libvirt's host name differs from `[DEFAULT]host`. */
  readonly nameDiffers: boolean;
  /** Nova's major version on the host. */
  readonly release: number;
}

/**
 * What has to be done to record the type of an instance before the option is changed; stable keys.
 *
 * "restart" and "start" nova-compute: it records when it starts. "upgrade" it first. "hard-reboot": a restart records
 * nothing, for the host's names differ. "update": nothing but an update by hand records it.
 */
export type Remedy = 'restart' | 'start' | 'upgrade' | 'hard-reboot' | 'update';

/**
 * What records the type of an instance. In 23.x and 24.x a start-up passed over recorded values that were not empty;
 * from 25.0.0 on it passes over keys that are there, NULL or not (7ecdfb61a9). Up to 33.x it looked for instances by
 * libvirt's host name; from 34.0.0 on it takes those of nova-compute's own (870d301254).
 */
export function remedyOf({ reason, nameDiffers, release }: RestartInputs): Remedy {
  switch (reason) {
    case 'null-value':
      if (release >= 25) return 'update';
      break;
    case 'shelved-offloaded':
    case 'no-host':
      return 'update';
    case 'compute-older-than-wallaby':
      return 'upgrade';
    case 'compute-down':
    case 'host-name-differs':
    case 'not-recorded':
      break;
    default:
      return reason satisfies never;
  }
  if (nameDiffers && release <= 33) return 'hard-reboot';
  return reason === 'compute-down' ? 'start' : 'restart';
}

/**
 * Whether a start of nova-compute records the type: with the old option it pins the old type, and with the new one,
 * which is read by nothing but a start, the new type.
 */
export function isRecordedByRestart(remedy: Remedy): boolean {
  return remedy === 'restart' || remedy === 'start';
}
