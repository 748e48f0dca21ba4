import { ExpectedError } from '../error.js';
import {
  type HypervisorMinimum,
  newestRelease,
  type Release,
  releaseName,
  releases,
  type SchemaRevision,
} from './releases.js';
import type { ReleaseRange } from './schema-revisions.js';

/** One supported upgrade, and what it needs and does. */
export interface UpgradeStep {
  readonly from: Release;
  readonly to: Release;
  /** "next": to the release after; "slurp": from one SLURP release to the next one, without the one between. */
  readonly kind: 'next' | 'slurp';
  /** The oldest computes that may be left when the control services of `to` start, as in {@link Release}. */
  readonly oldestCompute: Release['oldestCompute'];
  /** The schema revisions before and after; the same twice where nothing is migrated. */
  readonly schema: { readonly api: SchemaChange; readonly main: SchemaChange };
  readonly libvirt: HypervisorMinimum;
  readonly qemu: HypervisorMinimum;
  /** Microversions that `to` needs. */
  readonly placement: string;
  readonly cinder: string;
}

export interface SchemaChange {
  readonly before: SchemaRevision;
  readonly after: SchemaRevision;
}

/**
 * The shortest chain of supported steps, SLURP jumps where there are any. Raises an ExpectedError when there is none:
 * Nova can neither go back nor be upgraded to itself.
 *
 * Supported are N to N + 1 and, from 2023.1 on, SLURP to the next SLURP release (openstack/governance,
 * resolutions/20220210-release-cadence-adjustment.rst). Yoga to 2023.1, which 2023.1 tried out, was never supported.
 */
export function upgradePath(from: Release, to: Release): readonly UpgradeStep[] {
  if (to.major === from.major) {
    throw new ExpectedError(
      `there is nothing to upgrade: both releases are ${releaseName(to)}; name a later one to go to.`,
    );
  }
  if (to.major < from.major) {
    throw new ExpectedError(
      `${releaseName(to)} is older than ${releaseName(from)}, and Nova cannot be downgraded: its databases are only ever migrated forward.`,
    );
  }
  const steps: UpgradeStep[] = [];
  for (let at = from; at.major < to.major; at = steps.at(-1)?.to ?? to) {
    steps.push(step(at, farthest(at, to) ?? to));
  }
  return steps;
}

/** The newest release that can be reached from `from` in one supported step; undefined from the newest known. */
export function newestReachable(from: Release): Release | undefined {
  return farthest(from, newestRelease());
}

/**
 * Why a release is not one supported step away from the one that runs, of several that it may be from each of them:
 * "downgrade", which Nova cannot do, or "several-steps". undefined where it is, or where it may run already.
 */
export function stepFault(
  { first, last }: ReleaseRange,
  to: Release,
): 'downgrade' | 'several-steps' | undefined {
  if (first.major > to.major) return 'downgrade';
  const starts = releases.filter(({ major }) => major >= first.major && major <= last.major);
  const isNear = starts.some(
    (from) => from.major === to.major || farthest(from, to)?.major === to.major,
  );
  return isNear ? undefined : 'several-steps';
}

/** The newest release that one step leads to, not beyond `limit`. */
function farthest(from: Release, limit: Release): Release | undefined {
  const later = releases.filter(({ major }) => major > from.major && major <= limit.major);
  return (from.slurp ? later.find(({ slurp }) => slurp) : undefined) ?? later[0];
}

function step(from: Release, to: Release): UpgradeStep {
  return {
    from,
    to,
    kind: to.major === from.major + 1 ? 'next' : 'slurp',
    oldestCompute: to.oldestCompute,
    schema: {
      api: { before: from.schema.api, after: to.schema.api },
      main: { before: from.schema.main, after: to.schema.main },
    },
    libvirt: to.libvirt,
    qemu: to.qemu,
    placement: to.placement,
    cinder: to.cinder,
  };
}
