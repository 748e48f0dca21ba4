import { readFileSync } from 'node:fs';
import { connect, isIP } from 'node:net';
import type { ConnectionOptions, SslOptions } from 'mysql2';
import { ExpectedError, messageOf } from '../error.js';
import type { MysqlUrl } from './url.js';

/**
 * The character set on the wire, whatever the URL says: the server converts, and this one has every character. Of the
 * others mysql2 3.24 decodes `utf8` itself, as CESU-8 and character by character: 20 times as slow.
 */
const WIRE_CHARSET = 'utf8mb4';

/** What mysql2 needs to know to connect; files that the URL names are read. Times are in milliseconds. */
export function connectionOptions(url: MysqlUrl, connectTimeout: number): ConnectionOptions {
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
    // Compiling a function for each kind of row takes a small run longer than it saves; nor need a server's names be code.
    disableEval: true,
    // Attributes of connections say no more than the driver's name, and each connection is told them byte for byte.
    flags: ['-CONNECT_ATTRS', '-CLIENT_QUERY_ATTRIBUTES'],
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
