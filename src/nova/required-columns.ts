import type { Session } from '../database/session.js';
import { ExpectedError } from '../error.js';
import type { AnyColumns } from './schema.js';

/**
 * Verifies that a database has the columns that are going to be read, since schemas differ by release.
 * Raises an ExpectedError that names what is missing.
 */
export async function requireColumns(session: Session, columns: AnyColumns): Promise<void> {
  const wanted = Object.entries(columns).map(([table, names]) => [table, names ?? []] as const);
  if (wanted.length === 0) return;
  const found = await session.columns(wanted.map(([table]) => table));
  const tables = wanted.map(([table]) => table).filter((table) => !found.has(table));
  if (tables.length > 0) {
    throw new ExpectedError(
      `has no table ${tables.join(', ')}: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).`,
    );
  }
  const missing = wanted.flatMap(([table, names]) =>
    names.filter((name) => !found.get(table)?.has(name)).map((name) => `${table}.${name}`),
  );
  if (missing.length > 0) {
    throw new ExpectedError(
      `has no column ${missing.join(', ')}: the account may not SELECT it (GRANT), or the schema is of another release than those this check knows.`,
    );
  }
}
