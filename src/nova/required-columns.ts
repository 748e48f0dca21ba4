import type { Session } from '../database/session.js';
import { ExpectedError } from '../error.js';
import type { AnyColumns } from './schema.js';

/**
 * Verifies that a database has the columns that are going to be read, since schemas differ by release, and gives a
 * function that tells which of the tables are there: all of `required`, and those of `optional` that there are.
 * Raises an ExpectedError that names what is missing: of an optional table that is there, its columns.
 */
export async function requireColumns(
  session: Pick<Session, 'columns'>,
  required: AnyColumns,
  optional: AnyColumns = {},
): Promise<(table: string) => boolean> {
  const wanted = [...wantedOf(required), ...wantedOf(optional)];
  const names = [...new Set(wanted.map(([table]) => table))];
  const found = names.length === 0 ? new Map<string, never>() : await session.columns(names);
  const tables = wantedOf(required)
    .map(([table]) => table)
    .filter((table) => !found.has(table));
  if (tables.length > 0) {
    throw new ExpectedError(
      `has no table ${tables.join(', ')}: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).`,
    );
  }
  const missing = wanted
    .filter(([table]) => found.has(table))
    .flatMap(([table, columns]) =>
      columns.filter((name) => !found.get(table)?.has(name)).map((name) => `${table}.${name}`),
    );
  if (missing.length > 0) {
    throw new ExpectedError(`has no column ${missing.join(', ')}: ${whyMissing(missing)}`);
  }
  return (table) => {
    if (names.includes(table)) return found.has(table);
    throw new Error(`has(${JSON.stringify(table)}): the check does not read this table.`);
  };
}

/** The columns that not every release has: which release's migration adds them. */
const ADDED_BY: ReadonlyMap<string, string> = new Map([
  ['instances.compute_id', '2023.2 Bobcat (28)'],
]);

function whyMissing(columns: readonly string[]): string {
  const [release] = columns.flatMap((column) => ADDED_BY.get(column) ?? []);
  return release === undefined
    ? 'the account may not SELECT it (GRANT), or the schema is of another release than those this check knows.'
    : `the schema is older than ${release}, whose migration adds it, so that there is nothing to judge yet (nova-manage db sync); or the account may not SELECT it (GRANT).`;
}

function wantedOf(columns: AnyColumns): (readonly [table: string, columns: readonly string[]])[] {
  return Object.entries(columns).map(([table, names]) => [table, names ?? []] as const);
}
