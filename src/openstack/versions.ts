import { badAnswer, isObject, type JsonObject, jsonObject } from './answer.js';
import { request } from './request.js';
import type { Session } from './session.js';
import { httpUrl, type Place } from './url.js';

/** One version of an API, as a version document has it. */
export interface ApiVersion {
  /** Like `[3, 14]`. */
  readonly version: readonly number[];
  readonly url: URL;
}

/**
 * The versions that the document at a place lists, earliest first, without a token; those that are experimental or of
 * unknown status are left out (keystoneauth1 5.14, discover.py, get_version_data and Discover.version_data).
 *
 * @throws OpenStackError for an answer that is none, and for a document that lists nothing
 */
export async function readVersions(session: Session, place: Place): Promise<ApiVersion[]> {
  const response = await request({ method: 'GET', place, headers: {} }, session);
  const entries = entriesOf(jsonObject(response, session));
  if (entries === undefined) throw badAnswer(response, 'JSON that is no version document');
  return entries
    .flatMap((entry) => (isObject(entry) ? (readEntry(entry, place.url) ?? []) : []))
    .sort((left, right) => compareVersions(left.version, right.version));
}

/** Reads `v3.14` or `v3`, which is `v3.0` (discover.py, normalize_version_number); undefined for anything else. */
export function parseVersion(text: string): readonly number[] | undefined {
  if (!/^v*\d+(?:\.\d+)*$/.test(text)) return undefined;
  const parts = text.replace(/^v+/, '').split('.').map(Number);
  return parts.length === 1 ? [...parts, 0] : parts;
}

/** Keystone's list lies in `values`; a versioned URL gives one `version`. */
function entriesOf(body: JsonObject): readonly unknown[] | undefined {
  const { versions, version } = body;
  if (isObject(versions) && Array.isArray(versions['values'])) return versions['values'];
  if (Array.isArray(versions)) return versions;
  return isObject(version) ? [version] : undefined;
}

const STATUSES: ReadonlySet<string> = new Set(['stable', 'current', 'supported', 'deprecated']);

function readEntry(entry: JsonObject, base: URL): ApiVersion | undefined {
  const { id, status, links } = entry;
  if (typeof id !== 'string' || typeof status !== 'string' || !Array.isArray(links)) {
    return undefined;
  }
  const version = parseVersion(id);
  const self: unknown = links.findLast((link) => isObject(link) && link['rel'] === 'self');
  const href = isObject(self) ? self['href'] : undefined;
  if (version === undefined || typeof href !== 'string' || !STATUSES.has(status.toLowerCase())) {
    return undefined;
  }
  return { version, url: combine(base, href) };
}

/**
 * The place of a version: scheme and host of the document, for what services say of themselves is often wrong, and so
 * is their path where the host differs (discover.py, _combine_relative_url).
 */
function combine(base: URL, href: string): URL {
  const start = new URL(base);
  start.pathname = `${base.pathname.replace(/\/+$/, '')}/`;
  const linked = httpUrl(href) ?? (URL.canParse(href, start.href) ? new URL(href, start) : start);
  const result = new URL(base);
  result.search = linked.search;
  result.hash = '';
  if (linked.host === base.host) {
    result.pathname = linked.pathname;
    return result;
  }
  const version = href.replace(/\/+$/, '').split('/').at(-1) ?? '';
  const path = base.pathname.replace(/\/+$/, '');
  if (!path.endsWith(version)) {
    result.pathname = `${path}/${version}${href.endsWith('/') ? '/' : ''}`;
  }
  return result;
}

function compareVersions(left: readonly number[], right: readonly number[]): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
