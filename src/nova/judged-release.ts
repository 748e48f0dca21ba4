import {
  type ReleaseEvidence,
  releasesOfService,
  reportedVersions,
  schemaEvidence,
  serviceEvidence,
} from './release-evidence.js';
import { releaseRemarks } from './release-remarks.js';
import type { ReleaseRange } from './schema-revisions.js';
import type { SchemaVersion } from './schema-version.js';
import type { ServiceVersionCount } from './service-versions.js';

/** What the databases of a deployment tell of the release. */
export interface DeploymentEvidence {
  /** Left out where the API database did not answer. */
  readonly api?: SchemaVersion;
  readonly cells: readonly CellEvidence[];
  readonly unanswered: readonly Unanswered[];
}

export interface CellEvidence {
  readonly name: string;
  readonly schema: SchemaVersion;
  readonly services: readonly ServiceVersionCount[];
}

/** A database that could not be asked: "API database" or the cell's name, and why. */
export interface Unanswered {
  readonly what: string;
  readonly reason: string;
}

/**
 * Which release runs, as far as the databases tell. A plain value, for a report's header too.
 *
 * Services decide what runs, and the newest of them: in an upgrade the control services go first and computes may lag.
 * Schemas tell what the databases were last migrated for, which is done before a service of the release starts. Where
 * the two have releases in common those are the answer, for nothing shows an upgrade under way; where not, the
 * services' are. Where a service version or a revision stands for several releases, the answer is all of them.
 */
export interface RunningRelease {
  /** What runs, from the first to the last release that it may be; null where it cannot be told. */
  readonly release: ReleaseRange | null;
  /** What `release` was told from: "both" where services and schemas agree. */
  readonly toldBy: 'both' | 'services' | 'schemas' | 'nothing';
  /** What services report, of all cells; null where none reports. */
  readonly services: ReportedReleases | null;
  /** What all databases that answered were last migrated for; null where they differ or one does not tell. */
  readonly synced: ReleaseRange | null;
  /** The API database first, then each cell's schema and services. */
  readonly evidence: readonly ReleaseEvidence[];
  /** What else people should know, in whole sentences. */
  readonly remarks: readonly string[];
  readonly unanswered: readonly Unanswered[];
}

/** The lowest and the highest service version, and the releases that report it: null where it is no release's. */
export interface ReportedReleases {
  readonly lowest: { readonly version: number; readonly releases: ReleaseRange | null };
  readonly highest: { readonly version: number; readonly releases: ReleaseRange | null };
}

/** Judges what the databases told. Pure. */
export function judgedRelease({ api, cells, unanswered }: DeploymentEvidence): RunningRelease {
  const apiSchema = api === undefined ? [] : [schemaEvidence('API database schema', 'api', api)];
  const ofCells = cells.map(({ name, schema, services }) => ({
    schema: schemaEvidence(`${name} schema`, 'main', schema),
    services: serviceEvidence(`${name} services`, services),
  }));
  const counts = cells.flatMap((cell) => cell.services);
  const services = reportedReleases(reportedVersions(counts));
  const synced = common([...apiSchema, ...ofCells.map(({ schema }) => schema)]);
  const newest = services?.highest.releases ?? null;
  const agreed = overlap(newest, synced);
  const release = agreed ?? (services === null ? synced : newest);
  const judged = {
    release,
    toldBy: toldBy(release, agreed, services),
    services,
    synced,
    evidence: [
      ...apiSchema,
      ...ofCells.flatMap((cell) => [cell.schema, cell.services ?? []].flat()),
    ],
    unanswered,
  } as const;
  return { ...judged, remarks: releaseRemarks(judged, cells) };
}

/** The releases that all of it may stand for; null where it shares none, some of it says nothing, or there is none. */
function common(evidence: readonly ReleaseEvidence[]): ReleaseRange | null {
  const [range = null, ...others] = evidence.map(({ releases }) => releases);
  return others.reduce(overlap, range);
}

function overlap(one: ReleaseRange | null, other: ReleaseRange | null): ReleaseRange | null {
  if (one === null || other === null) return null;
  const first = one.first.major > other.first.major ? one.first : other.first;
  const last = one.last.major < other.last.major ? one.last : other.last;
  return first.major <= last.major ? { first, last } : null;
}

function reportedReleases(versions: readonly number[]): ReportedReleases | null {
  const [lowest] = versions;
  const highest = versions.at(-1);
  if (lowest === undefined || highest === undefined) return null;
  return {
    lowest: { version: lowest, releases: releasesOfService(lowest) },
    highest: { version: highest, releases: releasesOfService(highest) },
  };
}

function toldBy(
  release: ReleaseRange | null,
  agreed: ReleaseRange | null,
  services: ReportedReleases | null,
): RunningRelease['toldBy'] {
  if (release === null) return 'nothing';
  if (agreed !== null) return 'both';
  return services === null ? 'schemas' : 'services';
}
