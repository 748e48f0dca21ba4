import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql, { type Connection, type ConnectionOptions } from 'mysql2';
import { untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import { mysqlError } from './mysql-errors.js';
import { connectionOptions } from './mysql-options.js';
import {
  identify,
  plain,
  type Preparation,
  prepare,
  type Run,
  type Send,
  type ServerThread,
} from './mysql-preparation.js';
import { serverFamily } from './server.js';
import type { Row, SessionLimits, Statement, TableColumns } from './session.js';
import type { MysqlUrl } from './url.js';

/** How long ending a statement may take: to connect a second time and to say KILL. */
const KILL_TIMEOUT = 3000;

/** How long a server may take to close a connection. */
const CLOSE_TIMEOUT = 1000;

/** A connection with MariaDB or MySQL that was made fit for a session. */
export interface MysqlConnection {
  /** Like "MariaDB 10.11.19". */
  readonly server: string;
  readonly place: string;
  readonly send: Send;
  readonly run: Run;
  /** Sends a statement that changes rows, and gives how many it met. */
  readonly change: (statement: Statement) => Promise<number>;
  readonly columns: (tables: readonly string[]) => Promise<TableColumns>;
  /** Ends the running statement on the server and drops the connection. Takes a bounded time and never rejects. */
  readonly abort: () => Promise<void>;
  /** Ends the connection in order. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Connects and prepares the connection, which is dropped where that fails. Raises an ExpectedError that says why. */
export async function connectMysql(
  url: MysqlUrl,
  limits: SessionLimits,
  signal: AbortSignal,
  preparation: Preparation,
): Promise<MysqlConnection> {
  const options = connectionOptions(url, limits.connectTimeout);
  signal.throwIfAborted();
  const connection = mysql.createConnection(options);
  try {
    // A destroyed connection tells nobody, so that what waits for it would wait for ever.
    return await untilAborted(prepared(connection, url, limits, options, preparation), signal);
  } catch (error) {
    drop(connection);
    throw error;
  }
}

async function prepared(
  connection: Connection,
  url: MysqlUrl,
  limits: SessionLimits,
  options: ConnectionOptions,
  preparation: Preparation,
): Promise<MysqlConnection> {
  let running = 0;
  const told = async (statement: Statement): Promise<unknown> => {
    running += 1;
    try {
      return await query(connection, statement);
    } catch (error) {
      throw mysqlError(error, url, limits.statementTimeout);
    } finally {
      running -= 1;
    }
  };
  const send: Send = async (statement) => {
    const rows = await told(statement);
    if (Array.isArray(rows)) return rows as Row[];
    throw new ExpectedError(
      'the server says that it is done where it was asked for rows (a proxy that swallows statements?).',
    );
  };
  const run: Run = async (sql) => {
    await told(plain(sql));
  };
  const greeting = await connected(connection, url, options.connectTimeout);
  const server = await prepare({ send, run }, serverFamily(greeting), preparation);
  if (!server.isProven) throw new ExpectedError(preparation.refusal);
  return {
    server: `${server.family.name} ${server.version.replace(/-.*/, '')}`,
    place: server.place,
    send,
    run,
    change: async (statement) =>
      ((await told(statement)) as { readonly affectedRows: number }).affectedRows,
    columns: async (tables) => tableColumns(send, tables),
    abort: async () => {
      if (!streamOf(connection).destroyed) {
        if (running > 0) await killQuery(options, server);
        // A server counts those that go without a word.
        else connection.end(() => {});
      }
      drop(connection);
    },
    close: async () => end(connection),
  };
}

/**
 * Ends what a thread is running, from a second connection. Behind a load balancer that connection may reach
 * another server, where the number is somebody else's: then nothing is killed, and the server's own time limit
 * ends the statement.
 */
async function killQuery(options: ConnectionOptions, target: ServerThread): Promise<void> {
  let second: Connection | undefined;
  const kill = async () => {
    second = mysql.createConnection({ ...options, connectTimeout: KILL_TIMEOUT });
    second.on('error', () => {});
    const opened = second;
    const here = await identify(async (statement) => (await query(opened, statement)) as Row[]);
    if (here.place !== target.place) return;
    await query(opened, plain(`KILL QUERY ${Math.trunc(target.thread)}`));
  };
  await Promise.race([kill().catch(() => {}), sleep(KILL_TIMEOUT, undefined, { ref: false })]);
  if (second !== undefined) drop(second);
}

/** Waits until the server has let us in, and gives the version with which it greeted, e.g. "5.5.5-10.11.19-MariaDB". */
async function connected(connection: Connection, url: MysqlUrl, timeout = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(mysqlError(error, url, timeout));
    // Stays, so that an idle connection that breaks is told to the next statement instead of ending the process.
    connection.on('error', fail);
    connection.once('connect', ({ serverVersion = '' }: { readonly serverVersion?: string }) =>
      resolve(serverVersion),
    );
  });
}

/** What a statement answers: rows, or how many it changed. */
async function query(connection: Connection, statement: Statement): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(statement.sql, [...statement.parameters], (error, answer: unknown) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
}

/** Says good-bye, and waits a little for the server's. */
async function end(connection: Connection): Promise<void> {
  const stream = streamOf(connection);
  if (!stream.destroyed) {
    const closed = new Promise((resolve) => stream.once('close', resolve));
    connection.end(() => {});
    await Promise.race([closed, sleep(CLOSE_TIMEOUT, undefined, { ref: false })]);
  }
  drop(connection);
}

/** The driver's own `destroy` waits for the server's good-bye, which never comes from one that hangs. */
function drop(connection: Connection): void {
  connection.destroy();
  streamOf(connection).destroy();
}

function streamOf(connection: Connection): Socket {
  return (connection as Connection & { readonly stream: Socket }).stream;
}

async function tableColumns(send: Send, tables: readonly string[]): Promise<TableColumns> {
  // A row for each column would take a small run as long as half of what it asks for afterwards.
  const rows = await send({
    sql: 'SELECT TABLE_NAME AS t, GROUP_CONCAT(COLUMN_NAME) AS c, COUNT(*) AS n FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (?) GROUP BY TABLE_NAME',
    parameters: [tables],
  });
  return new Map(
    rows.map((row) => {
      const columns = new Set(String(row['c']).split(','));
      if (columns.size === Number(row['n'])) return [String(row['t']), columns];
      throw new ExpectedError(
        `the server cut the names of the columns of ${String(row['t'])} (a proxy that swallows SET statements?).`,
      );
    }),
  );
}

/** The setting of a session whose `columns` are to be asked for: by default a server cuts texts that it folds. */
export const WHOLE_TEXTS = 'group_concat_max_len = 4294967295';
