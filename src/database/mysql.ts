import { readFileSync } from 'node:fs';
import { connect, isIP, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql, { type Connection, type ConnectionOptions, type SslOptions } from 'mysql2';
import { untilAborted } from '../abort.js';
import { ExpectedError, messageOf } from '../error.js';
import { mysqlError } from './mysql-errors.js';
import { serverFamily } from './server.js';
import type { Row, Session, SessionLimits, Statement, TableColumns } from './session.js';
import type { MysqlUrl } from './url.js';

/**
 * The character set on the wire, whatever the URL says: the server converts, and this one has every character. Of the
 * others mysql2 3.24 decodes `utf8` itself, as CESU-8 and character by character: 20 times as slow.
 */
const WIRE_CHARSET = 'utf8mb4';

/** How long ending a statement may take: to connect a second time and to say KILL. */
const KILL_TIMEOUT = 3000;

/** How long a server may take to close a connection. */
const CLOSE_TIMEOUT = 1000;

/**
 * Opens a session with MariaDB or MySQL that is read-only, verified so, and whose statements the server ends at
 * the time limit. Transactions are single statements at READ COMMITTED, so that no read view stays open.
 */
export async function openMysql(
  url: MysqlUrl,
  limits: SessionLimits,
  signal: AbortSignal,
): Promise<Session> {
  const options = connectionOptions(url, limits.connectTimeout);
  signal.throwIfAborted();
  const connection = mysql.createConnection(options);
  try {
    // A destroyed connection tells nobody, so that what waits for it would wait for ever.
    return await untilAborted(prepared(connection, url, limits, options), signal);
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
): Promise<Session> {
  let running = 0;
  const send = async (statement: Statement): Promise<Row[]> => {
    running += 1;
    try {
      return await run(connection, statement);
    } catch (error) {
      throw mysqlError(error, url, limits.statementTimeout);
    } finally {
      running -= 1;
    }
  };
  await connected(connection, url, options.connectTimeout);
  const server = await identify(send);
  const family = serverFamily(server.version);
  await send(plain('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY'));
  await send(
    plain(
      `SET SESSION autocommit = 1, sql_mode = 'TRADITIONAL', group_concat_max_len = 4294967295, sql_select_limit = 18446744073709551615, ${family.limitStatements(limits.statementTimeout)}`,
    ),
  );
  const [state] = await send(plain(`SELECT @@SESSION.${family.readOnlyVariable} AS readOnly`));
  if (Number(state?.['readOnly']) !== 1) {
    throw new ExpectedError(
      'the session could not be made read-only (a proxy that swallows SET statements?), so nothing was asked.',
    );
  }
  return {
    dialect: 'mysql',
    server: `${family.name} ${server.version.replace(/-.*/, '')}`,
    place: server.place,
    query: send,
    columns: async (tables) => tableColumns(send, tables),
    runningThreads: async () => runningThreads(send),
    abort: async () => {
      if (running > 0 && !streamOf(connection).destroyed) await killQuery(options, server);
      drop(connection);
    },
    close: async () => end(connection),
  };
}

/** Which server answered, and as which of its threads: so that a KILL cannot hit another server's. */
interface ServerThread {
  readonly version: string;
  readonly thread: number;
  readonly place: string;
}

async function identify(send: (statement: Statement) => Promise<Row[]>): Promise<ServerThread> {
  const [row] = await send(
    plain(
      "SELECT VERSION() AS version, CONNECTION_ID() AS thread, CONCAT_WS(' ', @@hostname, @@port, @@server_id) AS place",
    ),
  );
  return {
    version: String(row?.['version']),
    thread: Number(row?.['thread']),
    place: String(row?.['place']),
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
    const here = await identify(async (statement) => run(opened, statement));
    if (here.place !== target.place) return;
    await run(opened, plain(`KILL QUERY ${Math.trunc(target.thread)}`));
  };
  await Promise.race([kill().catch(() => {}), sleep(KILL_TIMEOUT, undefined, { ref: false })]);
  if (second !== undefined) drop(second);
}

async function connected(connection: Connection, url: MysqlUrl, timeout = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(mysqlError(error, url, timeout));
    // Stays, so that an idle connection that breaks is told to the next statement instead of ending the process.
    connection.on('error', fail);
    connection.connect((error) => {
      if (error) fail(error);
      else resolve();
    });
  });
}

async function run(connection: Connection, statement: Statement): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    connection.query(statement.sql, [...statement.parameters], (error, rows) => {
      if (error) reject(error);
      else resolve(rows as unknown as Row[]);
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

async function runningThreads(send: (statement: Statement) => Promise<Row[]>): Promise<number> {
  const [row] = await send(plain("SHOW GLOBAL STATUS LIKE 'Threads_running'"));
  const running = Number(row?.['Value'] ?? Number.NaN);
  if (Number.isFinite(running)) return running;
  throw new ExpectedError('the server does not tell how many threads it runs (Threads_running).');
}

async function tableColumns(
  send: (statement: Statement) => Promise<Row[]>,
  tables: readonly string[],
): Promise<TableColumns> {
  const rows = await send({
    sql: 'SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (?)',
    parameters: [tables],
  });
  const columns = new Map<string, Set<string>>();
  for (const row of rows) {
    const table = String(row['t']);
    const known = columns.get(table) ?? new Set();
    columns.set(table, known.add(String(row['c'])));
  }
  return columns;
}

function connectionOptions(url: MysqlUrl, connectTimeout: number): ConnectionOptions {
  return {
    ...placeOf(url),
    ...(url.user === undefined ? {} : { user: url.user }),
    ...(url.password === undefined ? {} : { password: url.password }),
    ...(url.ssl === undefined ? {} : { ssl: sslOptions(url.ssl) }),
    database: url.database,
    connectTimeout: Math.max(1, Math.min(connectTimeout, url.connectTimeoutMs ?? connectTimeout)),
    charset: WIRE_CHARSET,
    supportBigNumbers: true,
    dateStrings: true,
  };
}

/**
 * Where the server is. An IP address whose certificate is to be verified gets the dot at the end of a fully qualified name:
 * mysql2 3.24 (lib/base/connection.js, startTLS) tells Node no name for an address, and Node then looks for "localhost" in
 * the certificate. With the dot it looks for the address (`tls.checkServerIdentity` drops a dot at the end), as PyMySQL
 * does, and should that change one day, it finds nothing and refuses. No address for a connection: we open that ourselves.
 */
function placeOf({ socketPath, host, port, ssl }: MysqlUrl): ConnectionOptions {
  if (socketPath !== undefined) return { socketPath };
  if (ssl?.verifyIdentity !== true || isIP(host) === 0) return { host, port };
  const stream = () => connect({ host, port, noDelay: true, keepAlive: true });
  return { host: `${host}.`, port, stream };
}

function sslOptions(ssl: NonNullable<MysqlUrl['ssl']>): SslOptions {
  return {
    ...(ssl.ca === undefined ? {} : { ca: readPem(ssl.ca, 'ssl_ca') }),
    ...(ssl.cert === undefined ? {} : { cert: readPem(ssl.cert, 'ssl_cert') }),
    ...(ssl.key === undefined ? {} : { key: readPem(ssl.key, 'ssl_key') }),
    ...(ssl.cipher === undefined ? {} : { ciphers: ssl.cipher }),
    rejectUnauthorized: ssl.verifyCertificate,
    // mysql2 takes any host name unless it is told to look.
    verifyIdentity: ssl.verifyIdentity,
  };
}

function readPem(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ExpectedError(`cannot read ${option}=${file}: ${messageOf(error)}`, { cause: error });
  }
}

function plain(sql: string): Statement {
  return { sql, parameters: [] };
}
