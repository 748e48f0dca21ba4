import { OpenStackError, type OpenStackErrorKind } from './error.js';
import type { Secrets } from './secrets.js';

/** A URL, and what led to it. */
export interface Place {
  readonly url: URL;
  /** For messages, like `[placement]auth_url, /etc/nova/nova.conf:12`. */
  readonly from: string;
  /** Whose it is: `Keystone`, `Placement`, `Cinder`. */
  readonly service: string;
  /** Where a service gave the URL, in its catalog or as a redirect: what it must not repeat when it is shown. */
  readonly untold?: Secrets;
}

/** The URL as messages show it: without user, password, query and fragment. */
export function shown({ url, untold }: Pick<Place, 'url' | 'untold'>): string {
  const text = `${url.protocol}//${url.host}${url.pathname}`;
  return untold === undefined ? text : untold.told(text);
}

/** What messages call the service: its name and its URL, and what led there. */
export function describe(place: Place): string {
  return `${place.service} at ${shown(place)} (${place.from})`;
}

/**
 * The URL of an option. Whatever else it holds, it is not quoted: there may be a password in it.
 *
 * @throws OpenStackError of the given kind
 */
export function optionUrl(
  text: string,
  from: string,
  kind: OpenStackErrorKind = 'configuration',
): URL {
  const url = httpUrl(text);
  if (url !== undefined) return url;
  throw new OpenStackError(
    kind,
    `${from}: the value is no URL that begins with http:// or https://. Correct it.`,
  );
}

/** An HTTP URL, or undefined for anything else. */
export function httpUrl(text: string): URL | undefined {
  if (!/^\s*https?:\/\//i.test(text)) return undefined;
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** The path below a URL, with one slash between them; query and fragment of the URL are dropped. */
export function below(url: URL, path: string): URL {
  const result = new URL(url);
  result.pathname = `${url.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  result.search = '';
  result.hash = '';
  return result;
}

/**
 * Fills in `%(name)s` as Python's `%` operator does; `%%` is a percent sign.
 *
 * @param values undefined for what is known by name and has no value here
 * @throws OpenStackError of kind `configuration` for any other `%`, or a name without a value
 */
export function fillIn(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
  from: string,
): string {
  return template.replaceAll(/%(?:%|\((\w+)\)s)?/g, (escape, name: string | undefined) => {
    if (escape === '%%') return '%';
    const value = name === undefined ? undefined : values[name];
    if (value !== undefined) return value;
    const known = Object.keys(values).map((key) => `%(${key})s`);
    const problem =
      name !== undefined && name in values
        ? `holds ${escape}, which this auth_type cannot provide`
        : `holds a "%" that is none of ${known.join(', ')} and %%`;
    throw new OpenStackError('configuration', `${from}: the value ${problem}. Correct it.`);
  });
}
