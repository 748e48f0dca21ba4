import type { GuestArchitecture } from '../machine-types/architecture.js';
import { parseMachineType } from '../machine-types/machine-type.js';
import { type TypeAnswer, typeOfGuest } from '../machine-types/source-of-type.js';
import type { ImpactGroup } from './groups.js';
import { type Trigger, triggersOf } from './triggers.js';

/** An instance and the two values of the option. */
export interface ImpactSubject {
  /** Its recorded type; null where there is none. */
  readonly recorded: string | null;
  readonly vmState: string | null;
  readonly host: string | null;
  /** Whether its compute nodes are another driver's. */
  readonly isOther: boolean;
  readonly architecture: GuestArchitecture;
  /** Nova's major version where it is defined next. */
  readonly release: number;
  /** The entries of `[libvirt]hw_machine_type` before the change, and after it. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** What the change is to the instance. */
export type Impact =
  | { readonly group: Exclude<ImpactGroup, 'would-change' | 'same' | 'architecture-unknown'> }
  | { readonly group: 'architecture-unknown'; readonly why: string }
  | {
      readonly group: 'would-change' | 'same';
      readonly architecture: string;
      /** The type by the old option and by the new one. */
      readonly from: TypeAnswer;
      readonly to: TypeAnswer;
      /** What brings the change about, as far as its state allows it now; empty for the same type. */
      readonly triggers: readonly Trigger[];
    };

/** Judges one instance. Pure: the rule is the driver's (see typeOfGuest), and what is recorded goes before it. */
export function judgeImpact(subject: ImpactSubject): Impact {
  const { recorded, vmState, host, isOther, architecture, release } = subject;
  if (isOther) return { group: 'not-libvirt' };
  if (recorded !== null) return { group: pinnedGroup(recorded) };
  if (vmState === 'building') return { group: 'building' };
  if (vmState === 'error' && (host === null || host === '')) return { group: 'no-guest' };
  if (architecture.architecture === undefined) {
    return { group: 'architecture-unknown', why: architecture.reason };
  }
  const guest = { image: null, architecture: architecture.architecture, release };
  const from = typeOfGuest({ ...guest, option: subject.from });
  const to = typeOfGuest({ ...guest, option: subject.to });
  const common = { architecture: guest.architecture, from, to };
  return from.type === to.type
    ? { group: 'same', ...common, triggers: [] }
    : { group: 'would-change', ...common, triggers: triggersOf(vmState) };
}

/** What a recorded type is to the option. */
export function pinnedGroup(recorded: string): 'pinned' | 'pinned-alias' {
  return parseMachineType(recorded)?.isAlias === true ? 'pinned-alias' : 'pinned';
}
