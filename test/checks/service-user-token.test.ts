import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import serviceUserToken from '../../checks/service-user-token.js';
import { makeConfiguration, runOnConfiguration } from '../support/configuration.js';
import { ordinarySections } from '../support/golden-configuration.js';
import { type OpenStackServer, REFUSING_URL, startOpenStack } from '../support/openstack-server.js';

let server: OpenStackServer;
beforeAll(async () => {
  server = await startOpenStack();
});
afterAll(async () => server.close());

type Options = Readonly<Record<string, string | undefined>>;

async function outcomeOf(options: Options) {
  return runOnConfiguration(serviceUserToken, makeConfiguration({ service_user: options }));
}

it('says where the option is on', async () => {
  expect(await outcomeOf({ send_service_user_token: 'Yes' })).toMatchObject({
    status: 'success',
    details: '[service_user]send_service_user_token is true (DIR/nova.conf:2).',
  });
});

it.each<[string, Options, string]>([
  ['off', { send_service_user_token: 'no' }, 'DIR/nova.conf:2'],
  ['not set', {}, 'default'],
])('is a failure where it is %s', async (_, options, origin) => {
  expect(await outcomeOf(options)).toMatchObject({
    status: 'failure',
    details: `[service_user]send_service_user_token is false (${origin}). Every Nova service has to send the token of a service user; only the configuration that is read here was looked at.`,
  });
});

it.each(['maybe', '', 'True!'])('could not tell where it is %j', async (value) => {
  expect(await outcomeOf({ send_service_user_token: value })).toMatchObject({
    status: 'unknown',
    details: `[service_user]send_service_user_token is ${JSON.stringify(value)} (DIR/nova.conf:2), which is neither true nor false. Set it to one of true, 1, on, yes, false, 0, off, no.`,
  });
});

it('asks nobody unless it is told to', async () => {
  server.requests.length = 0;
  const ordinary = ordinarySections(server)['service_user'];
  expect(await outcomeOf({ ...ordinary })).toMatchObject({ status: 'success' });
  expect(server.requests).toEqual([]);
});

describe('with --verify-credentials', () => {
  async function verified(changed: Options, secrets: string[] = []) {
    const sections = { service_user: { ...ordinarySections(server)['service_user'], ...changed } };
    const { status, details } = await runOnConfiguration(
      serviceUserToken,
      makeConfiguration(sections),
      { verifyCredentials: true, keepSecret: (secret) => secrets.push(secret) },
    );
    return { status, details: details?.replaceAll(server.url, 'URL') };
  }
  const setting = '[service_user]send_service_user_token is true (DIR/nova.conf:9)';

  it('says whose token was had, and keeps it', async () => {
    const secrets: string[] = [];
    expect(await verified({}, secrets)).toEqual({
      status: 'success',
      details: `${setting}. Keystone at URL/keystone/v3/auth/tokens issued a token to user nova, for project service, with the roles admin, service.`,
    });
    expect(secrets).toContain([...server.tokens].at(-1));
    expect(secrets).toContain(ordinarySections(server)['service_user']?.['password']);
  });

  it('says that a token without a scope has no role', async () => {
    const noScope = { project_name: undefined, project_domain_name: undefined };
    expect(await verified(noScope)).toMatchObject({
      status: 'success',
      details: expect.stringMatching(
        /nova, for no project, with no role\.\nThe role service is not among them, /,
      ) as string,
    });
  });

  it('asks nobody where the option is off', async () => {
    server.requests.length = 0;
    expect(await verified({ send_service_user_token: '0' })).toMatchObject({ status: 'failure' });
    expect(server.requests).toEqual([]);
  });

  it.each<[string, Options, string, string]>([
    ['Keystone refuses', { password: 'wrong' }, 'failure', 'it answered 401'],
    ['no credentials are set', { auth_type: undefined }, 'failure', 'auth_type is not set'],
    ['an option is missing', { username: undefined }, 'unknown', 'neither username nor user_id'],
    ['nobody listens', { auth_url: `${REFUSING_URL}/v3` }, 'unknown', 'was refused'],
    [
      'nobody listens, at a URL without version',
      { auth_url: REFUSING_URL },
      'unknown',
      'was refused',
    ],
    ['Keystone fails', { auth_url: '/fault/500/v3' }, 'unknown', 'answered 500'],
    ['it is not Keystone', { auth_url: '/fault/html/v3' }, 'unknown', 'HTML'],
    ['it is not there', { auth_url: '/fault/404/v3' }, 'unknown', 'answered 404'],
  ])('%s', async (_, options, status, words) => {
    const path = options['auth_url'];
    const changed = path?.startsWith('/') === true ? { auth_url: `${server.url}${path}` } : {};
    const outcome = await verified({ ...options, ...changed });
    expect(outcome.status).toBe(status);
    expect(outcome.details).toContain(
      '[service_user]send_service_user_token is true (DIR/nova.conf:',
    );
    expect(outcome.details).toContain('), but no token can be had with it: ');
    expect(outcome.details).toContain(words);
  });
});
