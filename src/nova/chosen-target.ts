import { rangeName } from './release-remarks.js';
import type { RunningRelease } from './judged-release.js';
import { newestRelease, type Release, releaseName, releases } from './releases.js';
import { newestReachable, stepFault } from './upgrade-path.js';

/** The release to judge by. */
export interface ChosenTarget {
  readonly release: Release;
  /** Why this one, for people: a phrase such as "the newest that Zed (26) can be upgraded to in one step". */
  readonly reason: string;
}

/**
 * The newest release that can be reached in one supported step from the one that runs; the newest known where that
 * cannot be told, be it that the release is not known, or that the several that it may be lead to different ones.
 */
export function defaultTarget({ release: range }: Pick<RunningRelease, 'release'>): ChosenTarget {
  const newest = newestRelease();
  if (range === null) {
    return { release: newest, reason: 'the newest known, for what runs cannot be told' };
  }
  const { first, last } = range;
  const candidates = releases.filter(({ major }) => major >= first.major && major <= last.major);
  const targets = [...new Set(candidates.map(newestReachable))];
  const [target] = targets;
  if (targets.length > 1) {
    return {
      release: newest,
      reason: `the newest known, for ${rangeName(range)} lead to different ones`,
    };
  }
  return target === undefined
    ? { release: newest, reason: `the newest known, and ${releaseName(first)} runs already` }
    : {
        release: target,
        reason: `the newest that ${rangeName(range)} can be upgraded to in one step`,
      };
}

/** The release that somebody named; where Nova cannot be upgraded to it from the one that runs, the reason says so. */
export function askedTarget(
  release: Release,
  { release: range }: Pick<RunningRelease, 'release'>,
): ChosenTarget {
  const fault = range === null ? undefined : stepFault(range, release);
  if (range === null || fault === undefined) return { release, reason: 'as asked for' };
  return {
    release,
    reason:
      fault === 'downgrade'
        ? 'as asked for, but what runs is newer, and Nova cannot be downgraded'
        : `as asked for, but more than one supported step from ${rangeName(range)}`,
  };
}
