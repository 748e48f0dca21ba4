import { ExpectedError } from '../error.js';
import { type Directories, readDefaultsFile } from './defaults-file.js';
import { type MysqlTls, mysqlTls } from './mysql-tls.js';
import type { UrlParts } from './url-parts.js';
import { type UrlQuery, urlQuery } from './url-query.js';

/** A database on a MariaDB or MySQL server, in the terms of the driver mysql2. */
export interface MysqlUrl {
  readonly kind: 'mysql';
  readonly user?: string;
  readonly password?: string;
  readonly host: string;
  readonly port: number;
  /** A Unix socket, which is used in place of host and port. */
  readonly socketPath?: string;
  readonly database: string;
  /** What the URL asks for, by a name that mysql2 knows: `utf8` for `utf8mb3`. Checked; a session speaks utf8mb4. */
  readonly charset?: string;
  readonly ssl?: MysqlTls;
  /** Milliseconds. */
  readonly connectTimeoutMs?: number;
}

/**
 * What a URL means to PyMySQL 1.2 (pymysql/connections.py, `Connection.__init__`) as SQLAlchemy 2.0 calls it
 * (dialects/mysql/pymysql.py and mysqldb.py); the other drivers' keys are taken where theirs differ. The query goes
 * before the rest of the URL, and the option file of `read_default_file` and `read_default_group` fills what is left
 * open.
 *
 * Read from the query: user, password, passwd, host, port, database, db, unix_socket, charset, connect_timeout,
 * connection_timeout, read_default_file, read_default_group, and all of {@link mysqlTls}. From the option file: user,
 * password, host, port, socket, database, default-character-set, ssl-ca, ssl-cert, ssl-key, ssl-cipher.
 * Every other key is ignored, since it cannot change what a read session sees: sql_mode, init_command, autocommit,
 * local_infile, binary_prefix, use_unicode, collation, client_flag, compress, read_timeout, write_timeout,
 * bind_address, program_name, max_allowed_packet and the like.
 *
 * @param where what holds the URL, for messages
 * @throws ExpectedError for anything that cannot be taken; it quotes nothing that can be part of a password
 */
export function mysqlUrl(parts: UrlParts, where: string, directories: Directories): MysqlUrl {
  refuseMisreadPassword(parts, where);
  const query = urlQuery(parts.query, where);
  refuseUnsupported(query, where);
  const defaults = readDefaultsFile(
    {
      ...directories,
      file: query.text('read_default_file'),
      group: query.text('read_default_group'),
    },
    where,
  );
  // `||`, since PyMySQL takes an empty value for none.
  const user = query.text('user') || parts.user || defaults.get('user');
  const password =
    query.text('password') || parts.password || query.text('passwd') || defaults.get('password');
  const urlPort = Number(parts.port) === 0 ? undefined : parts.port;
  const socketPath = query.text('unix_socket') || defaults.get('socket');
  const database =
    query.text('database') || parts.database || query.text('db') || defaults.get('database');
  if (!database) {
    throw new ExpectedError(
      `${where}: the database URL names no database; it should end like …@host/nova_cell1.`,
    );
  }
  const charset = charsetOf(query.text('charset') || defaults.get('default-character-set'), where);
  const connectTimeoutMs = connectTimeout(query, where);
  const ssl = mysqlTls(query, defaults, where, directories.cwd);
  return Object.freeze({
    kind: 'mysql',
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    host: query.text('host') || parts.host || defaults.get('host') || 'localhost',
    port: portOf(query.text('port') || urlPort || defaults.get('port'), where),
    ...(socketPath ? { socketPath } : {}),
    database,
    ...(charset === undefined ? {} : { charset }),
    ...(ssl === undefined ? {} : { ssl }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
  });
}

/**
 * SQLAlchemy ends the password at its first `@`, and takes a URL without `@` for one without a password: then a piece
 * of the password is read as host, port or database, and must not be shown as such.
 */
function refuseMisreadPassword(parts: UrlParts, where: string): void {
  const { host = '', port = '', afterCredentials } = parts;
  if (port === 'None') {
    throw new ExpectedError(
      `${where}: the port is "None", which Nova writes for {port} where [database]connection has no port; add the port there, or leave ":{port}" out of the cell mapping.`,
    );
  }
  const sound =
    !afterCredentials.includes('@') &&
    isHost(host) &&
    isPort(port || '0') &&
    AFTER_CREDENTIALS.test(afterCredentials);
  if (!sound) {
    throw new ExpectedError(
      `${where}: the database URL cannot be read, because what follows its user name and password is not a host, a port and a database. If the password holds : / ? # [ ] @ or %, percent-encode it (for example @ as %40, / as %2F, : as %3A, # as %23, % as %25); an IPv6 address stands in square brackets.`,
    );
  }
}

/** Letters of all alphabets take V8 as long to compile as the rest of the URL to read: they are looked for last. */
function isHost(host: string): boolean {
  return /^[\w.:%-]*$/.test(host) || /^[\p{L}\p{N}._:%-]*$/u.test(host);
}

const AFTER_CREDENTIALS = /^(?:\[[^[\]/?]+\]|[^[\]/:?]*)(?::\d*)?(?:\/[^?]*)?(?:\?[^\n]*)?$/;

function refuseUnsupported(query: UrlQuery, where: string): void {
  for (const key of ['option_files', 'default_file']) {
    if (query.text(key) !== undefined) {
      throw new ExpectedError(
        `${where}: ${key} in the database URL is not supported; name the MySQL option file with read_default_file.`,
      );
    }
  }
}

/** 0 stands for the default, as with PyMySQL. */
function portOf(text: string | undefined, where: string): number {
  if (!text) return DEFAULT_PORT;
  if (isPort(text)) return Number(text) || DEFAULT_PORT;
  throw new ExpectedError(`${where}: the port ${text} is not a number from 1 to 65535.`);
}

const DEFAULT_PORT = 3306;

function isPort(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) <= 65_535;
}

function connectTimeout(query: UrlQuery, where: string): number | undefined {
  const text = query.text('connect_timeout', 'connection_timeout');
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= LONGEST_TIMEOUT) return seconds * 1000;
  throw new ExpectedError(
    `${where}: connect_timeout=${text} in the database URL is not a number of seconds from 1 to ${LONGEST_TIMEOUT}.`,
  );
}

/** A year in seconds, PyMySQL's limit. */
const LONGEST_TIMEOUT = 31_536_000;

function charsetOf(text: string | undefined, where: string): string | undefined {
  if (!text) return undefined;
  const name = text.toLowerCase();
  if (name === 'utf8mb3') return 'utf8';
  if (CHARSETS.has(name)) return name;
  throw new ExpectedError(
    `${where}: the character set "${text}" is unknown; Nova's databases use utf8mb4 or utf8.`,
  );
}

/** What both PyMySQL 1.2 (pymysql/charset.py) and mysql2 3.24 (lib/constants/charsets.js) know, but `binary`. */
const CHARSETS: ReadonlySet<string> = new Set(
  (
    'armscii8 ascii big5 cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb18030 gb2312 gbk ' +
    'geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman sjis swe7 tis620 ujis ' +
    'utf8 utf8mb4'
  ).split(' '),
);
