import type { Distribution } from './distribution.js';
import type { MachineType } from './machine-type.js';
import { qemuLife } from './qemu-life.js';
import { rhelLife } from './rhel-life.js';
import { ubuntuLife, ubuntuQemuOf } from './ubuntu-life.js';
import { compareVersions, type Version } from './version.js';

/** What a type is on a host. The texts name releases as they are shown to people, such as `QEMU 9.1` or `RHEL 9`. */
export type Life =
  | { readonly state: 'fine'; readonly deprecatedIn?: string; readonly removedIn?: string }
  /** It works, with a warning; meant for what exists already. */
  | { readonly state: 'deprecated'; readonly since: string; readonly removedIn?: string }
  /** No guest that has it can start there, be restored or migrate in. */
  | { readonly state: 'removed'; readonly in: string }
  /** The same, for the host's QEMU is older than the type. */
  | { readonly state: 'newer'; readonly introduced: string }
  | { readonly state: 'unknown'; readonly reason: string };

/** What is known of a host: its QEMU's version, or its distribution. */
export type LifeOn = { readonly qemu: Version } | { readonly distribution: Distribution };

/**
 * The life of a machine type on a host with this QEMU or of this distribution. Releases that are still to come are told
 * by QEMU's policy. What no source says is `unknown`, never fine.
 */
export function lifeOf(type: MachineType, on: LifeOn): Life {
  if ('qemu' in on) return lifeInQemu(type, on.qemu);
  return on.distribution.vendor === 'rhel'
    ? rhelLife(type, on.distribution.version)
    : ubuntuLife(type, on.distribution.version);
}

function lifeInQemu(type: MachineType, qemu: Version): Life {
  if (type.vendor === 'qemu') return qemuLife(type, qemu);
  const own = ubuntuQemuOf(type);
  if (own !== undefined && compareVersions(qemu, own) < 0) {
    return { state: 'newer', introduced: `QEMU ${own.join('.')}` };
  }
  return {
    state: 'unknown',
    reason: "it is a distribution's own type, which the version of QEMU says nothing of",
  };
}
