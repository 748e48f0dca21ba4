import { ExpectedError } from '../error.js';
import { connectMysql, WHOLE_TEXTS } from './mysql-connection.js';
import { numberOf, UNKNOWN_VARIABLE } from './mysql-errors.js';
import { plain, type Run, type Send } from './mysql-preparation.js';
import type { Session, SessionLimits } from './session.js';
import type { MysqlUrl } from './url.js';

/**
 * Opens a session with MariaDB or MySQL that is read-only, verified so, and whose statements the server ends at
 * the time limit. Transactions are single statements at READ COMMITTED, so that no read view stays open.
 */
export async function openMysql(
  url: MysqlUrl,
  limits: SessionLimits,
  signal: AbortSignal,
): Promise<Session> {
  const { send, server, place, columns, abort, close } = await connectMysql(url, limits, signal, {
    set: async (run, family) =>
      setSession(
        run,
        `${family.isolationVariable} = 'READ-COMMITTED', ${family.readOnlyVariable} = 1, autocommit = 1, sql_mode = 'TRADITIONAL', ${WHOLE_TEXTS}, sql_select_limit = 18446744073709551615, ${family.limitStatements(limits.statementTimeout)}`,
      ),
    // Of the settings that keep production safe, both: a server may be read-only by default.
    proof: ({ readOnlyVariable, limitStatements }) =>
      `@@SESSION.${readOnlyVariable} AND @@SESSION.${limitStatements(limits.statementTimeout)}`,
    refusal:
      'the session could not be made read-only and limited (a proxy that swallows SET statements?), so nothing was asked.',
  });
  return {
    dialect: 'mysql',
    server,
    place,
    query: send,
    columns,
    runningThreads: async () => runningThreads(send),
    abort,
    close,
  };
}

/**
 * Sets variables of the session, and keeps a node of a Galera cluster (of MariaDB, or Percona's of MySQL) that is cut off
 * from the others from answering with what it had. Servers that were built without Galera do not know that variable.
 */
async function setSession(run: Run, settings: string): Promise<void> {
  try {
    await run(`SET SESSION ${settings}, wsrep_dirty_reads = 0`);
  } catch (error) {
    if (numberOf(error) !== UNKNOWN_VARIABLE) throw error;
    await run(`SET SESSION ${settings}`);
  }
}

async function runningThreads(send: Send): Promise<number> {
  const [row] = await send(plain("SHOW GLOBAL STATUS LIKE 'Threads_running'"));
  const running = Number(row?.['Value'] ?? Number.NaN);
  if (Number.isFinite(running)) return running;
  throw new ExpectedError('the server does not tell how many threads it runs (Threads_running).');
}
