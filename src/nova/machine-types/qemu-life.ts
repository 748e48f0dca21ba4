import { type Era, FAMILIES, type Family } from './families.js';
import type { Life } from './life.js';
import type { MachineType } from './machine-type.js';
import { policyLife } from './policy.js';
import { compareVersions, isWithin, type Version, version } from './version.js';

/** The life of a type of QEMU's own in a release of QEMU. */
export function qemuLife(type: MachineType, qemu: Version): Life {
  const family = FAMILIES.find((one) => one.name === type.family);
  if (family === undefined) {
    return { state: 'unknown', reason: `no source says which QEMU has ${type.name}` };
  }
  const introduced = type.version ?? version(family.since);
  if (compareVersions(qemu, introduced) < 0)
    return { state: 'newer', introduced: name(introduced) };
  if (type.version === undefined) return { state: 'fine' };
  if (!isListed(type.version, family)) {
    return { state: 'unknown', reason: `QEMU itself never had ${type.name}` };
  }
  const release = type.version.slice(0, 2);
  const era = family.eras.find((one) => isWithin(release, version(one.from), version(one.to)));
  return era === undefined ? policy(release, qemu) : decided(era, qemu);
}

function isListed(wanted: Version, family: Family): boolean {
  return (
    wanted.length === 2 ||
    family.more.some((one) => compareVersions(version(one.version), wanted) === 0)
  );
}

function policy(release: Version, qemu: Version): Life {
  const { deprecated, removed } = policyLife(release);
  if (compareVersions(qemu, removed) >= 0) return { state: 'removed', in: name(removed) };
  if (compareVersions(qemu, deprecated) >= 0) {
    return { state: 'deprecated', since: name(deprecated), removedIn: name(removed) };
  }
  return { state: 'fine', deprecatedIn: name(deprecated), removedIn: name(removed) };
}

function decided({ deprecated, removed }: Era, qemu: Version): Life {
  const [after, by] = typeof removed === 'string' ? [removed, removed] : removed;
  const removedIn = after === by ? `QEMU ${by}` : `QEMU ${after} to ${by}`;
  if (compareVersions(qemu, version(by)) >= 0) return { state: 'removed', in: removedIn };
  if (compareVersions(qemu, version(after)) >= 0) {
    return { state: 'unknown', reason: `it was removed somewhere from QEMU ${after} to ${by}` };
  }
  if (deprecated === undefined) return { state: 'fine', removedIn };
  const deprecatedIn = `QEMU ${deprecated}`;
  return compareVersions(qemu, version(deprecated)) >= 0
    ? { state: 'deprecated', since: deprecatedIn, removedIn }
    : { state: 'fine', deprecatedIn, removedIn };
}

function name(release: Version): string {
  return `QEMU ${release.join('.')}`;
}
