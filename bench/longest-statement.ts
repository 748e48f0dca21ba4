import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { type Command, runOnce } from './measure.js';
import { say } from './print.js';
import type { Setting } from './setting.js';

/**
 * Runs a command once more and gives the seconds of the longest statement that it had the server run, from the server's
 * slow query log, and says which; 0.05 where none took as long. The log is on for this run only, and for statements that are worth it,
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
      'SET GLOBAL slow_query_log = 0; SELECT TIME_TO_SEC(query_time) AS seconds, CONVERT(LEFT(sql_text, 200) USING utf8mb4) AS text FROM mysql.slow_log ORDER BY query_time DESC LIMIT 1',
    );
    const longest = rows[1]?.[0] as { readonly seconds: string; readonly text: string } | undefined;
    if (longest === undefined) return LEAST_SECONDS;
    say(`The longest statement: \`${longest.text.replaceAll(/[\s`]+/g, ' ')} …\`\n`);
    return Number(longest.seconds);
  } finally {
    await connection.end();
  }
}

const LEAST_SECONDS = 0.05;
