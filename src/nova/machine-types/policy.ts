import { compareVersions, type Version } from './version.js';

/**
 * QEMU's policy of 9.1 and later: a versioned type is deprecated three years and deleted six years after the release of
 * its name, counted in major versions; 9.1 was the first to flag types by it, and 10.1 the first to leave them out
 * (MACHINE_VER_DEPRECATION_MAJOR, MACHINE_VER_DELETION_MAJOR, and the commit that held deletion back).
 */
const POLICY = Object.freeze({
  deprecatedAfter: 3,
  deprecatesFrom: [9, 1],
  removedAfter: 6,
  removesFrom: [10, 1],
} as const);

/** The QEMU releases that by the policy deprecate and remove the types of a release; a third number does not count. */
export function policyLife([major = 0, minor = 0]: Version): {
  deprecated: Version;
  removed: Version;
} {
  return {
    deprecated: later(POLICY.deprecatesFrom, [major + POLICY.deprecatedAfter, minor]),
    removed: later(POLICY.removesFrom, [major + POLICY.removedAfter, minor]),
  };
}

function later(one: Version, other: Version): Version {
  return compareVersions(one, other) > 0 ? one : other;
}
