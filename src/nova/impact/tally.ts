import { type ImpactGroup, IMPACT_GROUPS } from './groups.js';
import type { Remedy } from './restart.js';
import type { MoveRisk } from './risks.js';
import type { Trigger } from './triggers.js';
import type { UnsetReason } from '../unset-reasons.js';

/** An instance as it is listed; null is what is not known or does not apply. */
export interface ImpactInstance {
  readonly uuid: string;
  readonly name: string | null;
  /** The cell's name, or its UUID where it has none. */
  readonly cell: string;
  readonly host: string | null;
  readonly project: string | null;
  readonly state: string | null;
  readonly recorded: string | null;
  /** Why no type is recorded. */
  readonly reason: UnsetReason | null;
  readonly architecture: string | null;
  /** Why the architecture is not known. */
  readonly architectureUnknown: string | null;
  /** Nova's major version by which the rule was taken: its host's, or of no host the newest of its cell. */
  readonly release: number | null;
  /** What the old and the new option give it; null also where libvirt chooses. */
  readonly from: string | null;
  readonly to: string | null;
  /** What brings the change about, as far as its state allows it now. */
  readonly triggers: readonly Trigger[];
  /** What records its type before the change. */
  readonly remedy: Remedy | null;
  /** Whether a start of nova-compute records its type: with the old option the old one, with the new one the new one. */
  readonly recordedByRestart: boolean;
  /** The type that a rebuild gives it, by the new option, if the image names none. */
  readonly rebuiltTo: string | null;
  /** What to look at if it moves from pc to q35: by the change, or by a rebuild. */
  readonly risks: readonly MoveRisk[];
  readonly volumes: number | null;
  readonly ports: number | null;
}

/** Sums of one group. */
export interface GroupTally {
  instances: number;
  /** By host and by project; the empty text is no host, or no project. */
  readonly byHost: Map<string, number>;
  readonly byProject: Map<string, number>;
  /** By recorded type; empty where none is. */
  readonly byType: Map<string, number>;
  readonly listed: ImpactInstance[];
}

/** A change from one type to another, and how many instances it is for. */
export interface TypeChange {
  readonly architecture: string;
  readonly from: string | null;
  readonly to: string | null;
  instances: number;
}

/** The sums of one cell. */
export interface ImpactTally {
  readonly groups: Readonly<Record<ImpactGroup, GroupTally>>;
  /** Of those that would change. */
  readonly changes: Map<string, TypeChange>;
  readonly triggers: Map<Trigger, number>;
  /** Of those that would change from pc to q35. */
  readonly risks: Map<MoveRisk, number>;
  movesToQ35: number;
  /** Of those that would change, those whose type a start of nova-compute records. */
  recordedByRestart: number;
  /** Pinned instances that a rebuild would give another type. */
  rebuilds: number;
  /** Unset instances by what records them, and then by host. */
  readonly remedies: Readonly<Record<Exclude<Remedy, 'update'>, Map<string, number>>>;
  /** Libvirt's names of the hosts that have others. */
  readonly otherNames: Map<string, readonly string[]>;
  /** Unset instances that only an update by hand records, and the first of them, with their old types. */
  updates: number;
  readonly updated: { readonly uuid: string; readonly type: string | null }[];
}

/** A tally of nothing. */
export function emptyTally(): ImpactTally {
  const group = (): GroupTally => ({
    instances: 0,
    byHost: new Map(),
    byProject: new Map(),
    byType: new Map(),
    listed: [],
  });
  return {
    groups: Object.fromEntries(IMPACT_GROUPS.map((key) => [key, group()])) as Record<
      ImpactGroup,
      GroupTally
    >,
    changes: new Map(),
    triggers: new Map(),
    risks: new Map(),
    movesToQ35: 0,
    recordedByRestart: 0,
    rebuilds: 0,
    remedies: {
      restart: new Map(),
      start: new Map(),
      upgrade: new Map(),
      'hard-reboot': new Map(),
    },
    otherNames: new Map(),
    updates: 0,
    updated: [],
  };
}

/** Counts one more. */
export function count<Key>(sums: Map<Key, number>, key: Key, by = 1): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}
