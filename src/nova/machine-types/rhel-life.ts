import type { FamilyName } from './families.js';
import type { Life } from './life.js';
import type { MachineType } from './machine-type.js';
import { RHEL_RELEASES, RHEL_VERSIONS } from './rhel.js';
import { compareVersions, type Version, version } from './version.js';

/** The life of a type on RHEL or one of its rebuilds: `[9]`, or `[9, 4]` where the minor release is known. */
export function rhelLife(type: MachineType, release: Version): Life {
  const [major = 0, minor] = release;
  const known = RHEL_RELEASES.find((one) => one.major === major);
  if (known === undefined) return unknown(`nothing is known of the types of RHEL ${major}`);
  if (type.family === undefined || type.vendor === 'ubuntu') {
    return unknown(`no source says whether RHEL ${major} has ${type.name}`);
  }
  const newest: Version = [major, minor ?? Infinity, Infinity];
  const own = type.isAlias ? newestOf(type.family, newest) : type.version;
  if (own === undefined || (type.vendor === 'qemu' && !type.isAlias)) {
    return unknown(`no source says whether RHEL ${major} has ${type.name}`);
  }
  if (compareVersions(own, newest) > 0) {
    return { state: 'newer', introduced: `RHEL ${own[0]}.${own[1]}` };
  }
  if (!RHEL_VERSIONS[type.family].some((one) => compareVersions(version(one), own) === 0)) {
    return unknown(`no source lists ${type.name}`);
  }
  return offered(type.family, own, major);
}

/** Later releases are looked at in turn, so that the answer names the first that deprecated or removed the type. */
function offered(family: FamilyName, own: Version, major: number): Life {
  let since: string | undefined;
  for (const release of RHEL_RELEASES) {
    const offer = release.offers[family];
    if (release.major < Math.max(own[0] ?? 0, FIRST) || release.major > major) continue;
    if (offer === undefined) return unknown(`no listing of RHEL ${release.major} for ${family}`);
    if (compareVersions(own, version(offer.from)) < 0) {
      return { state: 'removed', in: `RHEL ${release.major}` };
    }
    const isDeprecated =
      offer.deprecated !== undefined && compareVersions(own, version(offer.deprecated)) <= 0;
    if (isDeprecated) since ??= `RHEL ${release.major}`;
  }
  return since === undefined ? { state: 'fine' } : { state: 'deprecated', since };
}

/** The first release that is known. */
const FIRST = 7;

/** The type that an alias stands for: the newest of its family. */
function newestOf(family: FamilyName, newest: Version): Version | undefined {
  return RHEL_VERSIONS[family].map(version).findLast((one) => compareVersions(one, newest) <= 0);
}

function unknown(reason: string): Life {
  return { state: 'unknown', reason };
}
