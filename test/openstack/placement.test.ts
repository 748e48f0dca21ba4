import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discoverPlacement } from '../../src/openstack/placement.js';
import { type OpenStackServer, REFUSING_URL, startOpenStack } from '../support/openstack-server.js';
import { asking, configOf, kindOf, type Options, outcome } from './asking.js';

let server: OpenStackServer;
let options: Options;

beforeAll(async () => {
  server = await startOpenStack();
});
afterAll(async () => server.close());
beforeEach(() => {
  server.requests.length = 0;
  options = {
    auth_type: 'password',
    auth_url: `${server.url}/keystone/v3`,
    username: 'placement',
    password: 's3cret:p@ss/"w\\örd',
    user_domain_name: 'Default',
    project_name: 'service',
    project_domain_name: 'Default',
    region_name: 'RegionOne',
  };
});

const discover = async (changed: Options = {}) =>
  discoverPlacement(configOf({ placement: { ...options, ...changed } }), asking());
const asked = () => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('what real nova-status said (shared golden cases of Nova 26.2.2)', () => {
  it('svc-ok', async () => {
    expect(await discover()).toEqual({
      url: `${server.url}/placement/1.39/`,
      from: expect.stringMatching(
        /^the catalog's internal endpoint of placement in region "RegionOne", looked up by \[placement\]region_name, .*nova\.conf:9$/,
      ) as string,
      latest: { major: 1, minor: 39 },
    });
    expect(asked()).toEqual([
      'GET /keystone/v3',
      'POST /keystone/v3/auth/tokens',
      'GET /placement/1.39/',
    ]);
    expect(server.tokens).toContain(server.requests.at(-1)?.headers['x-auth-token']);
  });

  it('svc-placement-no-section', async () => {
    expect(await outcome(discoverPlacement(configOf({}), asking()))).toEqual({
      kind: 'missing-auth',
      message:
        'No credentials for Placement: [placement]auth_type is not set in any configuration file. Set it, with auth_url, username, password and the others; or name the file that has them with --config-file.',
    });
  });

  it('svc-placement-wrong-password', async () => {
    expect(await outcome(discover({ password: 'wrong' }))).toEqual({
      kind: 'unauthorized',
      message: `Keystone at ${server.url}/keystone/v3/auth/tokens ([placement]auth_url, nova.conf:3) does not accept the user of [placement]username, nova.conf:4: it answered 401. Check the credentials, domains and scope in [placement], and that user and project are enabled.`,
    });
  });

  it('svc-placement-no-endpoint', async () => {
    expect(await outcome(discover({ region_name: 'RegionEmpty' }))).toEqual({
      kind: 'endpoint-not-found',
      message: `Keystone at ${server.url}/keystone/v3/auth/tokens ([placement]auth_url, nova.conf:3) has no internal or public endpoint of a placement service in region "RegionEmpty" in its catalog ([placement]region_name, nova.conf:9). The catalog has: public in region "RegionOne", internal in region "RegionOne", admin in region "RegionOne", public in region "RegionOld", internal in region "RegionOld", admin in region "RegionOld", public in region "RegionDown", internal in region "RegionDown", admin in region "RegionDown". Register the endpoint, or correct the options.`,
    });
  });

  it.each([
    ['svc-placement-old', { region_name: 'RegionOld' }, { major: 1, minor: 35 }],
    ['svc-placement-1.9', { endpoint_override: '/placement/1.9' }, { major: 1, minor: 9 }],
  ])('%s', async (_name, { endpoint_override: override, ...changed }: Options, latest) => {
    const endpoint = override && { endpoint_override: server.url + override };
    expect(await discover({ ...changed, ...endpoint })).toMatchObject({ latest });
  });

  it('svc-placement-down', async () => {
    expect(await outcome(discover({ region_name: 'RegionDown' }))).toEqual({
      kind: 'unreachable',
      message: `The connection was refused by Placement at ${REFUSING_URL}/ (the catalog's internal endpoint of placement in region "RegionDown", looked up by [placement]region_name, nova.conf:9). Start the service, or correct the URL.`,
    });
  });

  it.each([
    ['svc-placement-404', '404', 'not-found'],
    ['svc-placement-500', '500', 'http-status'],
    ['svc-placement-html', 'html', 'bad-answer'],
  ])('%s', async (_name, fault, kind) => {
    const override = `${server.url}/fault/${fault}`;
    expect(await kindOf(discover({ endpoint_override: override }))).toBe(kind);
  });

  it('svc-placement-authurl-no-v3', async () => {
    expect(await kindOf(discover({ auth_url: `${server.url}/keystone` }))).toBe('ok');
    expect(asked()[1]).toBe('POST /keystone/v3/auth/tokens');
  });

  it('svc-placement-authtype-none', async () => {
    options = { auth_type: 'none', endpoint_override: `${server.url}/placement/1.39` };
    expect(await kindOf(discover())).toBe('ok');
    expect(server.requests[0]?.headers).toMatchObject({ 'x-auth-token': 'notused' });
  });
});

describe('answers that are none', () => {
  it.each([
    ['400', 'http-status', 'answered 400, saying "This is status 400". Check the options'],
    ['401', 'unauthorized', 'answered 401, saying "This is status 401". Check user, password'],
    ['403', 'http-status', 'answered 403, saying'],
    ['404', 'not-found', 'answered 404, saying "This is status 404". Check that the service runs'],
    ['503', 'http-status', 'answered 503, saying "This is status 503". Look into the logs'],
    ['html', 'bad-answer', 'answered 200 with HTML instead of JSON. Check that the URL'],
    ['empty', 'bad-answer', 'answered 200 with nothing.'],
    ['text', 'bad-answer', 'answered 200 with something that is not JSON.'],
    ['list', 'bad-answer', 'answered 200 with JSON that is not an object.'],
    ['foreign', 'bad-answer', "answered 200 with JSON that is not Placement's list of versions."],
    ['truncated', 'bad-answer', 'answered 200 with JSON that is cut off or broken.'],
    ['bad-gzip', 'bad-answer', 'sent an answer whose content encoding cannot be undone.'],
    ['bomb', 'bad-answer', 'sent more than 4 MiB, which cannot be the answer.'],
    ['huge', 'bad-answer', 'sent more than 4 MiB, which cannot be the answer.'],
    ['loop', 'bad-answer', 'redirects more than 30 times, at last to'],
    ['reset', 'unreachable', 'The connection to Placement at '],
    ['reset-in-body', 'unreachable', 'was lost before the answer was complete'],
  ])('%s: %s', async (fault, kind, words) => {
    const override = `${server.url}/fault/${fault}`;
    expect(await outcome(discover({ endpoint_override: override }))).toEqual({
      kind,
      message: expect.stringContaining(words) as string,
    });
  });

  it.each(['wrong-type', 'byte-order-mark', 'gzip'])('%s is one', async (fault) => {
    const override = `${server.url}/fault/${fault}`;
    expect(await discover({ endpoint_override: override })).toMatchObject({
      latest: { major: 1, minor: 39 },
    });
  });

  it.each(['hang', 'hang-in-body'])('%s: ends at the option timeout', async (fault) => {
    const override = `${server.url}/fault/${fault}`;
    expect(await outcome(discover({ endpoint_override: override, timeout: '0.3' }))).toEqual({
      kind: 'timeout',
      message: `Placement at ${override}/ ([placement]endpoint_override, nova.conf:10) did not answer within 0.3 s. Look whether it is overloaded or a firewall drops the packets; [placement]timeout sets how long to wait.`,
    });
  });

  it('ends at once when the run is interrupted', async () => {
    const controller = new AbortController();
    const override = `${server.url}/fault/hang`;
    const config = configOf({ placement: { ...options, endpoint_override: override } });
    const answer = discoverPlacement(config, asking({ signal: controller.signal }));
    const reason = new Error('interrupted');
    setTimeout(() => controller.abort(reason), 100);
    await expect(answer).rejects.toBe(reason);
  });
});

describe('endpoints', () => {
  it('fills in the ids of the token', async () => {
    const override = `${server.url}/placement/1.39/%(project_id)s/%(user_id)s/100%%`;
    await discover({ endpoint_override: override });
    expect(asked().at(-1)).toBe(
      'GET /placement/1.39/fedcba9876543210fedcba9876543210/0123456789abcdef0123456789abcdef/100%/',
    );
  });

  it('asks without a token where there is only an endpoint', async () => {
    options = { endpoint_override: `${server.url}/placement/1.39` };
    expect(await kindOf(discover())).toBe('ok');
    expect(server.requests[0]?.headers).not.toHaveProperty('x-auth-token');
  });

  it.each(['none', 'http_basic'])('%s has no catalog', async (type) => {
    options = { auth_type: type, username: 'a', password: 'b' };
    expect(await outcome(discover())).toEqual({
      kind: 'endpoint-not-found',
      message: `With auth_type = ${type} there is no catalog, and neither [placement]endpoint nor [placement]endpoint_override is set. Set the URL of Placement there.`,
    });
  });

  it('takes the endpoint of http_basic, and sends the user in UTF-8', async () => {
    options = {
      auth_type: 'http_basic',
      username: 'nova',
      password: 'pässword',
      endpoint: `${server.url}/placement/1.39/`,
    };
    expect(await kindOf(discover())).toBe('ok');
    expect(server.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('nova:pässword').toString('base64')}`,
    );
  });

  it('sends the user and password of a URL, and shows neither', async () => {
    const override = `${server.url.replace('://', '://me:my%%20word@')}/private/placement/1.39`;
    const secrets: string[] = [];
    const config = configOf({ placement: { endpoint_override: override } });
    const onSecret = (secret: string) => secrets.push(secret);
    expect(await outcome(discoverPlacement(config, asking({ onSecret })))).toEqual({
      kind: 'unauthorized',
      message: `Placement at ${server.url}/private/placement/1.39/ ([placement]endpoint_override, nova.conf:2) answered 401, saying "Authentication required". Check user, password, domains and scope.`,
    });
    expect(server.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('me:my word').toString('base64')}`,
    );
    expect(secrets).toContain('my word');
  });

  it('gets one new token where the first is not accepted any more', async () => {
    const override = `${server.url}/private/placement/1.39`;
    const { catalog } = server;
    let issued = 0;
    server.catalog = (projectId) => {
      issued += 1;
      // The first token is revoked before it is used.
      if (issued === 1) setImmediate(() => server.tokens.clear());
      return catalog(projectId);
    };
    try {
      expect(await kindOf(discover({ endpoint_override: override }))).toBe('ok');
      expect(issued).toBe(2);
    } finally {
      server.catalog = catalog;
    }
  });
});

describe('retries', () => {
  it('are as many as the options say, for connections', async () => {
    const started = performance.now();
    const changed = { endpoint_override: `${server.url}/fault/reset`, connect_retries: '3' };
    expect(await kindOf(discover({ ...changed, connect_retry_delay: '0.05' }))).toBe('unreachable');
    expect(performance.now() - started).toBeGreaterThan(140);
    expect(asked().filter((line) => line === 'GET /fault/reset/')).toHaveLength(4);
  });

  it('are as many as the options say, for statuses', async () => {
    const changed = { endpoint_override: `${server.url}/fault/502`, status_code_retries: '2' };
    const more = { status_code_retry_delay: '0.01', retriable_status_codes: '502,503' };
    expect(await kindOf(discover({ ...changed, ...more }))).toBe('http-status');
    expect(asked().filter((line) => line === 'GET /fault/502/')).toHaveLength(3);
  });

  it('are none by default, and none for a token', async () => {
    await kindOf(discover({ endpoint_override: `${server.url}/fault/reset` }));
    const auth = { auth_type: 'v3password', auth_url: `${server.url}/fault/reset/v3` };
    await kindOf(discover({ ...auth, connect_retries: '3' }));
    expect(asked().filter((line) => line.includes('reset'))).toEqual([
      'GET /fault/reset/',
      'POST /fault/reset/v3/auth/tokens',
    ]);
  });
});

describe('options that cannot be used', () => {
  it.each<[Options, string]>([
    [{ timeout: 'soon' }, '[placement]timeout is "soon" (nova.conf:10), which is not a number.'],
    [{ timeout: '0' }, '[placement]timeout is 0 (nova.conf:10), which leaves no time at all.'],
    [{ connect_retry_delay: '-1' }, 'connect_retry_delay is -1 (nova.conf:10), and no wait can be'],
    [{ connect_retry_delay: '1e9' }, 'is 1000000000 (nova.conf:10), and no wait can be'],
    [{ status_code_retry_delay: 'inf' }, 'is Infinity (nova.conf:10), and no wait can be'],
    [{ status_code_retry_delay: 'nan' }, 'is NaN (nova.conf:10), and no wait can be'],
    [{ connect_retries: '1.5' }, 'is "1.5" (nova.conf:10), which is not a whole number.'],
    [{ retriable_status_codes: '503,x' }, '"x" (nova.conf:10), which is no HTTP status.'],
    [{ valid_interfaces: 'internalURL' }, '"internalURL" (nova.conf:10), which is none of public'],
    [{ insecure: 'maybe' }, '[placement]insecure is "maybe" (nova.conf:10), which is neither'],
    [{ auth_url: 'ftp://keystone' }, '[placement]auth_url, nova.conf:3: the value is no URL that'],
    [{ endpoint_override: 'nova' }, '[placement]endpoint_override, nova.conf:10: the value is no'],
    [{ endpoint_override: 'http://x/%20' }, 'the value holds a "%" that is none of %(project_id)s'],
  ])('%j', async (changed, words) => {
    expect(await outcome(discover(changed))).toEqual({
      kind: 'configuration',
      message: expect.stringContaining(words) as string,
    });
  });

  it('an auth_url without // is a path to keystoneauth1, and has no endpoint', async () => {
    expect(await kindOf(discover({ auth_url: 'keystone:5000/v3' }))).toBe('endpoint-not-found');
  });

  it.each([
    'token',
    'v2password',
    'v2token',
    'v3totp',
    'v3oidcpassword',
    'admin_token',
    'Password',
  ])('auth_type %s is not supported', async (type) => {
    expect(await outcome(discover({ auth_type: type }))).toEqual({
      kind: 'unsupported',
      message: `[placement]auth_type is "${type}" (nova.conf:2), which is not supported. Supported are password, v3password, v3token, v3applicationcredential, none and http_basic; with anything else only Nova itself can tell.`,
    });
  });
});
