import { ExpectedError } from '../error.js';
import { connectMysql, type MysqlConnection, plain, WHOLE_TEXTS } from './mysql-connection.js';
import type { MysqlUrl } from './url.js';
import type { WritingLimits, WritingSession } from './writing-session.js';

/**
 * Opens a session with MariaDB or MySQL that may write. What it waits for, rows and tables that others have locked, is
 * bounded by the server. REPEATABLE READ is what Nova has too: servers that log statements refuse to write at a lower level.
 */
export async function openMysqlWriting(
  url: MysqlUrl,
  limits: WritingLimits,
  signal: AbortSignal,
): Promise<WritingSession> {
  return connectMysql(url, limits, signal, async (connection) => writing(connection, limits));
}

async function writing(
  connection: MysqlConnection,
  limits: WritingLimits,
): Promise<WritingSession> {
  const { family, send, change, columns, abort, close } = connection;
  const lockSeconds = Math.max(1, Math.floor(limits.lockTimeout / 1000));
  await send(plain('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE'));
  await send(
    plain(
      `SET SESSION autocommit = 1, sql_mode = 'TRADITIONAL', ${WHOLE_TEXTS}, innodb_lock_wait_timeout = ${lockSeconds}, lock_wait_timeout = ${lockSeconds}, ${family.limitStatements(limits.statementTimeout)}`,
    ),
  );
  const [state] = await send(plain('SELECT @@SESSION.innodb_lock_wait_timeout AS seconds'));
  if (Number(state?.['seconds']) !== lockSeconds) {
    throw new ExpectedError(
      'the wait for locks could not be limited (a proxy that swallows SET statements?), so nothing was changed.',
    );
  }
  const run = async (sql: string) => void (await send(plain(sql)));
  return {
    dialect: 'mysql',
    query: send,
    change,
    columns,
    begin: async () => run('START TRANSACTION'),
    commit: async () => run('COMMIT'),
    abort,
    close,
  };
}
