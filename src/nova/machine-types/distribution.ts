import { UBUNTU_RELEASES } from './ubuntu.js';
import { parseVersion, type Version } from './version.js';

/** A distribution whose QEMU has types of its own, and its release: RHEL's `[9]` or `[9, 4]`, Ubuntu's `[24, 4]`. */
export interface Distribution {
  readonly vendor: 'rhel' | 'ubuntu';
  readonly version: Version;
}

/**
 * The distribution that a text such as `rhel9`, `rhel9.4`, `ubuntu24.04` or `noble` names, or undefined. RHEL's
 * rebuilds count as RHEL: `centos`, `rocky` and `almalinux`.
 */
export function parseDistribution(text: string): Distribution | undefined {
  const word = text.toLowerCase();
  const named = UBUNTU_RELEASES.find(({ codename }) => codename === word);
  const [, name, number = ''] =
    /^(rhel|centos|rocky|almalinux|ubuntu)-?(\d+(?:\.\d+)?)$/.exec(word) ?? [];
  const version = parseVersion(named?.version ?? number);
  if (version === undefined) return undefined;
  if (named === undefined && name !== 'ubuntu') return { vendor: 'rhel', version };
  return version.length === 2 ? { vendor: 'ubuntu', version } : undefined;
}
