import { entries, type ReleaseEntry } from './release-data.js';

/** One release of Nova, as released. */
export interface Release {
  /** "wallaby" … "zed", then "2023.1" … "2026.2". */
  readonly series: string;
  /** "Gazpacho". */
  readonly codename: string;
  /** 33 of Nova 33.0.0. */
  readonly major: number;
  /** One that can be upgraded to the next such release without the one between; none before 2023.1. */
  readonly slurp: boolean;
  /**
   * What its services report as `services.version`. Not what `SERVICE_VERSION_ALIASES` has for the release: that list
   * is kept by hand, and says less for Wallaby, Xena and 2024.1.
   */
  readonly serviceVersion: number;
  /** The oldest computes that its control services work with: a codename, and its entry in `SERVICE_VERSION_ALIASES`. */
  readonly oldestCompute: { readonly release: string; readonly version: number };
  /** The Placement microversion that it needs, like "1.36". */
  readonly placement: string;
  /** The microversion that it needs of Cinder's API, like "3.44". */
  readonly cinder: string;
  readonly libvirt: HypervisorMinimum;
  readonly qemu: HypervisorMinimum;
  /** At which revision it leaves the API database, and the main one of each cell (cell0 too). */
  readonly schema: { readonly api: SchemaRevision; readonly main: SchemaRevision };
  /** The ids of the checks that its `nova-status` has at the tip of its branch, in its order. See {@link checksOf}. */
  readonly checks: readonly string[];
  /** Checks that its first versions had and the tip has not: id to the last version with it. */
  readonly withdrawnChecks?: Readonly<Record<string, string>>;
}

/** The version that a compute has to have, and the one that a later release is announced to ask for: "8.0.0". */
export interface HypervisorMinimum {
  readonly minimum: string;
  readonly next: string;
}

/** An alembic revision ("cdeec0c85668") or, for Wallaby, the number of sqlalchemy-migrate. */
export type SchemaRevision = string | number;

/** The releases that are known here, oldest first, without a gap. Frozen all the way down. */
export const releases: readonly Release[] = deepFrozen(entries.map(releaseOf));

/** The newest release that is known. */
export function newestRelease(): Release {
  const release = releases.at(-1);
  if (release === undefined) throw new Error('No release is known.');
  return release;
}

/**
 * A release by its series ("2026.1"), its codename in any case ("gazpacho"), or a version of Nova that belongs to it
 * ("33", "33.0.0", "33.1.2"). undefined where unknown.
 */
export function findRelease(text: string): Release | undefined {
  const name = text.trim().toLowerCase();
  const [, major] = /^(\d+)(?:\.\d+){0,2}$/.exec(name) ?? [];
  return releases.find(
    (release) =>
      name === release.series ||
      name === release.codename.toLowerCase() ||
      major === String(release.major),
  );
}

/** What people call a release: "2026.1 Gazpacho (33)", "Zed (26)". */
export function releaseName({
  series,
  codename,
  major,
}: Pick<Release, 'series' | 'codename' | 'major'>): string {
  const name = series === codename.toLowerCase() ? codename : `${series} ${codename}`;
  return `${name} (${major})`;
}

/**
 * The ids of the checks of a release's `nova-status`, for the release as somebody named it: "28", "2023.2" and "28.0.1"
 * mean what its branch has now, while "28.0.0" also has `object-id-linkage`, which 28.0.1 withdrew.
 */
export function checksOf(release: Release, asked: string = release.series): readonly string[] {
  const version = /^\d+(\.\d+){2}$/.test(asked.trim()) ? asked.trim() : undefined;
  const withdrawn = Object.entries(release.withdrawnChecks ?? {})
    .filter(([, last]) => version !== undefined && comparePoints(version, last) <= 0)
    .map(([id]) => id);
  return [...release.checks, ...withdrawn];
}

/** Which of two versions of three numbers is the later one: above 0 for the first. */
function comparePoints(one: string, other: string): number {
  const others = other.split('.').map(Number);
  const differences = one.split('.').map((part, index) => Number(part) - (others[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** An entry has the revisions that its release adds: the last one of it or of an earlier entry is where it ends. */
function releaseOf(entry: ReleaseEntry, index: number): Release {
  const { revisions: _, ...release } = entry;
  const soFar = entries.slice(0, index + 1);
  const head = (database: 'api' | 'main'): SchemaRevision => {
    const last = soFar.flatMap((one) => one.revisions[database]).at(-1);
    if (last === undefined) throw new Error('The oldest release has to name its schema.');
    return last;
  };
  return { ...release, schema: { api: head('api'), main: head('main') } };
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFrozen(part);
  }
  return value;
}
