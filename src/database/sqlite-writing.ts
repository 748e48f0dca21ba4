import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { LockedError, type WritingLimits, type WritingSession } from './writing-session.js';
import { close, guarded, requireFile, sqliteError, tableColumns } from './sqlite.js';
import type { Row, Statement } from './session.js';
import type { SqliteUrl } from './url.js';

/** Opens a SQLite file to write to it. A transaction locks the whole file from its beginning on, and reads go on. */
export async function openSqliteWriting(
  url: SqliteUrl,
  limits: WritingLimits,
  signal: AbortSignal,
): Promise<WritingSession> {
  const database = guarded(url, () => {
    requireFile(url.file);
    // Waiting is our business: SQLite would stop the whole process for as long.
    return new Database(`${pathToFileURL(url.file).href}?mode=rw`, { timeout: 0 });
  });
  try {
    // While somebody else commits, not even this can be read.
    await whenFree(limits, signal, url, () =>
      database.prepare('SELECT count(*) AS tables FROM sqlite_master').get(),
    );
    return session(database, url, limits, signal);
  } catch (error) {
    close(database);
    throw error;
  }
}

function session(
  database: Database.Database,
  url: SqliteUrl,
  limits: WritingLimits,
  signal: AbortSignal,
): WritingSession {
  const run = async (sql: string) => whenFree(limits, signal, url, () => void database.exec(sql));
  const prepared = <T>({ sql }: Statement, act: (statement: Database.Statement) => T): T =>
    guarded(url, () => act(database.prepare(sql)));
  return {
    dialect: 'sqlite',
    query: async (statement) =>
      prepared(statement, (ready) => ready.all(...statement.parameters) as Row[]),
    change: async (statement) =>
      prepared(statement, (ready) => ready.run(...statement.parameters).changes),
    columns: async (tables) => whenFree(limits, signal, url, () => tableColumns(database, tables)),
    begin: async () => run('BEGIN IMMEDIATE'),
    // Who is reading at this moment keeps the file from being written: the transaction stays, and is tried again.
    commit: async () => run('COMMIT'),
    abort: async () => end(database),
    close: async () => end(database),
  };
}

/** libsql keeps a closed file open, and locked, as long as a statement of it is not garbage (0.5.29). */
function end(database: Database.Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // There is no transaction, or it cannot be ended any more.
  }
  close(database);
}

/** Milliseconds between two attempts to get at a file that is locked. */
const ATTEMPT_INTERVAL = 20;

async function whenFree<T>(
  limits: WritingLimits,
  signal: AbortSignal,
  url: SqliteUrl,
  act: () => T,
): Promise<T> {
  const last = performance.now() + limits.lockTimeout;
  for (;;) {
    signal.throwIfAborted();
    try {
      return act();
    } catch (error) {
      if (!isBusy(error)) throw sqliteError(error, url);
      if (performance.now() > last) {
        throw new LockedError(
          `somebody else holds a lock on ${url.file}, and did not let go of it in time.`,
          { cause: error },
        );
      }
    }
    await sleep(ATTEMPT_INTERVAL);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
