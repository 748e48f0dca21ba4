import type { Config } from '../config/config.js';
import { badAnswer, isObject, type JsonObject } from './answer.js';
import { readAuth, withoutAuthType } from './auth.js';
import { findEndpoint } from './catalog.js';
import { type CinderOptions, readCinderOptions } from './cinder-options.js';
import { type Client, fixedEndpoint, openClient } from './client.js';
import { OpenStackError, readingOptions } from './error.js';
import type { HttpResponse } from './http.js';
import type { KeystoneAuth } from './keystone-auth.js';
import { type Microversion, parseMicroversion } from './microversion.js';
import type { ApiVersions } from './placement.js';
import type { Secrets } from './secrets.js';
import { impliedVersion } from './service-types.js';
import { type Asking, openSession, type Session } from './session.js';
import { describe, type Place, shown } from './url.js';
import { versionedEndpoint } from './versioned-endpoint.js';

/**
 * Asks Cinder for its versions, as `nova-status` does (Nova 34.0.0, nova/volume/cinder.py, cinderclient and
 * _get_server_version): the endpoint must have `v3` in its path, and what stands before that has the version document.
 * Where the document has no version 3, the latest is 2.0. With `[service_user]send_service_user_token` a token of the
 * service user is fetched too and sent along (nova/service_auth.py).
 *
 * Nova also asks what its python-cinderclient can do; there is none here.
 *
 * @throws OpenStackError, of kind `missing-auth` where neither `auth_type` nor `auth_section` is set: then Nova does not
 * use Cinder
 */
export async function discoverCinder(config: Config, asking: Asking): Promise<ApiVersions> {
  const { session, client, options } = readingOptions(() => {
    const session = openSession(config, 'cinder', asking);
    const auth = readAuth(config, 'cinder', session.secrets);
    if (auth === undefined) {
      throw new OpenStackError(
        config.text('cinder', 'auth_section')?.value ? 'configuration' : 'missing-auth',
        `No credentials for Cinder: ${withoutAuthType(config, 'cinder')}. Set it if Nova is to use volumes.`,
      );
    }
    const client = openClient(session, auth, serviceUser(config, session.secrets));
    return { session, client, options: readCinderOptions(config) };
  });
  const endpoint = await findCinder(session, client, options);
  const place = { ...endpoint, url: documentUrl(endpoint) };
  const { body, response } = await client.get(place);
  return { url: shown(response.place), from: place.from, latest: latestOf(body, response) };
}

function serviceUser(config: Config, secrets: Secrets): KeystoneAuth | undefined {
  if (!config.boolean('service_user', 'send_service_user_token', false).value) return undefined;
  const auth = readAuth(config, 'service_user', secrets);
  return auth?.type === 'keystone' ? auth : undefined;
}

async function findCinder(
  session: Session,
  client: Client,
  options: CinderOptions,
): Promise<Place> {
  if (options.template !== undefined) return options.template;
  const token = await client.token();
  if (token !== undefined) {
    const version = impliedVersion(options.filter.serviceType);
    const place = findEndpoint(token, options.filter, session.secrets);
    return version === undefined
      ? place
      : versionedEndpoint(session, place, version, token.projectId);
  }
  if (client.auth !== undefined && client.auth.type !== 'keystone') {
    return fixedEndpoint(client.auth, 'cinder', 'Cinder', 'endpoint_template');
  }
  throw new Error('Keystone authentication without a token');
}

/** python-cinderclient 9.9, cinderclient/client.py, get_volume_api_from_url; then nova/volume/cinder.py. */
function documentUrl(endpoint: Place): URL {
  const { pathname } = endpoint.url;
  if (!pathname.split('/').includes('v3')) {
    throw new OpenStackError(
      'discovery',
      `${describe(endpoint)} has no "v3" in its path, and Nova uses no other version of Cinder's API. Correct the URL.`,
    );
  }
  const version = ['v2', 'v3'].find((v) => pathname.endsWith(v) || pathname.includes(`/${v}/`));
  const url = new URL(endpoint.url);
  if (version !== undefined) url.pathname = pathname.slice(0, pathname.lastIndexOf(version));
  url.search = '';
  return url;
}

function latestOf({ versions }: JsonObject, response: HttpResponse): Microversion {
  if (!Array.isArray(versions)) throw foreign(response);
  for (const entry of versions as readonly unknown[]) {
    const version = isObject(entry) ? entry['version'] : undefined;
    if (typeof version !== 'string') throw foreign(response);
    if (!version.includes('3.')) continue;
    const latest = parseMicroversion(version);
    if (latest === undefined) throw foreign(response);
    return latest;
  }
  return { major: 2, minor: 0 };
}

function foreign(response: HttpResponse): OpenStackError {
  return badAnswer(response, "JSON that is not Cinder's list of versions");
}
