import { OpenStackError } from './error.js';
import type { Session } from './session.js';
import { below, describe, type Place } from './url.js';
import { parseVersion, readVersions } from './versions.js';

/**
 * The endpoint of one major version, for a service type that stands for it, such as `volumev3` (keystoneauth1 5.14,
 * discover.py, _get_discovery_url_choices and _set_version_info): as the catalog has it where its URL names that
 * version; else what a version document says, asked without a token, with the project's id put back at the end. Where no
 * document is found the catalog's URL stands.
 *
 * @throws OpenStackError of kind `discovery` where the document has no such version
 */
export async function versionedEndpoint(
  session: Session,
  endpoint: Place,
  major: number,
  projectId: string | undefined,
): Promise<Place> {
  const parts = endpoint.url.pathname.replace(/\/+$/, '').split('/');
  const project = projectPart(parts, projectId);
  if (project !== undefined) parts.pop();
  const named = parseVersion(parts.at(-1) ?? '');
  if (named?.[0] === major) return endpoint;
  if (named !== undefined) parts.pop();

  const unversioned = new URL(endpoint.url);
  unversioned.pathname = `${parts.join('/')}/`;
  for (const url of [unversioned, endpoint.url]) {
    const versions = await readVersions(session, { ...endpoint, url }).catch(nothingFound);
    if (versions === undefined) continue;
    const latest = versions.findLast(({ version }) => version[0] === major);
    if (latest === undefined) {
      throw new OpenStackError(
        'discovery',
        `${describe({ ...endpoint, url })} offers no version ${major} of its API. Upgrade it, or correct the endpoint in Keystone.`,
      );
    }
    return { ...endpoint, url: project === undefined ? latest.url : below(latest.url, project) };
  }
  return endpoint;
}

function projectPart(parts: readonly string[], projectId: string | undefined): string | undefined {
  const last = parts.at(-1);
  if (projectId !== undefined) return last === projectId ? last : undefined;
  return parseVersion(parts.at(-2) ?? '') === undefined ? undefined : last;
}

function nothingFound(error: unknown): undefined {
  if (!(error instanceof OpenStackError)) throw error;
}
