import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fault } from './openstack-faults.js';
import { type Account, issue, keystoneVersions } from './openstack-keystone.js';

/**
 * A server that speaks Keystone v3, Placement and Cinder as the real ones do where their versions are asked, on a free port
 * of 127.0.0.1 (or `localhost`):
 *
 * - `/keystone`, `/keystone/v3`, `/keystone/v3/auth/tokens`, with the accounts below;
 * - `/placement/1.39`, and with any other version in its place: the root document of a Placement that offers it;
 * - `/private/placement/1.39`: the same, only with a token of this server (the real one shows its root to anybody);
 * - `/volume/at-3.70`, `/volume/at-3.70/v3`, `/volume/at-3.70/v3/<project>`: a Cinder, likewise;
 * - `/fault/<name>` and whatever is below it: see openstack-faults.ts;
 * - `/to/<status>/<anything>`: a redirect to what `location` was set to;
 * - any other path: what `documents` has for it, or 404.
 *
 * Its catalog has the regions of the golden cases: `RegionOne` (Placement 1.39, Cinder 3.70), `RegionOld` (1.35 and
 * 3.43), `RegionDown` (nobody listens) and no service in `RegionEmpty`.
 */
export interface OpenStackServer {
  /** Like `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What was asked, in order. */
  readonly requests: RecordedRequest[];
  /** By name; may be changed at any time. */
  readonly accounts: Map<string, Account>;
  /** Replaces the catalog of all tokens to come; called with the project's id. */
  catalog: (projectId: string) => unknown;
  /** Tokens that are accepted; take one out to revoke it. */
  readonly tokens: Set<string>;
  /** JSON by path without a slash at the end, before all else. */
  readonly documents: Map<string, unknown>;
  /** Where `/to/…` redirects to; undefined for a redirect without `Location`. */
  location: string | undefined;
  close(): Promise<void>;
}

export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Whose client certificates are wanted; none where left out. */
  readonly clientCaFile?: string;
}

/** Nobody listens there. */
export const REFUSING_URL = 'http://127.0.0.1:1';

/** @param tls to speak `https` */
export async function startOpenStack(tls?: TlsFiles): Promise<OpenStackServer> {
  const requests: RecordedRequest[] = [];
  const state = {
    url: '',
    port: 0,
    requests,
    accounts: new Map(Object.entries(ACCOUNTS)),
    catalog: (projectId: string): unknown => ordinaryCatalog(state.url, projectId),
    tokens: new Set<string>(),
    documents: new Map<string, unknown>(),
    location: undefined as string | undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const recorded = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push(recorded);
      answer(recorded, response, state);
    });
    request.on('error', () => {});
  };
  const server = tls
    ? createHttpsServer(
        {
          cert: readFileSync(tls.certFile),
          key: readFileSync(tls.keyFile),
          ...(tls.clientCaFile === undefined
            ? {}
            : { ca: readFileSync(tls.clientCaFile), requestCert: true, rejectUnauthorized: true }),
        },
        listener,
      )
    : createHttpServer(listener);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  state.port = (server.address() as AddressInfo).port;
  state.url = `${tls ? 'https' : 'http'}://127.0.0.1:${state.port}`;
  return state;
}

/** The user `placement` of project `service`, and what else can authenticate. */
const ACCOUNTS: Readonly<Record<string, Account>> = {
  placement: { id: '0123456789abcdef0123456789abcdef', password: 's3cret:p@ss/"w\\örd' },
};

function answer(request: RecordedRequest, response: ServerResponse, server: OpenStackServer): void {
  const path = new URL(request.path, 'http://x').pathname.replace(/\/+$/, '');
  const [, first = '', second = '', third = ''] = path.split('/');
  if (server.documents.has(path)) return send(response, 200, server.documents.get(path));
  if (first === 'fault') return fault(second, request, response);
  if (first === 'to') {
    const location = server.location === undefined ? {} : { location: server.location };
    response.writeHead(Number(second), location).end('moved');
    return;
  }
  if (first === 'placement') return send(response, 200, placementRoot(second));
  if (first === 'private') {
    const token = String(request.headers['x-auth-token']);
    if (server.tokens.has(token)) return send(response, 200, placementRoot(third));
    const detail = 'Authentication required';
    return send(response, 401, { errors: [{ status: 401, title: 'Unauthorized', detail }] });
  }
  if (first === 'volume') {
    return third === ''
      ? send(response, 300, cinderVersions(server.url, second.replace('at-', '')))
      : send(response, 401, { error: { code: 401, message: 'not without a token' } });
  }
  if (path === '/keystone') return send(response, 300, keystoneVersions(server.url, 'list'));
  if (path === '/keystone/v3') return send(response, 200, keystoneVersions(server.url, 'one'));
  if (path === '/keystone/v3/auth/tokens' && request.method === 'POST') {
    const issued = issue(request, server.accounts, (projectId) => server.catalog(projectId));
    const token = `gAAAAA${randomUUID()}`;
    if (issued.status === 201) server.tokens.add(token);
    return send(
      response,
      issued.status,
      issued.body,
      issued.status === 201 ? { 'x-subject-token': token } : {},
    );
  }
  send(response, 404, {
    error: { code: 404, message: 'The resource could not be found.', title: 'Not Found' },
  });
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Placement 8.0.0 (Zed), placement/handlers/root.py. */
function placementRoot(latest: string): unknown {
  const links = [{ rel: 'self', href: '' }];
  return {
    versions: [{ id: 'v1.0', max_version: latest, min_version: '1.0', status: 'CURRENT', links }],
  };
}

/** Cinder 21.0.0 (Zed), cinder/api/versions.py. */
function cinderVersions(url: string, latest: string): unknown {
  return {
    versions: [
      {
        id: 'v3.0',
        status: 'CURRENT',
        version: latest,
        min_version: '3.0',
        updated: '2022-08-31T00:00:00Z',
        links: [
          { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
          { rel: 'self', href: `${url}/volume/at-${latest}/v3/` },
        ],
        'media-types': [
          { base: 'application/json', type: 'application/vnd.openstack.volume+json;version=3' },
        ],
      },
    ],
  };
}

function ordinaryCatalog(url: string, projectId: string): unknown {
  const regions = {
    RegionOne: [`${url}/placement/1.39`, `${url}/volume/at-3.70/v3/${projectId}`],
    RegionOld: [`${url}/placement/1.35`, `${url}/volume/at-3.43/v3/${projectId}`],
    RegionDown: [`${REFUSING_URL}/`, `${REFUSING_URL}/v3/${projectId}`],
  };
  const service = (type: string, name: string, index: number) => ({
    type,
    name,
    id: randomUUID(),
    endpoints: Object.entries(regions).flatMap(([region, urls]) =>
      ['public', 'internal', 'admin'].map((interfaceName) => ({
        id: randomUUID(),
        interface: interfaceName,
        region_id: region,
        region,
        url: urls[index],
      })),
    ),
  });
  return [service('placement', 'placement', 0), service('volumev3', 'cinderv3', 1)];
}
