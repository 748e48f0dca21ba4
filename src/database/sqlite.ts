import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { ExpectedError, messageOf } from '../error.js';
import type { Row, Session, SessionLimits, TableColumns } from './session.js';
import type { SqliteUrl } from './url.js';

/**
 * Opens a SQLite file read-only, twice over: libsql ignores its own `readonly` option and would create a missing
 * file, `mode=ro` in the file's URI and `PRAGMA query_only` each hold (measured with libsql 0.5.29).
 */
export async function openSqlite(url: SqliteUrl, limits: SessionLimits): Promise<Session> {
  return guarded(url, () => {
    requireFile(url.file);
    const database = new Database(`${pathToFileURL(url.file).href}?mode=ro`, {
      timeout: limits.connectTimeout,
    });
    try {
      database.exec('PRAGMA query_only = ON');
      const version = database.prepare('SELECT sqlite_version() AS version').get() as Row;
      // The first look at the content: not before this does SQLite say that a file is no database.
      database.prepare('SELECT count(*) AS tables FROM sqlite_master').get();
      return session(database, url, `SQLite ${String(version['version'])}`);
    } catch (error) {
      close(database);
      throw error;
    }
  });
}

function session(database: Database.Database, url: SqliteUrl, server: string): Session {
  return {
    dialect: 'sqlite',
    server,
    place: url.file,
    query: async ({ sql, parameters }) => {
      // libsql answers in one go: between two statements signals and time limits must have their turn.
      await setImmediate();
      return guarded(url, () => database.prepare(sql).all(...parameters) as Row[]);
    },
    columns: async (tables) => guarded(url, () => tableColumns(database, tables)),
    runningThreads: async () => undefined,
    abort: async () => close(database),
    close: async () => close(database),
  };
}

export function requireFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new ExpectedError(`there is no file ${file}.`);
  if (!found.isFile()) throw new ExpectedError(`${file} is not a file.`);
}

export function tableColumns(database: Database.Database, tables: readonly string[]): TableColumns {
  const columns = new Map<string, ReadonlySet<string>>();
  const statement = database.prepare('SELECT name FROM pragma_table_info(?)');
  for (const table of tables) {
    const names = (statement.all(table) as Row[]).map((row) => String(row['name']));
    if (names.length > 0) columns.set(table, new Set(names));
  }
  return columns;
}

export function guarded<T>(url: SqliteUrl, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw sqliteError(error, url);
  }
}

export function sqliteError(error: unknown, url: SqliteUrl): ExpectedError {
  if (error instanceof ExpectedError) return error;
  return new ExpectedError(`${url.file}: ${messageOf(error)}.`, { cause: error });
}

export function close(database: Database.Database): void {
  try {
    database.close();
  } catch {
    // A file that cannot be closed is not written either.
  }
}
