import type { Reader } from '../database/reader.js';
import { selectOnce } from '../database/select.js';
import type { SchemaRevision } from './releases.js';
import type { ApiTables, CellTables, Columns, HasTable } from './schema.js';

/** What a database says of its own schema. A table that is not there is null. */
export interface SchemaVersion {
  /** Alembic's revisions: one, unless the schema was left in the middle of something. */
  readonly alembic: readonly string[] | null;
  /** The numbers of sqlalchemy-migrate: one, unless somebody else's tables are in the same database. */
  readonly migrate: readonly number[] | null;
}

/** What `schemaVersion` reads, all of it optional: each release has but one of the tables, some have both. */
export const schemaVersionColumns: Columns<ApiTables> & Columns<CellTables> = Object.freeze({
  alembic_version: ['version_num'],
  migrate_version: ['version'],
});

/** The tables by which a database tells its schema; both kinds of database have them. */
type VersionTables = Pick<ApiTables, 'alembic_version' | 'migrate_version'>;

/** Reads at which revision a database's schema is, of either kind of database. */
export async function schemaVersion(
  reader: Reader<VersionTables>,
  has: HasTable<VersionTables>,
): Promise<SchemaVersion> {
  const alembic = has('alembic_version') ? await alembicVersions(reader) : null;
  const migrate = has('migrate_version') ? await migrateVersions(reader) : null;
  return {
    alembic: alembic?.map((row) => row.version_num) ?? null,
    migrate: migrate?.map((row) => row.version).filter((version) => version !== null) ?? null,
  };
}

const alembicVersions = selectOnce((reader: Reader<VersionTables>) =>
  reader.selectFrom('alembic_version').select('version_num').orderBy('version_num'),
);

const migrateVersions = selectOnce((reader: Reader<VersionTables>) =>
  reader.selectFrom('migrate_version').select('version').orderBy('version'),
);

/**
 * The revision that counts: alembic's, and the number of sqlalchemy-migrate only where alembic has none yet. Where both
 * are there (Xena to 2023.1) the number is a leftover. undefined where there is none, or more than one.
 * Nova 24.0.0, nova/db/migration.py db_version.
 */
export function schemaRevision({ alembic, migrate }: SchemaVersion): SchemaRevision | undefined {
  const revisions = alembic !== null && alembic.length > 0 ? alembic : (migrate ?? []);
  return revisions.length === 1 ? revisions[0] : undefined;
}
