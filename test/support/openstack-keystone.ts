import type { RecordedRequest } from './openstack-server.js';

/** Someone who can authenticate: always in the domain `Default` (id `default`). */
export interface Account {
  readonly id: string;
  readonly password?: string;
  /** Application credentials by id, each with name and secret. */
  readonly credentials?: Readonly<
    Record<string, { readonly name: string; readonly secret: string }>
  >;
  /** A token to get others with. */
  readonly token?: string;
}

/** The project that everybody is in, by default. */
export const PROJECT = { id: 'fedcba9876543210fedcba9876543210', name: 'service' };
/** The only trust that there is. */
export const TRUST_ID = 'a7b8c9';

/** Keystone 22.0.2 (Zed), keystone/api/discovery.py; its links carry the host that it thinks it has. */
export function keystoneVersions(url: string, form: 'list' | 'one'): unknown {
  const version = {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${url.replace('127.0.0.1', 'localhost')}/keystone/v3/` }],
    'media-types': [
      { base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' },
    ],
  };
  return form === 'list' ? { versions: { values: [version] } } : { version };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Body = Readonly<Record<string, unknown>>;

/** What Keystone says to `POST /v3/auth/tokens`: keystone/auth/core.py and keystone/auth/schema.py. */
export function issue(
  request: RecordedRequest,
  accounts: ReadonlyMap<string, Account>,
  catalog: (projectId: string) => unknown,
): Answer {
  const { auth } = JSON.parse(request.body) as { auth: Body };
  const found = authenticated(auth['identity'] as Body, request, accounts);
  if (typeof found === 'string') return badRequest(found);
  if (found === undefined) return UNAUTHORIZED;
  const [name, account] = found;
  const scope = scoped((auth['scope'] ?? implied(auth['identity'] as Body)) as Body | undefined);
  if (typeof scope === 'string') return badRequest(scope);
  if (scope === undefined) return UNAUTHORIZED;
  const [method] = (auth['identity'] as Body)['methods'] as string[];
  const unscoped = Object.keys(scope).length === 0;
  return {
    status: 201,
    body: {
      token: {
        methods: [method],
        user: {
          domain: DOMAIN,
          id: account.id,
          name,
          password_expires_at: null,
        },
        audit_ids: ['3T2dc1CGQxyJsHdDu1xkcw'],
        expires_at: '2030-01-01T00:00:00.000000Z',
        issued_at: '2026-11-22T17:00:00.000000Z',
        ...scope,
        ...(unscoped
          ? {}
          : {
              roles: [
                { id: '1', name: 'admin' },
                { id: '2', name: 'service' },
              ],
              catalog: catalog(PROJECT.id),
            }),
      },
    },
  };
}

const DOMAIN = { id: 'default', name: 'Default' };

const UNAUTHORIZED: Answer = {
  status: 401,
  body: {
    error: {
      code: 401,
      message: 'The request you have made requires authentication.',
      title: 'Unauthorized',
    },
  },
};

function badRequest(message: string): Answer {
  return { status: 400, body: { error: { code: 400, message, title: 'Bad Request' } } };
}

const NO_DOMAIN = (of: string) =>
  `Expecting to find domain in ${of}. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`;

function authenticated(
  identity: Body,
  request: RecordedRequest,
  accounts: ReadonlyMap<string, Account>,
): readonly [string, Account] | string | undefined {
  const method = String((identity['methods'] as string[])[0]);
  const given = identity[method] as Body;
  if (method === 'password') {
    const user = given['user'] as Body;
    const found = byUser(user, accounts);
    if (typeof found === 'string') return found;
    return found !== undefined && found[1].password === user['password'] ? found : undefined;
  }
  if (method === 'token') {
    const isSame = request.headers['x-auth-token'] === given['id'];
    return isSame ? [...accounts].find(([, { token }]) => token === given['id']) : undefined;
  }
  const owner = given['user'] === undefined ? undefined : byUser(given['user'] as Body, accounts);
  if (typeof owner === 'string') return owner;
  return [...accounts].find(([name, { credentials = {} }]) =>
    Object.entries(credentials).some(
      ([id, credential]) =>
        credential.secret === given['secret'] &&
        (given['id'] === undefined
          ? credential.name === given['name'] && owner?.[0] === name
          : given['id'] === id),
    ),
  );
}

function byUser(
  { id, name, domain }: Body,
  accounts: ReadonlyMap<string, Account>,
): readonly [string, Account] | string | undefined {
  if (id !== undefined) return [...accounts].find(([, account]) => account.id === id);
  if (domain === undefined) return NO_DOMAIN('user');
  return isDefault(domain as Body) ? [...accounts].find(([each]) => each === name) : undefined;
}

function isDefault({ id, name }: Body): boolean {
  return id === DOMAIN.id || name === DOMAIN.name;
}

/** An application credential belongs to a project. */
function implied(identity: Body): Body | undefined {
  return identity['application_credential'] === undefined ? undefined : { project: PROJECT };
}

/** The token's part about its scope, a complaint, or undefined where there is no such thing. */
function scoped(scope: Body | undefined): Body | string | undefined {
  if (scope === undefined) return {};
  const { project, domain, system } = scope as Record<string, Body | undefined>;
  const trust = scope['OS-TRUST:trust'] as Body | undefined;
  if (system !== undefined) return { system: { all: true } };
  if (domain !== undefined) return isDefault(domain) ? { domain: DOMAIN } : undefined;
  const answer = { project: { domain: DOMAIN, ...PROJECT }, is_domain: false };
  if (trust !== undefined) return trust['id'] === TRUST_ID ? answer : undefined;
  if (project === undefined) return undefined;
  if (project['id'] !== undefined) return project['id'] === PROJECT.id ? answer : undefined;
  if (project['domain'] === undefined) return NO_DOMAIN('project');
  return project['name'] === PROJECT.name && isDefault(project['domain'] as Body)
    ? answer
    : undefined;
}
