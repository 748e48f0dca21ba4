import { ExpectedError } from '../error.js';
import { cut, type PythonUrl, urlparse } from './python-urlparse.js';

/**
 * The fields with which Nova fills the template of a cell mapping, by name: `scheme`, `username`, `password`,
 * `hostname`, `port`, `path` (without leading slashes), `query` and `fragment` of `[database]connection`, and where
 * that names several hosts, divided by commas, `username1`, `password1`, `hostname1`, `port1` and so on. Nothing is
 * decoded; what is missing is the word `None` (nova/objects/cell_mapping.py, `_format_url`).
 *
 * @throws ExpectedError where Nova could not divide the URL, or would take a part of the password for the host
 */
export function connectionFields(connection: string): ReadonlyMap<string, string> {
  const url = urlparse(connection);
  if (url === undefined || splitsPassword(url)) throw unreadable();
  const fields: Record<string, string | number | undefined> = {
    username: url.username,
    password: url.password,
    hostname: url.hostname,
    port: url.port,
    scheme: url.scheme,
    query: url.query,
    fragment: url.fragment,
    path: url.path.replace(/^\/+/, ''),
  };
  const netlocs = url.netloc.split(',');
  if (netlocs.length > 1) {
    for (const [index, netloc] of netlocs.entries()) {
      for (const [name, value] of Object.entries(netlocFields(netloc))) {
        fields[`${name}${index + 1}`] = value;
      }
    }
  }
  return new Map(Object.entries(fields).map(([name, value]) => [name, String(value ?? 'None')]));
}

/** SQLAlchemy takes a plain `/`, `?` or `#` in a password, but to Python's `urlparse` it ends the host. */
function splitsPassword({ netloc, path, query, fragment }: PythonUrl): boolean {
  return netloc !== '' && [path, query, fragment].some((part) => part.includes('@'));
}

/**
 * One host of several, by Nova's own rules (`_parse_netloc`), which are not Python's: the first `@` ends the
 * credentials, a missing user is empty, and the port of an IPv6 address keeps its colon (it loses it after 33.0.0).
 */
function netlocFields(netloc: string): Record<string, string | undefined> {
  const [userinfo, hostinfo] = netloc.includes('@') ? cut(netloc, '@') : ['', netloc];
  const [username, password] = cut(userinfo, ':');
  if (!hostinfo?.startsWith('[')) {
    const [hostname, port] = cut(hostinfo ?? '', ':');
    return { username, password, hostname, port };
  }
  const [hostname, port] = cut(hostinfo.slice(1), ']');
  if (port === undefined) throw unreadable();
  return { username, password, hostname, port };
}

function unreadable(): ExpectedError {
  return new ExpectedError(
    'the database_connection of this cell mapping is a template, and Nova could not fill it from [database]connection, which it cannot divide into user, password, host and port. If the password there holds : / ? # [ ] @ or %, percent-encode it (for example @ as %40, / as %2F, # as %23).',
  );
}
