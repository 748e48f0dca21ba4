import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { type Command, runOnce } from './measure.js';
import type { Setting } from './setting.js';

/**
 * Runs a command once more and gives the seconds of the longest statement that it had the server run, from the server's
 * slow query log; 0.05 where none took as long. The log is on for this run only, and for statements that are worth it,
 * so that the timed runs do not pay for it. NaN for a server that is not our own: its log is not ours to change.
 */
export async function longestStatement({ server }: Setting, command: Command): Promise<number> {
  if (server.socketPath === null) return NaN;
  const connection = await createConnection({
    uri: server.rootUrl,
    multipleStatements: true,
  });
  try {
    await connection.query(
      `TRUNCATE mysql.slow_log; SET GLOBAL log_output = 'TABLE', long_query_time = ${LEAST_SECONDS}, slow_query_log = 1`,
    );
    await runOnce(command);
    // This session began before the limit was set and keeps the usual one: what it asks is not logged.
    const [rows] = await connection.query<RowDataPacket[]>(
      'SET GLOBAL slow_query_log = 0; SELECT MAX(TIME_TO_SEC(query_time)) FROM mysql.slow_log',
    );
    return Number(Object.values(rows[1]?.[0] ?? {})[0] ?? LEAST_SECONDS);
  } finally {
    await connection.end();
  }
}

const LEAST_SECONDS = 0.05;
