import { entries } from './release-data.js';
import { type Release, releases, type SchemaRevision } from './releases.js';

/** The two kinds of database: the API database, and the main one, which each cell has (cell0 too). */
export type Schema = 'api' | 'main';

/** From one release to another, both included; the same one twice where there is but one. */
export interface ReleaseRange {
  readonly first: Release;
  readonly last: Release;
}

/** What is known of a revision that a database was found at. */
export type RevisionMeaning =
  /** These releases leave a database there. */
  | { readonly kind: 'head'; readonly releases: ReleaseRange }
  /** On the way to this release: its migration has begun and not ended. */
  | { readonly kind: 'between'; readonly to: Release }
  /** Older than what the oldest release here leaves, which can migrate it; or too old even for that. */
  | { readonly kind: 'older' }
  | { readonly kind: 'too-old' }
  /** Never heard of: newer than everything known here, or not Nova's. */
  | { readonly kind: 'unknown' };

/** How a revision stands to the one at which a release leaves a database. */
export type RevisionOrder = 'older' | 'head' | 'newer' | 'unknown';

/**
 * The numbers of sqlalchemy-migrate that Nova still knew: Wallaby took a database from `first` on to the number of its
 * entry; the numbers above it, up to `last`, are Xena's. Xena to 2023.1 went up to the last one and set the first
 * alembic revision at once, so that a database at a number between was left in the middle of that.
 * Nova 23.0.0, nova/db/sqlalchemy/migration.py; Nova 24.0.0, nova/db/migration.py, nova/db/{main,api}/legacy_migrations.
 */
const MIGRATE = Object.freeze({
  api: Object.freeze({ first: 66, last: 87 }),
  main: Object.freeze({ first: 401, last: 422 }),
});

/** Tells what a revision means: an alembic one as text, a number of sqlalchemy-migrate as a number. */
export function revisionMeaning(schema: Schema, revision: SchemaRevision): RevisionMeaning {
  const heads = releases.filter((release) => release.schema[schema] === revision);
  const [first] = heads;
  const last = heads.at(-1);
  if (first !== undefined && last !== undefined) {
    return { kind: 'head', releases: { first, last } };
  }
  const rank = rankOf(schema, revision);
  if (rank === undefined) return { kind: 'unknown' };
  if (rank < MIGRATE[schema].first) return { kind: 'too-old' };
  const to = releases.find((release) => rank < (rankOf(schema, release.schema[schema]) ?? 0));
  return to === undefined || to === releases[0] ? { kind: 'older' } : { kind: 'between', to };
}

/**
 * Tells how a revision stands to the one at which `release` leaves a database: "older" has a migration pending, "newer"
 * is what a later release made of it.
 */
export function revisionOrder(
  schema: Schema,
  revision: SchemaRevision,
  release: Release,
): RevisionOrder {
  const rank = rankOf(schema, revision);
  const head = rankOf(schema, release.schema[schema]);
  if (rank === undefined || head === undefined) return 'unknown';
  if (rank === head) return 'head';
  return rank < head ? 'older' : 'newer';
}

/** The place of a revision among all, the numbers of sqlalchemy-migrate before those of alembic. */
function rankOf(schema: Schema, revision: SchemaRevision): number | undefined {
  const { last } = MIGRATE[schema];
  if (typeof revision === 'number') {
    return revision >= 0 && revision <= last ? revision : undefined;
  }
  const index = revisionChain(schema).indexOf(revision);
  return index < 0 ? undefined : last + 1 + index;
}

/** The revisions that the releases added, in the order in which they build on one another. */
function revisionChain(schema: Schema): readonly SchemaRevision[] {
  return entries.flatMap((entry) => entry.revisions[schema]);
}
