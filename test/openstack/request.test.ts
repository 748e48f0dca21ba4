import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discoverPlacement } from '../../src/openstack/placement.js';
import { requestToken } from '../../src/openstack/token.js';
import { type OpenStackServer, startOpenStack } from '../support/openstack-server.js';
import { asking, configOf, kindOf, type Options, outcome } from './asking.js';

let server: OpenStackServer;
let other: OpenStackServer;
const PASSWORD = 's3cret:p@ss/"w\\örd';

beforeAll(async () => {
  [server, other] = await Promise.all([startOpenStack(), startOpenStack()]);
});
afterAll(async () => Promise.all([server.close(), other.close()]));
beforeEach(() => {
  server.requests.length = 0;
  other.requests.length = 0;
});

const credentials = (): Options => ({
  auth_type: 'v3password',
  auth_url: `${server.url}/keystone`,
  username: 'placement',
  password: PASSWORD,
  user_domain_id: 'default',
  project_name: 'service',
  project_domain_id: 'default',
});
const discover = async (path: string) =>
  discoverPlacement(
    configOf({ placement: { ...credentials(), endpoint_override: server.url + path } }),
    asking(),
  );
/** The same machine under another name. */
const byName = ({ url }: OpenStackServer) => url.replace('127.0.0.1', 'localhost');

describe('redirects', () => {
  it.each([301, 302, 303, 305, 307, 308])('%i is followed, with the token', async (status) => {
    server.location = `${other.url}/placement/1.38/`;
    expect(await discover(`/to/${status}/x`)).toEqual({
      url: `${other.url}/placement/1.38/`,
      from: expect.stringContaining('[placement]endpoint_override') as string,
      latest: { major: 1, minor: 38 },
    });
    expect(server.tokens).toContain(other.requests[0]?.headers['x-auth-token']);
  });

  it('may be relative', async () => {
    server.location = '../../../placement/1.37';
    expect(await discover('/to/302/x')).toMatchObject({ latest: { minor: 37 } });
  });

  it('300 is none', async () => {
    server.location = `${other.url}/placement/1.38`;
    expect(await kindOf(discover('/to/300/x'))).toBe('bad-answer');
    expect(other.requests).toEqual([]);
  });

  it('take no token to another host', async () => {
    server.location = `${byName(other)}/placement/1.38`;
    expect(await discover('/to/302/x')).toMatchObject({ latest: { minor: 38 } });
    expect(other.requests[0]?.headers).not.toHaveProperty('x-auth-token');
  });

  it.each([
    [undefined, 'answered 302 with a redirect that leads nowhere.'],
    ['ftp://x/', 'redirects to what is no HTTP URL.'],
    ['http://[', 'redirects to what is no HTTP URL.'],
  ])('%j leads nowhere', async (location, words) => {
    server.location = location;
    expect(await outcome(discover('/to/302/x'))).toEqual({
      kind: 'bad-answer',
      message: expect.stringContaining(words) as string,
    });
  });

  it('of a request for a token are repeated on the same host, with all that was sent', async () => {
    server.location = `${other.url}/keystone/v3/auth/tokens`;
    const options = { ...credentials(), auth_url: `${server.url}/to/302/v3` };
    const config = configOf({ service_user: options });
    other.requests.length = 0;
    expect(await kindOf(requestToken(config, 'service_user', asking()))).toBe('ok');
    expect(other.requests[0]).toMatchObject({ method: 'POST', body: server.requests[0]?.body });
  });

  it('of a request for a token go to no other host', async () => {
    server.location = `${byName(other)}/keystone/v3/auth/tokens`;
    const options = { ...credentials(), auth_url: `${server.url}/to/302/v3` };
    const config = configOf({ service_user: options });
    expect(await outcome(requestToken(config, 'service_user', asking()))).toEqual({
      kind: 'bad-answer',
      message: `Keystone at ${server.url}/to/302/v3/auth/tokens ([service_user]auth_url, nova.conf:3) redirects to ${byName(other)}, and credentials are not sent on to another host or without TLS. Put the URL that is meant into the option.`,
    });
    expect(other.requests).toEqual([]);
  });
});

describe('secrets', () => {
  it('are told before they are sent, in every form', async () => {
    const secrets: string[] = [];
    const config = configOf({ placement: { ...credentials(), region_name: 'RegionOne' } });
    await discoverPlacement(config, asking({ onSecret: (secret) => secrets.push(secret) }));
    expect(secrets).toEqual(
      expect.arrayContaining([
        PASSWORD,
        's3cret:p@ss/\\"w\\\\örd',
        encodeURIComponent(PASSWORD),
        [...server.tokens].at(-1),
      ]),
    );
  });

  it.each([
    ['v3password', {}],
    ['v3token', { token: 'an0ther$ecret' }],
    [
      'v3applicationcredential',
      { application_credential_id: 'a', application_credential_secret: 'an0ther$ecret' },
    ],
    ['http_basic', { endpoint: '/fault/echo' }],
  ])('of %s are not shown where the service repeats them', async (type, options: Options) => {
    const endpoint = options['endpoint'] && { endpoint: server.url + options['endpoint'] };
    const config = configOf({
      placement: {
        ...credentials(),
        auth_type: type,
        auth_url: `${server.url}/fault/echo/v3`,
        ...options,
        ...endpoint,
      },
    });
    const { kind, message } = (await outcome(discoverPlacement(config, asking()))) as {
      kind: string;
      message: string;
    };
    expect([kind, message]).toEqual([
      'http-status',
      expect.stringMatching(/answered 500\. Look into the logs of the service\.$/),
    ]);
  });

  it('of a token are not shown where the service repeats it', async () => {
    expect(await outcome(discover('/fault/echo'))).toEqual({
      kind: 'http-status',
      message: `Placement at ${server.url}/fault/echo/ ([placement]endpoint_override, nova.conf:9) answered 500. Look into the logs of the service.`,
    });
  });

  it('of an error have no place in its cause', async () => {
    const options = { ...credentials(), auth_url: `${server.url}/fault/reset` };
    const config = configOf({ service_user: options });
    await expect(requestToken(config, 'service_user', asking())).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
  });

  it('that no header can hold are an option that cannot be used', async () => {
    const config = configOf({
      placement: { ...credentials(), auth_type: 'v3token', token: 'tökén→' },
    });
    expect(await kindOf(discoverPlacement(config, asking()))).toBe('configuration');
  });
});
