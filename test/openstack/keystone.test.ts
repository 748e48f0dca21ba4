import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestToken } from '../../src/openstack/token.js';
import { PROJECT, TRUST_ID } from '../support/openstack-keystone.js';
import { type OpenStackServer, REFUSING_URL, startOpenStack } from '../support/openstack-server.js';
import { asking, configOf, kindOf, type Options, outcome } from './asking.js';

let server: OpenStackServer;
const USER_ID = '0123456789abcdef0123456789abcdef';
const PASSWORD = 'pass$word';

beforeAll(async () => {
  server = await startOpenStack();
  server.accounts.set('nova', {
    id: 'aaaa',
    password: PASSWORD,
    token: 'an-older-token',
    credentials: { cred1: { name: 'upgrade', secret: 'credential-secret' } },
  });
});
afterAll(async () => server.close());
beforeEach(() => {
  server.requests.length = 0;
  server.documents.clear();
});

const token = async (options: Options, more: Readonly<Record<string, Options>> = {}) =>
  requestToken(
    configOf({
      service_user: { auth_type: 'password', auth_url: `${server.url}/keystone`, ...options },
      ...more,
    }),
    'service_user',
    asking(),
  );
const sent = (): unknown => JSON.parse(server.requests.at(-1)?.body ?? 'null');
const asked = () => server.requests.map(({ method, path }) => `${method} ${path}`);

const user = { username: 'nova', password: PASSWORD, user_domain_name: 'Default' };
const sentUser = { name: 'nova', password: PASSWORD, domain: { name: 'Default' } };
const project = { project_name: 'service', project_domain_id: 'default' };
const sentProject = { project: { name: 'service', domain: { id: 'default' } } };
const byPassword = (sentAs: unknown) => ({ methods: ['password'], password: { user: sentAs } });

it('tells whose token it is, and not the token', async () => {
  expect(await token({ ...user, ...project })).toEqual({
    url: `${server.url}/keystone/v3/auth/tokens`,
    user: 'nova',
    project: 'service',
    roles: ['admin', 'service'],
    expiresAt: '2030-01-01T00:00:00.000000Z',
  });
});

it('says that no credentials are set', async () => {
  expect(await kindOf(requestToken(configOf({}), 'service_user', asking()))).toBe('missing-auth');
});

it('has a time limit for keystone_authtoken too, under the name that it has there', async () => {
  const options = { auth_type: 'v3password', auth_url: `${server.url}/fault/hang`, ...user };
  const config = configOf({ keystone_authtoken: { ...options, http_connect_timeout: '0.2' } });
  expect(await outcome(requestToken(config, 'keystone_authtoken', asking()))).toEqual({
    kind: 'timeout',
    message: `Keystone at ${server.url}/fault/hang/v3/auth/tokens ([keystone_authtoken]auth_url, nova.conf:3) did not answer within 0.2 s. Look whether it is overloaded or a firewall drops the packets; [keystone_authtoken]http_connect_timeout sets how long to wait.`,
  });
});

describe('what is sent', () => {
  it.each<[string, Options, unknown]>([
    [
      'names in their domains',
      { ...user, ...project },
      { identity: byPassword(sentUser), scope: sentProject },
    ],
    [
      'ids before names',
      { user_id: 'aaaa', ...user, project_id: PROJECT.id, ...project },
      {
        identity: byPassword({ id: 'aaaa', password: PASSWORD }),
        scope: { project: { id: PROJECT.id } },
      },
    ],
    [
      'the default domain, its id before any name',
      { ...user, default_domain_id: 'default', project_name: 'service' },
      {
        identity: byPassword({ ...sentUser, domain: { id: 'default' } }),
        scope: sentProject,
      },
    ],
    [
      'the name of the default domain',
      { ...user, user_domain_name: undefined, default_domain_name: 'Default' },
      { identity: byPassword(sentUser) },
    ],
    [
      'former names',
      {
        'user-name': 'nova',
        password: PASSWORD,
        user_domain_name: 'Default',
        tenant_name: 'service',
        project_domain_id: 'default',
      },
      { identity: byPassword(sentUser), scope: sentProject },
    ],
    [
      'a domain as scope',
      { ...user, domain_id: 'default' },
      { identity: byPassword(sentUser), scope: { domain: { id: 'default' } } },
    ],
    [
      'the system as scope',
      { ...user, system_scope: 'all' },
      { identity: byPassword(sentUser), scope: { system: { all: true } } },
    ],
    [
      'a system scope that is none',
      { ...user, system_scope: 'some' },
      { identity: byPassword(sentUser) },
    ],
    [
      'a trust',
      { ...user, trust_id: TRUST_ID },
      { identity: byPassword(sentUser), scope: { 'OS-TRUST:trust': { id: TRUST_ID } } },
    ],
    ['no scope', user, { identity: byPassword(sentUser) }],
    [
      'v3password',
      { ...user, auth_type: 'v3password', ...project },
      { identity: byPassword(sentUser), scope: sentProject },
    ],
    [
      'v3token',
      { auth_type: 'v3token', token: 'an-older-token', ...project },
      { identity: { methods: ['token'], token: { id: 'an-older-token' } }, scope: sentProject },
    ],
    [
      'v3applicationcredential by id',
      {
        auth_type: 'v3applicationcredential',
        application_credential_id: 'cred1',
        application_credential_secret: 'credential-secret',
      },
      {
        identity: {
          methods: ['application_credential'],
          application_credential: { id: 'cred1', secret: 'credential-secret' },
        },
      },
    ],
    [
      'v3applicationcredential by name',
      {
        auth_type: 'v3applicationcredential',
        application_credential_name: 'upgrade',
        application_credential_secret: 'credential-secret',
        username: 'nova',
        user_domain_id: 'default',
      },
      {
        identity: {
          methods: ['application_credential'],
          application_credential: {
            name: 'upgrade',
            secret: 'credential-secret',
            user: { name: 'nova', domain: { id: 'default' } },
          },
        },
      },
    ],
  ])('%s', async (_name, options, auth) => {
    expect(await token(options)).toMatchObject({ user: 'nova' });
    expect(sent()).toEqual({ auth });
  });

  it.each<[string, Options, string]>([
    ['a name without a domain', { ...user, user_domain_name: undefined }, 'http-status'],
    ['a project without a domain', { ...user, project_name: 'service' }, 'http-status'],
    ['a wrong domain', { ...user, user_domain_name: 'default' }, 'unauthorized'],
    ['a wrong project', { ...user, project_id: 'other' }, 'unauthorized'],
    ['a wrong trust', { ...user, trust_id: 'other' }, 'unauthorized'],
    ['a wrong token', { auth_type: 'v3token', token: 'wrong' }, 'unauthorized'],
  ])('%s is for Keystone to judge: %s', async (_name, options, kind) => {
    expect(await kindOf(token(options))).toBe(kind);
  });
});

describe('options that do not make up an authentication', () => {
  it.each<[string, Options]>([
    ['auth_url is not set', { ...user, auth_url: undefined }],
    ['password is not set', { ...user, password: undefined }],
    ['neither username nor user_id is set', { password: PASSWORD }],
    [
      'only one of domain_id or domain_name, trust_id can be the scope, and all are set',
      { ...user, domain_name: 'Default', trust_id: 'x' },
    ],
    [
      'only one of project_id or project_name, system_scope can be the scope, and all are set',
      { ...user, ...project, system_scope: 'some' },
    ],
    [
      'username needs user_domain_id or user_domain_name',
      {
        auth_type: 'v3password',
        ...user,
        user_domain_name: undefined,
        default_domain_id: 'default',
      },
    ],
    [
      'project_name needs project_domain_id or project_domain_name',
      { auth_type: 'v3password', ...user, project_name: 'service', default_domain_id: 'default' },
    ],
    ['token is not set', { auth_type: 'v3token' }],
    [
      'application_credential_secret is not set',
      { auth_type: 'v3applicationcredential', application_credential_id: 'x' },
    ],
    [
      'neither application_credential_id nor application_credential_name is set',
      { auth_type: 'v3applicationcredential', application_credential_secret: 'x' },
    ],
    [
      'application_credential_name needs the user that it belongs to: set username or user_id',
      {
        auth_type: 'v3applicationcredential',
        application_credential_secret: 'x',
        application_credential_name: 'x',
      },
    ],
  ])('%s', async (problem, options) => {
    const type = options['auth_type'] ?? 'password';
    expect(await outcome(token(options))).toEqual({
      kind: 'configuration',
      message: `The options of [service_user] do not fit auth_type = ${type} (nova.conf:2): ${problem}. Correct them.`,
    });
    expect(server.requests).toEqual([]);
  });

  it.each(['none', 'http_basic'])('%s has no tokens', async (type) => {
    const options = { auth_type: type, username: 'a', password: 'b' };
    expect(await kindOf(token(options))).toBe('configuration');
  });
});

describe('where Keystone is', () => {
  const post = (path: string) => `POST ${path}/auth/tokens`;

  it.each([
    ['password', '/keystone', ['GET /keystone', post('/keystone/v3')]],
    ['password', '/keystone/', ['GET /keystone/', post('/keystone/v3')]],
    ['password', '/keystone/v3/', ['GET /keystone/v3/', post('/keystone/v3')]],
    ['v3password', '/keystone/v3/', [post('/keystone/v3')]],
    ['v3password', '/keystone', [post('/keystone/v3')]],
  ])('%s at %s', async (type, path, requests) => {
    await token({ ...user, auth_type: type, auth_url: server.url + path });
    expect(asked()).toEqual(requests);
  });

  it.each<[string, unknown, string]>([
    [
      'the earliest version 3, and no v2.0',
      {
        versions: {
          values: [version('v3.14', '/b'), version('v2.0', '/a'), version('v3.4', '/c/')],
        },
      },
      '/c/v3/auth/tokens',
    ],
    ['a plain list', { versions: [version('v3.0', 'v3')] }, '/documents/v3/auth/tokens'],
    [
      'another host in the link: only the version of it',
      { versions: [version('v3.0', 'https://elsewhere:1/x/v3/')] },
      '/documents/v3/auth/tokens',
    ],
  ])('in documents: %s', async (_name, document, path) => {
    server.documents.set('/documents', document);
    await kindOf(token({ ...user, auth_url: `${server.url}/documents` }));
    expect(asked()).toEqual(['GET /documents', `POST ${path}`]);
  });

  it.each<[string, unknown]>([
    ['no API v3', { versions: { values: [version('v2.0', '/v2.0')] } }],
    ['none that is stable', { versions: [version('v3.0', 'v3', 'EXPERIMENTAL')] }],
    ['entries without links or ids', { versions: [{ id: 'v3.0', status: 'stable' }, {}, null] }],
  ])('in documents: %s', async (_name, document) => {
    server.documents.set('/documents', document);
    expect(await outcome(token({ ...user, auth_url: `${server.url}/documents` }))).toEqual({
      kind: 'discovery',
      message: `Keystone at ${server.url}/documents ([service_user]auth_url, nova.conf:3) offers no API v3. Check that auth_url is Keystone's.`,
    });
  });

  it.each([
    ['/fault/html', 'answered 200 with HTML instead of JSON'],
    ['/fault/foreign', 'answered 200 with JSON that is no version document'],
    ['/fault/503', 'answered 503'],
    ['/identity/v3', 'answered 404'],
  ])('%s is no place to find versions, and the path begins with none', async (path, words) => {
    const answer = await outcome(token({ ...user, auth_url: server.url + path }));
    expect(answer).toEqual({
      kind: 'discovery',
      message: expect.stringContaining(words) as string,
    });
  });

  it('uses /v3 of the URL where versions are not told', async () => {
    server.documents.set('/v3', 'nothing');
    expect(await kindOf(token({ ...user, auth_url: `${server.url}/v3` }))).toBe('not-found');
    expect(asked()).toEqual(['GET /v3', post('/v3')]);
  });

  it.each([
    ['', 'discovery'],
    ['/v3', 'unreachable'],
  ])('%j, nobody listening: %s, as nova-status has it', async (path, kind) => {
    expect(await kindOf(token({ ...user, auth_url: REFUSING_URL + path }))).toBe(kind);
  });

  it('is looked up in the section that auth_section names', async () => {
    const elsewhere = { auth_plugin: 'password', auth_url: `${server.url}/keystone`, ...user };
    const options = { auth_section: 'other', auth_type: 'none', auth_url: 'http://unused' };
    expect(await kindOf(token(options, { other: elsewhere }))).toBe('ok');
  });
});

describe('what Keystone answers', () => {
  it.each<[string, unknown, string]>([
    ['html', undefined, 'bad-answer'],
    ['500', undefined, 'http-status'],
    ['', { token: {} }, 'no X-Subject-Token'],
    ['', {}, 'JSON that is no token'],
  ])('%s %j: %s', async (fault, document, expected) => {
    const path = fault === '' ? '/x' : `/fault/${fault}`;
    if (fault === '') server.documents.set('/x/v3/auth/tokens', document);
    const options = { ...user, auth_type: 'v3password', auth_url: server.url + path };
    const { kind, message } = (await outcome(token(options))) as Record<string, string>;
    expect(`${kind} ${message}`).toContain(expected);
  });

  it('a user without a name in a project without one', async () => {
    expect(await token({ user_id: USER_ID, password: 's3cret:p@ss/"w\\örd' })).toMatchObject({
      user: 'placement',
      project: undefined,
      roles: [],
    });
  });
});

function version(id: string, href: string, status = 'CURRENT') {
  return {
    id,
    status,
    links: [
      { rel: 'other', href: 'http://x' },
      { rel: 'self', href },
    ],
  };
}
