import { compareVersions, type Version, version } from './version.js';

/** QEMU's releases since the first that has versioned types of today's names, oldest first. */
export const QEMU_RELEASES: readonly Version[] = Object.freeze(
  [
    '1.4 1.5 1.6 1.7',
    '2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12',
    '3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1 8.2',
    '9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1',
  ].flatMap((releases) => releases.split(' ').map(version)),
);

/** The newest release that the tables know; what they say of later ones follows from QEMU's policy. */
export const NEWEST_QEMU: Version = QEMU_RELEASES.at(-1) ?? [];

/** Whether the version's first two numbers are a release: one of the list, or one that may have come since. */
export function isQemuRelease([major = 0, minor = 0]: Version): boolean {
  const release = [major, minor];
  return (
    compareVersions(release, NEWEST_QEMU) > 0 ||
    QEMU_RELEASES.some((known) => compareVersions(known, release) === 0)
  );
}

/**
 * The version that `compute_nodes.hypervisor_version` holds for QEMU: 7002001 is 7.2.1 (libvirt, virConnectGetVersion).
 * Undefined for what cannot be one, such as the 0 of a node that has not reported yet.
 */
export function qemuVersionOfNode(hypervisorVersion: number): Version | undefined {
  if (!Number.isInteger(hypervisorVersion) || hypervisorVersion < 1000) return undefined;
  return [
    Math.floor(hypervisorVersion / 1_000_000),
    Math.floor(hypervisorVersion / 1000) % 1000,
    hypervisorVersion % 1000,
  ];
}
