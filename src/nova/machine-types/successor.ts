import { lifeOf } from './life.js';
import { parseMachineType } from './machine-type.js';
import { QEMU_RELEASES } from './qemu-releases.js';
import type { Version } from './version.js';

/**
 * A type of the same family that is fine on each of these versions of QEMU, the newest there is; undefined where there
 * is none, or where the name is not that of a family's type of QEMU's own.
 */
export function successorOn(name: string, versions: readonly Version[]): string | undefined {
  const type = parseMachineType(name);
  if (type?.family === undefined || type.vendor !== 'qemu') return undefined;
  return QEMU_RELEASES.map((release) => `${type.family}-${release.join('.')}`).findLast((other) => {
    const parsed = parseMachineType(other);
    return (
      parsed !== undefined && versions.every((qemu) => lifeOf(parsed, { qemu }).state === 'fine')
    );
  });
}
