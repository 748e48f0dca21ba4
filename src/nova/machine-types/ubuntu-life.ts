import type { FamilyName } from './families.js';
import type { Life } from './life.js';
import type { MachineType } from './machine-type.js';
import { qemuLife } from './qemu-life.js';
import { UBUNTU_RELEASES, UBUNTU_VARIANTS, type UbuntuRelease } from './ubuntu.js';
import { compareVersions, isWithin, type Version, version } from './version.js';

/** The life of a type on a release of Ubuntu with its own QEMU (the Cloud Archive brings that of a later one). */
export function ubuntuLife(type: MachineType, on: Version): Life {
  const host = UBUNTU_RELEASES.find((one) => compareVersions(version(one.version), on) === 0);
  if (host === undefined) return unknown(`nothing is known of the types of Ubuntu ${text(on)}`);
  if (type.vendor === 'qemu') {
    if (host.qemu !== undefined) return qemuLife(type, version(host.qemu));
    return unknown(`no source says which QEMU Ubuntu ${host.version} has`);
  }
  if (type.vendor === 'rhel' || type.family === undefined) {
    return unknown(`no source says whether Ubuntu ${host.version} has ${type.name}`);
  }
  if (type.version === undefined) return { state: 'fine' };
  const release = type.version.slice(0, 2);
  if (compareVersions(release, on) > 0) {
    return { state: 'newer', introduced: `Ubuntu ${text(release)}` };
  }
  return isSeen(type.variant, release) && isKept(type.family, release, host)
    ? { state: 'fine' }
    : unknown(`no source says whether Ubuntu ${host.version} has ${type.name}`);
}

/** The version of the QEMU that first had a type of Ubuntu's, where a source was found. */
export function ubuntuQemuOf(type: MachineType): Version | undefined {
  if (type.vendor !== 'ubuntu' || type.version === undefined) return undefined;
  const release = type.version.slice(0, 2);
  const own = UBUNTU_RELEASES.find((one) => compareVersions(version(one.version), release) === 0);
  return own?.qemu === undefined ? undefined : version(own.qemu);
}

function isSeen(variant: string, release: Version): boolean {
  const known = UBUNTU_VARIANTS.find((one) => one.variant === variant);
  return known === undefined || isWithin(release, version(known.from), version(known.to));
}

/** A type that is in a later listing was never taken out before. */
function isKept(family: FamilyName, release: Version, host: UbuntuRelease): boolean {
  if (compareVersions(release, version(host.version)) === 0) return true;
  return UBUNTU_RELEASES.slice(UBUNTU_RELEASES.indexOf(host)).some(({ keeps }) => {
    const oldest = UBUNTU_RELEASES.find((one) => one.codename === keeps?.[family]);
    return oldest !== undefined && compareVersions(release, version(oldest.version)) >= 0;
  });
}

function text([year = 0, month = 0]: Version): string {
  return `${year}.${String(month).padStart(2, '0')}`;
}

function unknown(reason: string): Life {
  return { state: 'unknown', reason };
}
