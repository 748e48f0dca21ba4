import { resolve } from 'node:path';
import { ExpectedError } from '../error.js';
import type { UrlParts } from './url-parts.js';
import { urlQuery } from './url-query.js';

/** A SQLite database. */
export interface SqliteUrl {
  readonly kind: 'sqlite';
  /** Absolute path. */
  readonly file: string;
}

/**
 * What a `sqlite` URL means to SQLAlchemy 2.0 (lib/sqlalchemy/dialects/sqlite/pysqlite.py): three slashes for a path
 * relative to `cwd`, four for an absolute one. The query is ignored; it tunes the driver.
 *
 * @throws ExpectedError for a database in memory, which nobody else can read, for a URL with a host or a user, and
 * for SQLite's own `file:` URIs
 */
export function sqliteUrl(parts: UrlParts, where: string, cwd: string): SqliteUrl {
  const { database = '', query } = parts;
  if (parts.user || parts.password || parts.host || parts.port) {
    throw new ExpectedError(
      `${where}: a SQLite URL has no host, user or password; write sqlite:////absolute/path or sqlite:///relative/path.`,
    );
  }
  if (database === '' || database === ':memory:') {
    throw new ExpectedError(
      `${where}: this SQLite database is in memory, where no other process can read it; name a file, as in sqlite:////absolute/path.`,
    );
  }
  if (urlQuery(query, where).flag('uri') === true) {
    throw new ExpectedError(
      `${where}: SQLite's file: URIs (uri=true) are not supported; write sqlite:////absolute/path.`,
    );
  }
  return Object.freeze({ kind: 'sqlite', file: resolve(cwd, database) });
}
