import { newestRelease, type Release, releaseName, releases } from './releases.js';
import { type ReleaseRange, revisionMeaning, type Schema } from './schema-revisions.js';
import { schemaRevision, type SchemaVersion } from './schema-version.js';
import type { ServiceVersionCount } from './service-versions.js';

/** One place that tells of the release, and what it says. */
export interface ReleaseEvidence {
  readonly kind: 'schema' | 'services';
  /** "API database schema", "cell1 schema", "cell1 services". */
  readonly what: string;
  /** As found: a revision, a number of sqlalchemy-migrate, "68", or "66 to 68" for services of several versions. */
  readonly value: string;
  /** The releases that it may stand for; null where it stands for none that is known, as `note` then says. With services of
   * several versions, from that of the lowest known one to that of the highest. */
  readonly releases: ReleaseRange | null;
  /** What else there is to say of it, for people: a sentence without a full stop. */
  readonly note: string | null;
}

/** What the schema of one database says. */
export function schemaEvidence(
  what: string,
  schema: Schema,
  found: SchemaVersion,
): ReleaseEvidence {
  const kind = 'schema';
  const revision = schemaRevision(found);
  if (revision === undefined) {
    const several = [...(found.alembic ?? []), ...(found.migrate ?? [])].join(', ');
    return several === ''
      ? {
          kind,
          what,
          value: 'none',
          releases: null,
          note: 'no revision in alembic_version or migrate_version: the schema was never migrated, or the account may not SELECT from them',
        }
      : {
          kind,
          what,
          value: several,
          releases: null,
          note: 'several revisions at once: a migration was left half-done',
        };
  }
  const value = typeof revision === 'number' ? `${revision} (migrate_version)` : revision;
  const meaning = revisionMeaning(schema, revision);
  if (meaning.kind === 'head') return { kind, what, value, releases: meaning.releases, note: null };
  if (meaning.kind === 'between') {
    const note = `a migration to ${releaseName(meaning.to)} was left half-done`;
    return { kind, what, value, releases: null, note };
  }
  const notes = {
    older: `from before ${releaseName(oldest())}`,
    'too-old': `too old for ${releaseName(oldest())} to migrate`,
    unknown: `no revision of a release up to ${releaseName(newestRelease())}`,
  };
  return { kind, what, value, releases: null, note: notes[meaning.kind] };
}

/** What the reporting services of a cell say; undefined where there are none that say anything. */
export function serviceEvidence(
  what: string,
  counts: readonly ServiceVersionCount[],
): ReleaseEvidence | undefined {
  const versions = reportedVersions(counts);
  const low = versions[0];
  const high = versions.at(-1);
  if (low === undefined || high === undefined) return undefined;
  const known = versions.flatMap((version) => releasesOfService(version) ?? []);
  const [first] = known;
  const last = releasesOfService(high);
  const strange = versions.filter((version) => releasesOfService(version) === null);
  return {
    kind: 'services',
    what,
    value: low === high ? String(low) : `${low} to ${high}`,
    releases: first === undefined || last === null ? null : { first: first.first, last: last.last },
    note: strange.length === 0 ? null : strange.map(unknownVersion).join(', '),
  };
}

/** The service versions of those that report, lowest first. One that reports none (0) says nothing. */
export function reportedVersions(counts: readonly ServiceVersionCount[]): number[] {
  const versions = counts
    .filter(({ state, version }) => state === 'reporting' && version > 0)
    .map(({ version }) => version);
  return [...new Set(versions)].sort((a, b) => a - b);
}

/** The releases whose services report this version, which two may share; null where it is no release's. */
export function releasesOfService(version: number): ReleaseRange | null {
  const those = releases.filter(({ serviceVersion }) => serviceVersion === version);
  const [first] = those;
  const last = those.at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}

function unknownVersion(version: number): string {
  if (version < oldest().serviceVersion)
    return `${version} is from before ${releaseName(oldest())}`;
  if (version > newestRelease().serviceVersion)
    return `${version} is from after ${releaseName(newestRelease())}`;
  const next = releases.find(({ serviceVersion }) => serviceVersion > version) ?? newestRelease();
  return `${version} is from before the first release of ${releaseName(next)}`;
}

function oldest(): Release {
  return releases[0] as Release;
}
