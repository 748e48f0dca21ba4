import { connectMysql, WHOLE_TEXTS } from './mysql-connection.js';
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
  const lockSeconds = Math.max(1, Math.floor(limits.lockTimeout / 1000));
  const { send, run, change, columns, abort, close } = await connectMysql(url, limits, signal, {
    set: async (ask, family) => {
      await ask('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE');
      await ask(
        `SET SESSION autocommit = 1, sql_mode = 'TRADITIONAL', ${WHOLE_TEXTS}, innodb_lock_wait_timeout = ${lockSeconds}, lock_wait_timeout = ${lockSeconds}, ${family.limitStatements(limits.statementTimeout)}`,
      );
    },
    proof: ({ isolationVariable }) =>
      `@@SESSION.innodb_lock_wait_timeout = ${lockSeconds} AND @@SESSION.${isolationVariable} = 'REPEATABLE-READ'`,
    refusal:
      'the wait for locks could not be limited (a proxy that swallows SET statements?), so nothing was changed.',
  });
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
