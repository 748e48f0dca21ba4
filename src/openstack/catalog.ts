import { isObject, type JsonObject } from './answer.js';
import { OpenStackError } from './error.js';
import type { Token } from './keystone.js';
import type { Secrets } from './secrets.js';
import { matchingTypes } from './service-types.js';
import { describe, httpUrl, type Place } from './url.js';

/** What is looked for in the catalog. */
export interface EndpointFilter {
  readonly serviceType: string;
  readonly serviceName?: string | undefined;
  /** `public`, `internal`, `admin`; best first. */
  readonly interfaces: readonly string[];
  readonly region?: string | undefined;
  /** The options that say so, with their places, for messages. */
  readonly from: string;
  /** Whose endpoint it is, for messages. */
  readonly service: string;
}

/**
 * The endpoint that the catalog of a token has for a filter (keystoneauth1 5.14, access/service_catalog.py): by service
 * type or its official aliases, the type as asked before an alias; the name counts only where the catalog has names; of
 * several the one with the best interface, and then the first.
 *
 * @param secrets what no message may repeat, whatever the catalog has
 * @throws OpenStackError of kind `endpoint-not-found` that says what the catalog has instead, and of kind `bad-answer`
 * for an endpoint that is no URL
 */
export function findEndpoint(token: Token, filter: EndpointFilter, secrets: Secrets): Place {
  const types = matchingTypes(filter.serviceType);
  const services = token.catalog.filter(isObject).filter((service) => hasName(service, filter));
  const candidates = services.flatMap(endpointsOf).filter(({ type }) => types.includes(type));
  const wanted = candidates.filter(
    (endpoint) => filter.region === undefined || endpoint.region === filter.region,
  );
  for (const type of types) {
    for (const name of filter.interfaces) {
      const endpoint = wanted.find((each) => each.type === type && each.interface === name);
      if (endpoint !== undefined) return placeOf(endpoint, token, filter, secrets);
    }
  }
  throw new OpenStackError('endpoint-not-found', missing(token, filter, candidates, secrets));
}

interface Endpoint {
  readonly type: string;
  readonly interface: string;
  readonly region: string | undefined;
  readonly url: string;
}

function endpointsOf({ type, endpoints }: JsonObject): Endpoint[] {
  if (typeof type !== 'string' || !Array.isArray(endpoints)) return [];
  return endpoints.filter(isObject).flatMap((endpoint) => {
    const { interface: name, url } = endpoint;
    const region = endpoint['region_id'] || endpoint['region'];
    if (typeof url !== 'string' || url === '' || typeof name !== 'string') return [];
    return { type, interface: name, region: typeof region === 'string' ? region : undefined, url };
  });
}

function hasName({ name }: JsonObject, { serviceName }: EndpointFilter): boolean {
  return !serviceName || typeof name !== 'string' || name === '' || name === serviceName;
}

function placeOf(
  endpoint: Endpoint,
  token: Token,
  filter: EndpointFilter,
  secrets: Secrets,
): Place {
  const region =
    endpoint.region === undefined ? '' : ` in region "${secrets.told(endpoint.region)}"`;
  const from = `the catalog's ${endpoint.interface} endpoint of ${endpoint.type}${region}, looked up by ${filter.from}`;
  const url = httpUrl(endpoint.url);
  if (url !== undefined) return { url, from, service: filter.service, untold: secrets };
  throw new OpenStackError(
    'bad-answer',
    `${describe(token.place)} has a catalog in which ${from}, is no URL that begins with http:// or https://. Correct the endpoint in Keystone.`,
  );
}

/** Keystone 22, keystone/catalog/backends/sql.py, get_v3_catalog. */
const WITHOUT_PROJECT =
  " A token without a project does not get endpoints whose URL holds the project's id.";

function missing(
  token: Token,
  filter: EndpointFilter,
  candidates: readonly Endpoint[],
  secrets: Secrets,
): string {
  const { serviceType, serviceName, interfaces, region, from } = filter;
  const what = [
    `${interfaces.join(' or ')} endpoint of a ${serviceType} service`,
    ...(serviceName ? [`named "${serviceName}"`] : []),
    ...(region === undefined ? [] : [`in region "${region}"`]),
  ].join(' ');
  const others = candidates.map(
    (each) => `${secrets.told(each.interface)} in region "${secrets.told(each.region ?? '')}"`,
  );
  const instead =
    token.catalog.length === 0
      ? 'The catalog is empty: the token has no scope, or no endpoint is registered for it.'
      : others.length === 0
        ? `The catalog has no such service in any region.${token.projectId === undefined ? WITHOUT_PROJECT : ''}`
        : `The catalog has: ${[...new Set(others)].slice(0, 10).join(', ')}.`;
  return `${describe(token.place)} has no ${what} in its catalog (${from}). ${instead} Register the endpoint, or correct the options.`;
}
