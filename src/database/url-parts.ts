import { isUtf8 } from 'node:buffer';
import { ExpectedError } from '../error.js';

/** A database URL as SQLAlchemy divides it: user and password decoded, all else as written. */
export interface UrlParts {
  /** Backend and driver, such as `mysql+pymysql`. */
  readonly scheme: string;
  readonly user?: string;
  readonly password?: string;
  /** Without the brackets of an IPv6 address. */
  readonly host?: string;
  readonly port?: string;
  /** Not decoded: SQLAlchemy 1.4 and 2.0 take it literally, and only 2.1 decodes it. */
  readonly database?: string;
  /** Decoded keys and values, each value of a repeated key in order. Empty values are dropped. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Everything after the user and password as it is written, with what SQLAlchemy would not even look at. */
  readonly afterCredentials: string;
}

/**
 * Divides a URL at the same places as SQLAlchemy 2.0 (lib/sqlalchemy/engine/url.py, `_parse_url`; 1.4 and 2.1 agree):
 * the password ends at the first `@`, whatever else it holds, and a `%` that starts no escape stands for itself.
 *
 * @param where what holds the URL, for messages
 * @param connectionParameters more of the query, as oslo.db's option `connection_parameters` gives it (oslo.db,
 * oslo_db/sqlalchemy/engines.py, `create_engine`)
 * @throws ExpectedError for a text that is no URL, and for credentials whose escapes are not UTF-8; it quotes nothing
 */
export function splitUrl(text: string, where: string, connectionParameters = ''): UrlParts {
  const { scheme, credentials, user, password, host4, host6, port, database, query } =
    URL_PATTERN.exec(text)?.groups ?? {};
  if (scheme === undefined) {
    throw new ExpectedError(
      `${where} is not a database URL; it should look like mysql+pymysql://user:password@host/database.`,
    );
  }
  const decoded = (value: string) => decodeCredential(value, where);
  const host = host4 ?? host6;
  return {
    scheme,
    ...(user === undefined ? {} : { user: decoded(user) }),
    ...(password === undefined ? {} : { password: decoded(password) }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(database === undefined ? {} : { database }),
    query: parseQuery(query ?? '', connectionParameters),
    afterCredentials: text.slice(`${scheme}://${credentials ?? ''}`.length),
  };
}

const URL_PATTERN =
  /^(?<scheme>[\w+]+):\/\/(?<credentials>(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?(?:\[(?<host6>[^/?]+)\]|(?<host4>[^/:?]+))?(?::(?<port>[^/?]*))?(?:\/(?<database>[^?]*))?(?:\?(?<query>[^\n]*))?/;

/** Escapes that Python would turn into U+FFFD are refused: no login can be meant by them. */
function decodeCredential(text: string, where: string): string {
  const escapes = text.match(ESCAPES) ?? [];
  if (escapes.every((run) => isUtf8(bytesOf(run)))) return unquote(text);
  throw new ExpectedError(
    `${where}: the user name or password in the database URL has %-escapes that are not UTF-8; encode it again, or write a % that is part of it as %25.`,
  );
}

/** As Python's `urllib.parse.unquote`: a `%` that starts no escape stays. */
function unquote(text: string): string {
  return text.replaceAll(ESCAPES, (escapes) => bytesOf(escapes).toString('utf8'));
}

const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

function bytesOf(escapes: string): Buffer {
  return Buffer.from(escapes.replaceAll('%', ''), 'hex');
}

/**
 * As Python's `urllib.parse.parse_qsl`: split at `&` alone, `+` is a blank, and a key without a value does not count.
 * URLSearchParams would not do: next to a lone `%` it destroys other characters (Node 20.20).
 */
function parseQuery(...queries: string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const setting of queries.flatMap((query) => query.split('&'))) {
    const [key = '', value = ''] = setting
      .split(/=(.*)/s)
      .map((part) => unquote(part.replaceAll('+', ' ')));
    if (value !== '') values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}
