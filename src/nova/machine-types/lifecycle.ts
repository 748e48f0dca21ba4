import { type InstanceOn, lifeOfName, lifeText, recordedLife } from './recorded-life.js';
import { compareVersions, type Version } from './version.js';

/** What may be wrong with a recorded type where its instance is, the gravest first; the keys stand in reports. */
export const lifecycleReasons = Object.freeze({
  removed: 'the QEMU there has it no more: the guest cannot start there, nor migrate there',
  newer: 'the QEMU there does not have it yet: the guest cannot start there, nor migrate there',
  'removed-for-target':
    'the oldest QEMU that the target allows has it no more: the guest cannot start once its host has that one',
  deprecated: 'a later QEMU is going to remove it',
  unknown: 'nobody can tell whether the QEMU there has it',
});

export type LifecycleReason = keyof typeof lifecycleReasons;

/** The reasons, the gravest first. */
export const reasonsByGravity = Object.freeze(Object.keys(lifecycleReasons) as LifecycleReason[]);

/** The gravest reason first; what shares one, by type and in the order in which it came. */
export function byGravity(
  one: { readonly reason: LifecycleReason; readonly machineType?: string },
  other: { readonly reason: LifecycleReason; readonly machineType?: string },
): number {
  const gravity = reasonsByGravity.indexOf(one.reason) - reasonsByGravity.indexOf(other.reason);
  if (gravity !== 0 || one.machineType === other.machineType) return gravity;
  return (one.machineType ?? '') < (other.machineType ?? '') ? -1 : 1;
}

/** What is wrong, and the same in words that go with the type's name. */
export interface LifecycleFault {
  readonly reason: LifecycleReason;
  readonly text: string;
}

/**
 * What is wrong with a recorded machine type on the QEMU of its host, and once that is upgraded to what the target of
 * an upgrade asks for at least; undefined where nothing is, where none is recorded, or QEMU does not run it.
 */
export function lifecycleFault(
  machineType: string | null,
  on: InstanceOn,
  floor: Version,
): LifecycleFault | undefined {
  const life = recordedLife(machineType, on);
  if (machineType === null || life.state === 'other' || life.state === 'unset') return undefined;
  if (life.state === 'removed' || life.state === 'newer') {
    return { reason: life.state, text: lifeText(life) };
  }
  const isBelow = on.qemu.kind !== 'version' || compareVersions(on.qemu.version, floor) < 0;
  const then = lifeOfName(machineType, { qemu: floor });
  if (isBelow && then.state === 'removed') {
    return { reason: 'removed-for-target', text: lifeText(then) };
  }
  if (life.state === 'fine') return undefined;
  return { reason: life.state, text: life.state === 'unknown' ? life.reason : lifeText(life) };
}
