import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discoverCinder } from '../../src/openstack/cinder.js';
import { PROJECT } from '../support/openstack-keystone.js';
import { type OpenStackServer, REFUSING_URL, startOpenStack } from '../support/openstack-server.js';
import { asking, configOf, kindOf, type Options, outcome } from './asking.js';

let server: OpenStackServer;
let options: Options;
const { id: project } = PROJECT;

beforeAll(async () => {
  server = await startOpenStack();
});
afterAll(async () => server.close());
beforeEach(() => {
  server.requests.length = 0;
  server.documents.clear();
  options = {
    auth_type: 'password',
    auth_url: `${server.url}/keystone/v3`,
    username: 'placement',
    password: 's3cret:p@ss/"w\\örd',
    user_domain_id: 'default',
    project_name: 'service',
    project_domain_id: 'default',
    os_region_name: 'RegionOne',
  };
});

const discover = async (changed: Options = {}, serviceUser: Options = {}) =>
  discoverCinder(
    configOf({ cinder: { ...options, ...changed }, service_user: serviceUser }),
    asking(),
  );
const paths = () => server.requests.map(({ path }) => path);

/** A catalog of one service with one public endpoint. */
function endpoint(type: string, path: string): void {
  const { catalog } = server;
  server.catalog = () => {
    server.catalog = catalog;
    return [{ type, endpoints: [{ interface: 'public', url: server.url + path }] }];
  };
}

describe('what real nova-status said (shared golden cases of Nova 26.2.2)', () => {
  it('svc-ok', async () => {
    expect(await discover()).toEqual({
      url: `${server.url}/volume/at-3.70/`,
      from: expect.stringContaining(
        `the catalog's public endpoint of volumev3 in region "RegionOne", looked up by [cinder]catalog_info, default; [cinder]os_region_name, `,
      ) as string,
      latest: { major: 3, minor: 70 },
    });
    expect(paths()).toEqual(['/keystone/v3', '/keystone/v3/auth/tokens', '/volume/at-3.70/']);
  });

  it('svc-cinder-no-section', async () => {
    expect(await kindOf(discoverCinder(configOf({}), asking()))).toBe('missing-auth');
  });

  it('svc-cinder-old', async () => {
    expect(await discover({ os_region_name: 'RegionOld' })).toMatchObject({
      latest: { major: 3, minor: 43 },
    });
  });

  it('svc-cinder-down', async () => {
    expect(await outcome(discover({ os_region_name: 'RegionDown' }))).toEqual({
      kind: 'unreachable',
      message: `The connection was refused by Cinder at ${REFUSING_URL}/ (the catalog's public endpoint of volumev3 in region "RegionDown", looked up by [cinder]catalog_info, default; [cinder]os_region_name, nova.conf:9). Start the service, or correct the URL.`,
    });
  });

  it('svc-cinder-no-endpoint', async () => {
    expect(await outcome(discover({ os_region_name: 'RegionEmpty' }))).toEqual({
      kind: 'endpoint-not-found',
      message: expect.stringContaining(
        'has no public endpoint of a volumev3 service in region "RegionEmpty" in its catalog',
      ) as string,
    });
  });
});

describe('where the version document is', () => {
  it.each([
    ['volumev3', `/volume/at-3.70/v3/${project}`, ['/volume/at-3.70/']],
    ['volumev3', '/volume/at-3.70/v3', ['/volume/at-3.70/']],
    ['block-storage', `/volume/at-3.70/v3/${project}/`, ['/volume/at-3.70/']],
    // Unversioned: the document says where version 3 is, and is asked again for the microversions.
    ['volumev3', '/volume/at-3.70', ['/volume/at-3.70/', '/volume/at-3.70/']],
    ['volumev3', '/volume/at-3.70/v2/', ['/volume/at-3.70/', '/volume/at-3.70/']],
    ['volumev3', `/volume/at-3.70/v2/${project}`, ['/volume/at-3.70/', '/volume/at-3.70/']],
  ])('%s at %s', async (type, path, asked) => {
    endpoint(type, path);
    const changed = { catalog_info: 'volumev3::publicURL', os_region_name: undefined };
    expect(await discover(changed)).toMatchObject({ latest: { major: 3, minor: 70 } });
    expect(paths().slice(2)).toEqual(asked);
  });

  it.each([
    ['block-storage::public', '/volume/at-3.70', 'discovery'],
    ['volumev3::publicURL', '/fault/html', 'discovery'],
    ['volumev3::publicURL', '/fault/html/v3', 'bad-answer'],
    ['volumev3::publicURL', '/fault/401/v3', 'unauthorized'],
    ['volumev3::publicURL', '/none', 'discovery'],
  ])('%s at %s: %s', async (info, path, kind) => {
    server.documents.set('/none', { versions: [] });
    endpoint('volumev3', path);
    const type = info.startsWith('block') ? 'block-storage' : 'volumev3';
    endpoint(type, path);
    expect(await kindOf(discover({ catalog_info: info, os_region_name: undefined }))).toBe(kind);
  });

  it.each([
    ['/volume/at-3.70/v3/%(project_id)s', '/volume/at-3.70/'],
    ['/volume/at-3.70/v3', '/volume/at-3.70/'],
    ['/api-v3/v3/%(project_id)s', '/api-v3/'],
  ])('endpoint_template %s', async (template, path) => {
    server.documents.set('/api-v3', { versions: [{ version: '3.70' }] });
    const changed = { endpoint_template: server.url + template };
    expect(await discover(changed)).toEqual({
      url: server.url + path,
      from: expect.stringMatching(/^\[cinder\]endpoint_template, .*nova\.conf:10$/) as string,
      latest: { major: 3, minor: 70 },
    });
    expect(server.tokens).toContain(server.requests.at(-1)?.headers['x-auth-token']);
  });
});

describe('what the document says', () => {
  it.each<[unknown, unknown]>([
    [
      [{ version: '' }, { version: '3.59' }, { version: '3.70' }],
      { latest: { major: 3, minor: 59 } },
    ],
    [[{ version: '2.0' }], { latest: { major: 2, minor: 0 } }],
    [[], { latest: { major: 2, minor: 0 } }],
    [[{ id: 'v3.0' }], { kind: 'bad-answer' }],
    [[{ version: '3.x' }], { kind: 'bad-answer' }],
    [{}, { kind: 'bad-answer' }],
  ])('%j', async (versions, expected) => {
    server.documents.set('/document', { versions });
    const changed = { endpoint_template: `${server.url}/document/v3` };
    expect(await outcome(discover(changed))).toMatchObject(expected as object);
  });
});

describe('the token of the service user', () => {
  const token = { auth_type: 'password', username: 'placement', user_domain_id: 'default' };

  it('goes along where send_service_user_token is on', async () => {
    const { password } = options;
    const user = { ...token, auth_url: `${server.url}/keystone/v3`, password };
    expect(await kindOf(discover({}, { ...user, send_service_user_token: 'true' }))).toBe('ok');
    const sent = server.requests.at(-1)?.headers;
    expect(server.tokens).toContain(sent?.['x-service-token']);
    expect(sent?.['x-service-token']).not.toBe(sent?.['x-auth-token']);
  });

  it('is not fetched otherwise', async () => {
    expect(await kindOf(discover({}, { ...token, password: 'wrong' }))).toBe('ok');
    expect(await kindOf(discover({}, { send_service_user_token: 'true' }))).toBe('ok');
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('x-service-token');
  });

  it('cannot be had', async () => {
    const user = { ...token, auth_url: `${server.url}/keystone/v3`, password: 'wrong' };
    const answer = discover({}, { ...user, send_service_user_token: 'true' });
    expect(await outcome(answer)).toEqual({
      kind: 'unauthorized',
      message: expect.stringContaining('[service_user]username, nova.conf:12') as string,
    });
  });
});

describe('options that cannot be used', () => {
  it.each<[Options, string]>([
    [{ catalog_info: 'volumev3' }, '[cinder]catalog_info is "volumev3" (nova.conf:10), which'],
    [{ catalog_info: 'a:b:c:d' }, '[cinder]catalog_info is "a:b:c:d" (nova.conf:10), which'],
    [{ endpoint_template: '/v3' }, '[cinder]endpoint_template, nova.conf:10: the value is no URL'],
    [{ endpoint_template: 'http://x/%(host)s' }, 'holds a "%" that is none of %(project_id)s'],
  ])('%j', async (changed, words) => {
    expect(await outcome(discover(changed))).toEqual({
      kind: 'configuration',
      message: expect.stringContaining(words) as string,
    });
  });
});
