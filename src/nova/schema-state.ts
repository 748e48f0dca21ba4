import { type ReleaseEvidence, schemaEvidence } from './release-evidence.js';
import type { Release, SchemaRevision } from './releases.js';
import { revisionMeaning, revisionOrder, type Schema } from './schema-revisions.js';
import { schemaRevision, type SchemaVersion } from './schema-version.js';

/** How the schema of one database stands to an upgrade. */
export interface JudgedSchema {
  readonly state: SchemaState;
  readonly revision: SchemaRevision | undefined;
  readonly evidence: ReleaseEvidence;
}

export type SchemaState =
  /** Where the target leaves it: it was migrated already. */
  | 'at-target'
  /** Where an earlier release leaves it: the target's migration is still to be run. */
  | 'pending'
  /** Where no release leaves it: a migration was begun and not ended. */
  | 'half-done'
  /** Older than what the services that run need. */
  | 'behind-services'
  /** Too old for the target's migration. */
  | 'too-old'
  /** Newer than the target leaves it. */
  | 'newer-than-target'
  /** At a revision that nobody knows, or at none that can be seen. */
  | 'unknown';

/**
 * Judges one schema. `running` is the release whose services run, where that is known: of several that it may be, the
 * oldest.
 */
export function judgedSchema(
  schema: Schema,
  found: SchemaVersion,
  target: Release,
  running: Release | undefined,
): JudgedSchema {
  return {
    state: stateOf(schema, found, target, running),
    revision: schemaRevision(found),
    evidence: schemaEvidence('', schema, found),
  };
}

function stateOf(
  schema: Schema,
  found: SchemaVersion,
  target: Release,
  running: Release | undefined,
): SchemaState {
  const revision = schemaRevision(found);
  if (revision === undefined) {
    const revisions = [...(found.alembic ?? []), ...(found.migrate ?? [])];
    return revisions.length === 0 ? 'unknown' : 'half-done';
  }
  const { kind } = revisionMeaning(schema, revision);
  if (kind === 'unknown') return 'unknown';
  const order = revisionOrder(schema, revision, target);
  if (order === 'newer') return 'newer-than-target';
  if (kind === 'too-old' || (typeof revision === 'number' && !beginsAtMigrate(target))) {
    return 'too-old';
  }
  if (kind === 'between') return 'half-done';
  if (order === 'head') return 'at-target';
  return running !== undefined && revisionOrder(schema, revision, running) === 'older'
    ? 'behind-services'
    : 'pending';
}

/**
 * Whether a release's migration begins at a number of sqlalchemy-migrate: Xena to 2023.1 take such a database over to
 * alembic, 2023.2 cannot (Nova 28.0.0, nova/db/migration.py, without _init_alembic_on_legacy_database).
 */
export function beginsAtMigrate({ major }: Release): boolean {
  return major <= LAST_BRIDGE;
}

const LAST_BRIDGE = 27;
