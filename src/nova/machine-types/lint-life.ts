import { type Life, lifeOf } from './life.js';
import type { EntryFinding, ReadEntry } from './lint-entries.js';
import { type MachineType, parseMachineType } from './machine-type.js';
import { NEWEST_QEMU, QEMU_RELEASES } from './qemu-releases.js';
import type { Version } from './version.js';

/**
 * Whether the type of an entry lives in the hosts' QEMU; where that is not known, what the newest QEMU that is known
 * has deprecated or removed is a warning.
 */
export function lintLife(
  { parsed, architecture, canonical }: ReadEntry,
  qemu: Version | undefined,
): EntryFinding[] {
  if (parsed === undefined) return [];
  const life = lifeOf(parsed, { qemu: qemu ?? NEWEST_QEMU });
  const isAhead = life.state === 'newer' && qemu === undefined;
  const successor = isAhead ? null : successorOf(parsed, qemu);
  const instead = successor === null ? null : `${canonical ?? architecture}=${successor}`;
  const finding = findingOf(parsed.name, life, qemu);
  return finding === null ? [] : [{ ...finding, instead }];
}

function findingOf(
  name: string,
  life: Life,
  qemu: Version | undefined,
): Omit<EntryFinding, 'instead'> | null {
  switch (life.state) {
    case 'removed':
      return {
        key: 'type-removed',
        severity: qemu === undefined ? 'warning' : 'error',
        message: `${name} was removed in ${life.in}: no guest starts or migrates there with it.`,
      };
    case 'deprecated': {
      const end = life.removedIn === undefined ? '' : ` and is to go in ${life.removedIn}`;
      return {
        key: 'type-deprecated',
        severity: 'warning',
        message: `${name} is deprecated since ${life.since}${end}: new guests should not get it.`,
      };
    }
    case 'newer':
      return {
        key: 'type-newer',
        severity: qemu === undefined ? 'warning' : 'error',
        message:
          qemu === undefined
            ? `${name} is newer than QEMU ${NEWEST_QEMU.join('.')}, the newest that is known here.`
            : `${name} came with ${life.introduced}, and the hosts' QEMU is ${qemu.join('.')}: no guest can start with it.`,
      };
    case 'fine':
    case 'unknown':
      return null;
    default:
      return life satisfies never;
  }
}

/**
 * A type of the family to take instead: the newest of the hosts' QEMU, or where that is not known the oldest that is
 * not deprecated, for it runs on most hosts.
 */
function successorOf({ family, vendor }: MachineType, qemu: Version | undefined): string | null {
  if (family === undefined || vendor !== 'qemu') return null;
  const fine = QEMU_RELEASES.map((release) => `${family}-${release.join('.')}`).filter((name) => {
    const type = parseMachineType(name);
    return type !== undefined && lifeOf(type, { qemu: qemu ?? NEWEST_QEMU }).state === 'fine';
  });
  return (qemu === undefined ? fine[0] : fine.at(-1)) ?? null;
}
