import { isIPv6 } from 'node:net';

/** What Python's `urllib.parse.urlparse` gives for a URL; undefined stands for its None. Nothing is decoded. */
export interface PythonUrl {
  /** In lower case; empty where there is none. */
  readonly scheme: string;
  /** From `//` to the first `/`, `?` or `#`. */
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** In lower case, but for the zone of an IPv6 address. */
  readonly hostname: string | undefined;
  readonly port: number | undefined;
}

/**
 * Divides a URL as Python 3.11 does (Lib/urllib/parse.py, `urlsplit`, and the properties of its result), or gives
 * undefined where Python raises ValueError. The `;parameters` of a path are known only to schemes that no database
 * has, and are left out.
 */
export function urlparse(text: string): PythonUrl | undefined {
  const url = text.replace(/^[\0-\x20]+/, '').replaceAll(/[\t\r\n]/g, '');
  const [, scheme = '', rest = url] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  const [, netloc = '', location = rest] = /^\/\/([^/?#]*)(.*)$/s.exec(rest) ?? [];
  if (!isNetlocSound(netloc)) return undefined;
  const [beforeFragment, fragment = ''] = cut(location, '#');
  const [path, query = ''] = cut(beforeFragment, '?');

  const at = netloc.lastIndexOf('@');
  const [username, password] = at < 0 ? [] : cut(netloc.slice(0, at), ':');
  const [hostname, portText] = hostAndPort(netloc.slice(at + 1));
  const port = portText === undefined ? undefined : Number(portText);
  if (portText !== undefined && !/^\d+$/.test(portText)) return undefined;
  if (port !== undefined && port > 65_535) return undefined;

  return {
    scheme: scheme.toLowerCase(),
    netloc,
    path,
    query,
    fragment,
    username,
    password,
    hostname: lowerCaseHost(hostname),
    port,
  };
}

function isNetlocSound(netloc: string): boolean {
  const [open, close] = [netloc.indexOf('['), netloc.indexOf(']')];
  if (open < 0 !== close < 0) return false;
  if (open >= 0) {
    const [bracketed] = cut(netloc.slice(open + 1), ']');
    if (!isIPv6(bracketed) && !/^v[a-f0-9]+\../is.test(bracketed)) return false;
  }
  // Characters such as U+2100 (a/c) that become separators when a host name is normalized.
  const plain = netloc.replaceAll(/[@:#?]/g, '');
  if (/^\p{ASCII}*$/u.test(plain)) return true;
  const normalized = plain.normalize('NFKC');
  return normalized === plain || !/[/?#@:]/.test(normalized);
}

function hostAndPort(hostinfo: string): [host: string, port: string | undefined] {
  const [, bracketed] = cut(hostinfo, '[');
  const [host, rest = ''] = bracketed === undefined ? cut(hostinfo, ':') : cut(bracketed, ']');
  const port = bracketed === undefined ? rest : cut(rest, ':')[1];
  return [host, port === '' ? undefined : port];
}

function lowerCaseHost(host: string): string | undefined {
  const [name, zone] = cut(host, '%');
  if (host === '') return undefined;
  return zone === undefined ? name.toLowerCase() : `${name.toLowerCase()}%${zone}`;
}

/** Both sides of the first separator; undefined after it where there is none. */
export function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
