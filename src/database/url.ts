import { ExpectedError } from '../error.js';
import type { Directories } from './defaults-file.js';
import { type MysqlUrl, mysqlUrl } from './mysql-url.js';
import { type SqliteUrl, sqliteUrl } from './sqlite-url.js';
import { splitUrl } from './url-parts.js';

export type { MysqlUrl } from './mysql-url.js';
export type { SqliteUrl } from './sqlite-url.js';

/** Which database to read, and how to reach it. Holds the password: show it with {@link showDatabaseUrl} alone. */
export type DatabaseUrl = MysqlUrl | SqliteUrl;

/** What a URL's meaning depends on besides its text. */
export interface UrlOptions extends Directories {
  /** oslo.db's option `connection_parameters` of the same group, which is added to the URL's query. */
  readonly connectionParameters?: string;
}

/**
 * Reads a SQLAlchemy URL as Nova would (SQLAlchemy 2.0, PyMySQL 1.2), for MySQL, MariaDB and SQLite.
 *
 * @param where what holds the URL, for messages: `[api_database]connection (/etc/nova/nova.conf:12)`
 * @throws ExpectedError for a URL that cannot be used; the message holds no credentials
 */
export function parseDatabaseUrl(text: string, where: string, options: UrlOptions): DatabaseUrl {
  const parts = splitUrl(text, where, options.connectionParameters);
  const [backend = '', driver = ''] = parts.scheme.split(/\+(.*)/s);
  if (MYSQL_BACKENDS.has(backend) && MYSQL_DRIVERS.has(driver)) {
    return mysqlUrl(parts, where, options);
  }
  if (backend === 'sqlite' && SQLITE_DRIVERS.has(driver)) {
    return sqliteUrl(parts, where, options.cwd);
  }
  if (backend === 'postgresql' || backend === 'postgres') {
    throw new ExpectedError(
      `${where}: PostgreSQL is not supported (${parts.scheme}://); only MySQL, MariaDB and SQLite databases can be checked.`,
    );
  }
  throw new ExpectedError(
    `${where}: database URLs with ${parts.scheme}:// are not supported; supported are mysql:// and mariadb://, alone or with a driver (${drivers(MYSQL_DRIVERS)}), and sqlite:// (${drivers(SQLITE_DRIVERS)}).`,
  );
}

/** The URL for messages and reports: backend, host or socket, and database, never credentials. */
export function showDatabaseUrl(url: DatabaseUrl): string {
  if (url.kind === 'sqlite') return `sqlite:///${url.file}`;
  if (url.socketPath !== undefined) return `mysql:///${url.database}?unix_socket=${url.socketPath}`;
  const host = url.host.includes(':') ? `[${url.host}]` : url.host;
  return `mysql://${host}:${url.port}/${url.database}`;
}

/** Host and port, or the socket, of the server that a database is on; a SQLite file is on none. */
export function serverOf(url: DatabaseUrl): string | undefined {
  if (url.kind === 'sqlite') return undefined;
  return url.socketPath ?? `${url.host.toLowerCase()}:${url.port}`;
}

/**
 * The forms in which the password of a URL can turn up in other programs' texts: as it is, and percent-encoded as
 * JavaScript and Python do. Empty where there is no password.
 */
export function secretsOf(url: DatabaseUrl): string[] {
  if (url.kind === 'sqlite' || !url.password) return [];
  const { password } = url;
  const encodings = UNRESERVED.map((unreserved) => percentEncode(password, unreserved));
  const plus = encodings.map((encoded) => encoded.replaceAll('%20', '+'));
  return [...new Set([password, ...encodings, ...plus])];
}

// A URL without a driver means mysqlclient to SQLAlchemy; what we read of it is the same for all of them.
const MYSQL_BACKENDS = new Set(['mysql', 'mariadb']);
const MYSQL_DRIVERS = new Set([
  '',
  'pymysql',
  'mysqldb',
  'mysqlconnector',
  'mariadbconnector',
  'cymysql',
  'asyncmy',
  'aiomysql',
]);
const SQLITE_DRIVERS = new Set(['', 'pysqlite', 'aiosqlite']);

function drivers(names: ReadonlySet<string>): string {
  return [...names]
    .filter(Boolean)
    .map((name) => `+${name}`)
    .join(', ');
}

/** What is left as it is by Python's `quote(safe='')`, by its `quote`, and by `encodeURIComponent`. */
const UNRESERVED = [/[\w.~-]/, /[\w.~/-]/, /[\w.~!'()*-]/];

function percentEncode(text: string, unreserved: RegExp): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCodePoint(byte);
      if (byte < 128 && unreserved.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
