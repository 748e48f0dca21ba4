import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import cinderApi from '../../checks/cinder-api.js';
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
  serviceUser: Readonly<Record<string, string>> = {},
) {
  const ordinary = ordinarySections(server);
  const directory = makeConfiguration({
    cinder: { ...ordinary['cinder'], ...options },
    service_user: { ...ordinary['service_user'], ...serviceUser },
  });
  const { status, details } = await runOnConfiguration(cinderApi, directory, {
    target: release('2026.1'),
  });
  return { status, details: details?.replaceAll(server.url, 'URL') };
}

it('is a success where the microversion is offered', async () => {
  expect(await outcomeOf({})).toEqual({
    status: 'success',
    details:
      'Cinder at URL/volume/at-3.70/ offers microversions up to 3.70: 2026.1 Gazpacho (33) needs 3.44.',
  });
});

it('is a success where Nova uses no Cinder, which is then not asked', async () => {
  server.requests.length = 0;
  expect(await outcomeOf({ auth_type: undefined })).toEqual({
    status: 'success',
    details: 'Nova uses no Cinder: [cinder]auth_type is not set in any configuration file.',
  });
  expect(server.requests).toEqual([]);
});

it('asks where the credentials are in another section', async () => {
  const { auth_type: _, ...options } = ordinarySections(server)['cinder'] ?? {};
  const left = Object.fromEntries(Object.keys(options).map((name) => [name, undefined]));
  expect(
    await outcomeOf({
      ...left,
      os_region_name: 'RegionOne',
      auth_type: undefined,
      auth_section: 'service_user',
    }),
  ).toMatchObject({ status: 'success', details: expect.stringContaining('3.70') as string });
});

it('does not take Cinder for unused where auth_section leads nowhere', async () => {
  expect(await outcomeOf({ auth_section: 'misspelt' })).toEqual({
    status: 'warning',
    details: expect.stringMatching(
      /\[misspelt\]auth_type is not set in any configuration file, and \[cinder\]auth_section \(.*nova\.conf:\d+\) says to look there/,
    ) as string,
  });
});

describe('the microversion is compared as one', () => {
  it.each([
    ['3.43', 'failure'],
    ['3.5', 'failure'],
    ['3.44', 'success'],
    ['3.100', 'success'],
  ])('%s: %s', async (version, status) => {
    const template = { endpoint_template: `${server.url}/volume/${version}/v3/%(project_id)s` };
    expect(await outcomeOf(template)).toMatchObject({ status });
  });

  it('says what is missing', async () => {
    expect(await outcomeOf({ os_region_name: 'RegionOld' })).toEqual({
      status: 'failure',
      details:
        'Cinder at URL/volume/at-3.43/ offers microversions up to 3.43, which is too old: 2026.1 Gazpacho (33) needs 3.44.',
    });
  });
});

describe('is a warning where it cannot be told, as in Nova', () => {
  it.each<[string, Record<string, string>, Record<string, string>, string]>([
    ['credentials', { password: 'wrong' }, {}, 'it answered 401'],
    ['the catalog', { os_region_name: 'RegionEmpty' }, {}, 'RegionEmpty'],
    ['the network', { os_region_name: 'RegionDown' }, {}, 'The connection was refused by Cinder'],
    ['an error', { endpoint_template: '/fault/500/v3' }, {}, 'answered 500'],
    ['HTML', { endpoint_template: '/fault/html/v3' }, {}, 'HTML instead of JSON'],
    ['the answer', { endpoint_template: '/fault/foreign/v3' }, {}, "not Cinder's list"],
    ['an option', { catalog_info: 'volumev3' }, {}, '[cinder]catalog_info'],
    ['the service user', {}, { password: 'wrong' }, 'it answered 401'],
    ["the service user's option", {}, { send_service_user_token: 'x' }, 'neither true nor false'],
  ])('for %s', async (_, options, serviceUser, words) => {
    const { endpoint_template: path } = options;
    const url = path === undefined ? {} : { endpoint_template: `${server.url}${path}` };
    const { status, details } = await outcomeOf({ ...options, ...url }, serviceUser);
    expect(status).toBe('warning');
    expect(details).toMatch(/^The version of Cinder's API cannot be told\. ./);
    expect(details).toContain(words);
  });
});

it('could not tell with an auth_type that only Nova knows', async () => {
  expect(await outcomeOf({ auth_type: 'v3kerberos' })).toEqual({
    status: 'unknown',
    details: expect.stringMatching(/^\[cinder\]auth_type is "v3kerberos" /) as string,
  });
});
