import { resolve } from 'node:path';
import { ExpectedError } from '../error.js';
import type { UrlQuery } from './url-query.js';

/** How a connection with MySQL is encrypted. Files are absolute paths and have not been read. */
export interface MysqlTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** OpenSSL's list of ciphers. */
  readonly cipher?: string;
  /** Whether the server's certificate must come from `ca`, or without one from a public authority. */
  readonly verifyCertificate: boolean;
  /** Whether the certificate must be that of the host in the URL; never without `verifyCertificate`. */
  readonly verifyIdentity: boolean;
}

/**
 * Whether a URL and its option file ask for TLS, and how strict; undefined where they do not. Any `ssl_…` key asks
 * for it. The rules of PyMySQL 1.2 (pymysql/connections.py, `_create_ssl_ctx`): with a CA the certificate is verified
 * and so is the host name; without one neither is; `ssl_verify_cert` decides where it is given.
 *
 * SQLAlchemy 2.0 (dialects/mysql/mysqldb.py, `create_connect_args`) hands the other keys on as texts, and by that
 * `ssl_verify_cert` or `ssl_verify_identity` makes PyMySQL forget the CA and read `false` as true. Here they mean what
 * they say: the CA stays in use, and `ssl_verify_identity` without `ssl_verify_cert` verifies the certificate as well.
 *
 * `ssl_mode` is mysqlclient's (src/MySQLdb/_mysql.c), `ssl` MariaDB Connector/Python's, `ssl_disabled` Connector/Python's.
 *
 * @param where what holds the URL, for messages
 * @param defaults the option file's options, which fill what the URL leaves open
 * @throws ExpectedError for a value that cannot be taken, and for `ssl_capath`
 */
export function mysqlTls(
  query: UrlQuery,
  defaults: ReadonlyMap<string, string>,
  where: string,
  cwd: string,
): MysqlTls | undefined {
  const setting = (name: string) =>
    query.text(`ssl_${name}`) ?? (defaults.get(`ssl-${name}`) || undefined);
  const path = (name: string) => {
    const value = setting(name);
    return value === undefined ? undefined : resolve(cwd, value);
  };
  if (setting('capath') !== undefined) {
    throw new ExpectedError(
      `${where}: a directory of CA certificates (ssl_capath) is not supported; name one file with ssl_ca.`,
    );
  }
  const mode = sslMode(query, where);
  const files = { ca: path('ca'), cert: path('cert'), key: path('key'), cipher: setting('cipher') };
  const certificate = query.flag('ssl_verify_cert') ?? (mode?.startsWith('VERIFY_') || undefined);
  const identity = query.flag('ssl_verify_identity') ?? IDENTITY_OF_MODE.get(mode ?? '');
  const checkHostname = query.flag('ssl_check_hostname');
  const wanted = [...Object.values(files), certificate, identity, checkHostname].some(
    (value) => value !== undefined,
  );
  const required = mode === 'REQUIRED' || query.flag('ssl') === true;
  if (query.flag('ssl_disabled') === true || mode === 'DISABLED' || !(wanted || required)) {
    return undefined;
  }
  const hasCa = files.ca !== undefined;
  const verifyCertificate = certificate ?? (hasCa || identity === true);
  return Object.freeze({
    ...given(files),
    verifyCertificate,
    verifyIdentity: verifyCertificate && (identity ?? checkHostname ?? hasCa),
  });
}

function sslMode(query: UrlQuery, where: string): string | undefined {
  const mode = query.text('ssl_mode');
  if (mode === undefined || MODES.includes(mode)) return mode;
  throw new ExpectedError(
    `${where}: ssl_mode=${mode} in the database URL is unknown; it is one of ${MODES.join(', ')}.`,
  );
}

const MODES = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'];
const IDENTITY_OF_MODE = new Map([
  ['VERIFY_CA', false],
  ['VERIFY_IDENTITY', true],
]);

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends Record<string, string | undefined>>(values: T): Given<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
