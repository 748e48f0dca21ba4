import type { RunningRelease } from '../nova/judged-release.js';
import type { ReleaseRange } from '../nova/schema-revisions.js';

/** The release that runs now, as the report has it: releases by their series. */
export interface RunningReport extends SeriesRange {
  /** What it was told from. */
  readonly toldBy: RunningRelease['toldBy'];
  /** The API database first, then each cell's schema and services. */
  readonly evidence: readonly (SeriesRange & {
    readonly kind: 'schema' | 'services';
    readonly what: string;
    readonly value: string;
    readonly note: string | null;
  })[];
  /** What else people should know, in whole sentences. */
  readonly remarks: readonly string[];
  /** The databases that could not be asked, and why. */
  readonly unanswered: RunningRelease['unanswered'];
}

/** From the first to the last release that it may be, by series; null where it is none that is known. */
interface SeriesRange {
  readonly first: string | null;
  readonly last: string | null;
}

/** Puts the running release into the report's shape. */
export function runningReport(running: RunningRelease): RunningReport {
  return {
    ...seriesRange(running.release),
    toldBy: running.toldBy,
    evidence: running.evidence.map(({ kind, what, value, releases, note }) => {
      const { first, last } = seriesRange(releases);
      return { kind, what, value, first, last, note };
    }),
    remarks: running.remarks,
    unanswered: running.unanswered,
  };
}

function seriesRange(range: ReleaseRange | null): SeriesRange {
  return { first: range?.first.series ?? null, last: range?.last.series ?? null };
}
