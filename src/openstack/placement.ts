import type { Config } from '../config/config.js';
import { type AdapterOptions, readAdapterOptions } from './adapter-options.js';
import { badAnswer, isObject } from './answer.js';
import { readAuth, withoutAuthType } from './auth.js';
import { findEndpoint } from './catalog.js';
import { type Client, fixedEndpoint, openClient } from './client.js';
import { OpenStackError, readingOptions } from './error.js';
import type { HttpResponse } from './http.js';
import { type Microversion, parseMicroversion } from './microversion.js';
import { type Asking, openSession, type Session } from './session.js';
import { below, fillIn, optionUrl, type Place, shown } from './url.js';

/** What an API says of itself. */
export interface ApiVersions {
  /** Where it was asked; can be shown. */
  readonly url: string;
  /** What led there, like `[placement]endpoint_override, /etc/nova/nova.conf:12`. */
  readonly from: string;
  /** The latest microversion that it offers. */
  readonly latest: Microversion;
}

/**
 * Asks Placement for its versions, as `nova-status` does (Nova 34.0.0, nova/cmd/status.py, _placement_get;
 * keystoneauth1 5.14, session.py, request): a token first, then the root document of the endpoint, of whose versions the
 * first counts. Without `auth_type`, but with `endpoint_override`, it is asked without a token.
 *
 * @throws OpenStackError
 */
export async function discoverPlacement(config: Config, asking: Asking): Promise<ApiVersions> {
  const { session, client, adapter } = readingOptions(() => {
    const session = openSession(config, 'placement', asking);
    const auth = readAuth(config, 'placement', session.secrets);
    return {
      session,
      adapter: readAdapterOptions(config, 'placement', 'placement'),
      client: openClient(session, auth),
    };
  });
  const endpoint = await findPlacement(config, session, client, adapter);
  const place = { ...endpoint, url: below(endpoint.url, '') };
  const { body, response } = await client.get(place, adapter.retries);
  return {
    url: shown(response.place),
    from: place.from,
    latest: latestOf(body['versions'], response),
  };
}

async function findPlacement(
  config: Config,
  session: Session,
  client: Client,
  adapter: AdapterOptions,
): Promise<Place> {
  const token = await client.token();
  const { override } = adapter;
  if (override !== undefined) {
    const ids = { project_id: token?.projectId, user_id: token?.userId };
    const url = fillIn(override.value, ids, override.from);
    return {
      url: optionUrl(url, override.from),
      from: override.from,
      service: 'Placement',
      // Keystone gave the ids.
      ...(url === override.value ? {} : { untold: session.secrets }),
    };
  }
  if (token !== undefined) {
    return findEndpoint(token, { ...adapter, service: 'Placement' }, session.secrets);
  }
  if (client.auth !== undefined && client.auth.type !== 'keystone') {
    return fixedEndpoint(client.auth, 'placement', 'Placement', 'endpoint_override');
  }
  throw new OpenStackError(
    'missing-auth',
    `No credentials for Placement: ${withoutAuthType(config, 'placement')}. Set it, with auth_url, username, password and the others; or name the file that has them with --config-file.`,
  );
}

function latestOf(versions: unknown, response: HttpResponse): Microversion {
  const first: unknown = Array.isArray(versions) ? versions[0] : undefined;
  const latest = isObject(first) ? parseMicroversion(first['max_version']) : undefined;
  if (latest !== undefined) return latest;
  throw badAnswer(response, "JSON that is not Placement's list of versions");
}
