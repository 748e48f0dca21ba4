import { rangeName } from './release-remarks.js';
import type { RunningRelease } from './judged-release.js';
import { newestRelease, type Release, releaseName, releases } from './releases.js';
import { newestReachable } from './upgrade-path.js';

/** The release to judge where nobody named one. */
export interface DefaultTarget {
  readonly release: Release;
  /** Why this one, for people: a phrase such as "the newest that Zed (26) can be upgraded to in one step". */
  readonly reason: string;
}

/**
 * The newest release that can be reached in one supported step from the one that runs; the newest known where that
 * cannot be told, be it that the release is not known, or that the several that it may be lead to different ones.
 */
export function defaultTarget({ release: range }: Pick<RunningRelease, 'release'>): DefaultTarget {
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
