import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import placementApi from '../../checks/placement-api.js';
import type { CheckContext } from '../../src/check/check.js';
import { makeConfiguration, runOnConfiguration } from '../support/configuration.js';
import { ordinarySections } from '../support/golden-configuration.js';
import { type OpenStackServer, startOpenStack } from '../support/openstack-server.js';
import { release } from '../support/release.js';

let server: OpenStackServer;
beforeAll(async () => {
  server = await startOpenStack();
});
afterAll(async () => server.close());

/** With these options in place of the ordinary ones; the server's URL is shown as URL. */
async function outcomeOf(
  options: Readonly<Record<string, string | undefined>>,
  target = 'zed',
  keepSecret: CheckContext['keepSecret'] = () => {},
) {
  const { placement } = ordinarySections(server);
  const directory = makeConfiguration({ placement: { ...placement, ...options } });
  const { status, details } = await runOnConfiguration(placementApi, directory, {
    target: release(target),
    keepSecret,
  });
  return { status, details: details?.replaceAll(server.url, 'URL') };
}

it('is a success where the microversion is offered, and asks Keystone and then the root document', async () => {
  server.requests.length = 0;
  expect(await outcomeOf({})).toEqual({
    status: 'success',
    details:
      'Placement at URL/placement/1.39/ offers microversions up to 1.39: Zed (26) needs 1.36.',
  });
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /keystone/v3',
    'POST /keystone/v3/auth/tokens',
    'GET /placement/1.39/',
  ]);
});

describe('the microversion is compared as one, and with what the target needs', () => {
  it.each([
    ['wallaby', '1.35', 'success'],
    ['xena', '1.35', 'failure'],
    ['zed', '1.4', 'failure'],
    ['zed', '1.36', 'success'],
    ['zed', '1.100', 'success'],
    ['zed', '2.0', 'success'],
    ['2026.2', '0.99', 'failure'],
  ])('%s with %s: %s', async (target, version, status) => {
    const override = { endpoint_override: `${server.url}/placement/${version}` };
    expect(await outcomeOf(override, target)).toMatchObject({ status });
  });

  it('says what is missing', async () => {
    expect(await outcomeOf({ region_name: 'RegionOld' }, '2026.1')).toEqual({
      status: 'failure',
      details:
        'Placement at URL/placement/1.35/ offers microversions up to 1.35, which is too old: 2026.1 Gazpacho (33) needs 1.36.',
    });
  });
});

describe('is a failure, as in Nova', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    ['without credentials', { auth_type: undefined }, '[placement]auth_type is not set'],
    [
      'where Keystone refuses them',
      { password: 'wrong' },
      'it answered 401. Check the credentials',
    ],
    ['without an endpoint', { region_name: 'RegionEmpty' }, 'RegionEmpty'],
    ['at 404', { endpoint_override: '/fault/404' }, 'answered 404'],
    ['at 401', { endpoint_override: '/fault/401' }, 'answered 401'],
    ['where Keystone tells no versions', { auth_url: '/fault/500' }, 'No version of Keystone'],
  ])('%s', async (_, options, words) => {
    expect(await outcomeOf(withUrl(options))).toEqual({
      status: 'failure',
      details: expect.stringContaining(words) as string,
    });
  });
});

describe('could not tell', () => {
  it.each<[string, Record<string, string>, string]>([
    ['at 503', { endpoint_override: '/fault/503' }, 'answered 503'],
    ['at 403', { endpoint_override: '/fault/403' }, 'answered 403'],
    [
      'where Keystone cannot issue a token',
      { auth_type: 'v3password', auth_url: '/fault/500/v3' },
      'answered 500',
    ],
    ['with HTML', { endpoint_override: '/fault/html' }, 'HTML instead of JSON'],
    ['with rubbish', { endpoint_override: '/fault/foreign' }, "not Placement's list"],
    [
      'where nobody listens',
      { region_name: 'RegionDown' },
      'The connection was refused by Placement',
    ],
    ['without an answer', { endpoint_override: '/fault/hang', timeout: '0.2' }, 'within 0.2 s'],
    ['where TLS is not spoken', { endpoint_override: 'https:/fault/html' }, 'TLS'],
    ['with an auth_type of others', { auth_type: 'v3kerberos' }, 'is not supported'],
    ['with an option that is none', { insecure: 'maybe' }, 'neither true nor false'],
  ])('%s', async (_, options, words) => {
    expect(await outcomeOf(withUrl(options))).toEqual({
      status: 'unknown',
      details: expect.stringContaining(words) as string,
    });
  });
});

it('hands over the password and the token', async () => {
  const secrets: string[] = [];
  await outcomeOf({}, 'zed', (secret) => secrets.push(secret));
  expect(secrets).toContain(ordinarySections(server)['placement']?.['password']);
  expect(secrets).toContain([...server.tokens].at(-1));
});

/** Paths become URLs of the server, with another scheme where they have one. */
function withUrl(options: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      value?.startsWith('/')
        ? `${server.url}${value}`
        : value?.replace(/^https:(?=\/\w)/, `https://127.0.0.1:${server.port}`),
    ]),
  );
}
