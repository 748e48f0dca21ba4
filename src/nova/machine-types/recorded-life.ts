import type { HostQemu } from '../host-qemu.js';
import { type Life, type LifeOn, lifeOf } from './life.js';
import { parseMachineType } from './machine-type.js';
import type { Version } from './version.js';

/** What a recorded machine type is where its instance is; `other` where what runs it is not QEMU. */
export type RecordedLife = Life | { readonly state: 'unset' } | { readonly state: 'other' };

/** Where an instance is. */
export interface InstanceOn {
  readonly qemu: HostQemu;
  /** Each version of QEMU that a host of its cell has. */
  readonly inCell: readonly Version[];
  /** To be judged by instead, wherever it is. */
  readonly instead?: LifeOn | undefined;
}

/**
 * The life of a recorded machine type where its instance is. One that is on no host may go to any of its cell: the best
 * of what it would be there counts. Where the QEMU of its host is not known, the type is only judged if it is the same
 * on every host of the cell; and a version, which that QEMU may lack all the same, is never fine.
 *
 * @param machineType null where none is recorded
 */
export function recordedLife(machineType: string | null, on: InstanceOn): RecordedLife {
  const { qemu, inCell, instead } = on;
  if (qemu.kind === 'other') return { state: 'other' };
  if (machineType === null) return { state: 'unset' };
  if (instead !== undefined) return lifeOfName(machineType, instead);
  if (qemu.kind === 'version') return lifeOfName(machineType, { qemu: qemu.version });
  const [first, ...others] = inCell.map((version) => lifeOfName(machineType, { qemu: version }));
  if (qemu.kind === 'no-host') return first ? others.reduce(better, first) : NO_KNOWN_HOST;
  if (first === undefined) return UNKNOWN_HOST;
  const isSame = others.every(({ state }) => state === first.state);
  const isSure = first.state !== 'fine' || parseMachineType(machineType)?.isAlias === true;
  return isSame && isSure ? first : UNKNOWN_HOST;
}

/** The life of the machine type that a text names. */
export function lifeOfName(name: string, on: LifeOn): Life {
  const type = parseMachineType(name);
  if (type !== undefined) return lifeOf(type, on);
  const reason = name === '' ? 'it is empty' : 'no source knows a machine type of this name';
  return { state: 'unknown', reason };
}

const UNKNOWN_HOST: Life = Object.freeze({
  state: 'unknown',
  reason: 'the QEMU of its host is not known',
});

const NO_KNOWN_HOST: Life = Object.freeze({
  state: 'unknown',
  reason: 'the QEMU of no host of its cell is known',
});

function better(one: Life, other: Life): Life {
  return ORDER.indexOf(other.state) < ORDER.indexOf(one.state) ? other : one;
}

const ORDER: readonly Life['state'][] = ['fine', 'deprecated', 'unknown', 'newer', 'removed'];

/** A type's name for people: blanks around it make it another one, and would not be seen without quotes. */
export function nameText(name: string): string {
  return name.trim() === name ? name : JSON.stringify(name);
}

/** A life for people: a phrase that goes with the type's name. */
export function lifeText(life: RecordedLife): string {
  switch (life.state) {
    case 'fine':
      return life.deprecatedIn === undefined
        ? 'fine'
        : `fine, deprecated from ${life.deprecatedIn} on`;
    case 'deprecated':
      return `deprecated since ${life.since}${life.removedIn === undefined ? '' : `, to be removed in ${life.removedIn}`}`;
    case 'removed':
      return `removed in ${life.in}`;
    case 'newer':
      return `newer, it came with ${life.introduced}`;
    case 'unknown':
      return `unknown: ${life.reason}`;
    case 'unset':
      return 'none is recorded';
    case 'other':
      return 'not on QEMU, where it means nothing';
    default:
      return life satisfies never;
  }
}
