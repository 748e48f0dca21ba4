import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import type { Check } from '../../src/check/check.js';
import type { Config } from '../../src/config/config.js';
import type { Deployment } from '../../src/nova/deployment.js';
import { releases } from '../../src/nova/releases.js';
import { makeConfiguration, readConfiguration, type Sections } from '../support/configuration.js';
import { ordinarySections } from '../support/golden-configuration.js';
import { type OpenStackServer, startOpenStack } from '../support/openstack-server.js';
import { contextOf } from '../support/run-all.js';

let server: OpenStackServer;
beforeAll(async () => {
  server = await startOpenStack();
});
afterAll(async () => server.close());

/** Configurations that lead checks to all the options that they know. */
const CONFIGURATIONS: Readonly<Record<string, (ordinary: Sections) => Sections>> = {
  'nothing set': () => ({}),
  'all services': (ordinary) => ordinary,
  'credentials in other sections': (ordinary) =>
    Object.fromEntries(
      Object.entries(ordinary).flatMap(([name, options]) => [
        [name, { auth_section: `${name}-auth`, send_service_user_token: 'true' }],
        [`${name}-auth`, options],
      ]),
    ),
  'other kinds of credentials': () => ({
    placement: { auth_type: 'v3applicationcredential', auth_url: `${server.url}/v3` },
    cinder: { auth_type: 'http_basic', username: 'a', password: 'b' },
    service_user: { auth_type: 'v3token', token: 'c', send_service_user_token: 'true' },
  }),
  'a fixed endpoint': () => ({
    placement: { auth_type: 'none', endpoint_override: `${server.url}/placement/1.39` },
    cinder: { auth_type: 'none', endpoint: `${server.url}/volume/3.70/v3` },
    service_user: { auth_type: 'none', send_service_user_token: 'true' },
  }),
};

describe.each(builtInChecks)('$id', (check) => {
  test.each(Object.keys(CONFIGURATIONS))('reads the options that it names: %s', async (name) => {
    const sections = CONFIGURATIONS[name]?.(ordinarySections(server)) ?? {};
    const config = readConfiguration(makeConfiguration(sections, { 'policy.yaml': '' }));
    const read = await optionsRead(check, config);
    const sectionsOfCredentials = Object.entries(sections).flatMap(([section, options]) =>
      options['auth_section'] !== undefined && isNamed(check, whereAuthSectionOf(section))
        ? [options['auth_section']]
        : [],
    );
    const others = [...read].filter(
      (option) =>
        !isNamed(check, option) &&
        !isNamed(check, option.replace(/\].*/, ']')) &&
        !sectionsOfCredentials.some((section) => option.startsWith(`[${section}]`)),
    );
    expect(others).toEqual([]);
  });
});

test('names no option that it never reads', async () => {
  const named: string[] = [];
  const read = new Set<string>();
  for (const check of builtInChecks) {
    named.push(...(check.reads.options ?? []).filter((option) => option.startsWith('[')));
    for (const sections of Object.values(CONFIGURATIONS)) {
      const config = readConfiguration(makeConfiguration(sections(ordinarySections(server))));
      for (const option of await optionsRead(check, config)) {
        read.add(option).add(option.replace(/\].*/, ']'));
      }
    }
  }
  expect(named.filter((option) => !read.has(option))).toEqual([]);
  expect(named).toContain('[oslo_policy]policy_file');
});

function whereAuthSectionOf(section: string): string {
  return `the group that [${section}]auth_section names`;
}

function isNamed({ reads }: Check, option: string): boolean {
  return reads.options?.includes(option) === true;
}

/** What a check asks of its configuration, for the oldest target and the newest, like `[group]name`. */
async function optionsRead(check: Check, config: Config): Promise<ReadonlySet<string>> {
  const read = new Set<string>();
  const deployment: Deployment = {
    config: recording(config, (option) => read.add(option)),
    askApi: () => Promise.reject(new Error('there is no database')),
    cells: () => Promise.reject(new Error('there is no database')),
    askCells: () => Promise.reject(new Error('there is no database')),
  };
  for (const target of [releases.at(0), releases.at(-1)]) {
    if (target === undefined) throw new Error('no release is known');
    const context = contextOf({ target, verifyCredentials: true });
    try {
      await check.run(deployment, { ...context, signal: new AbortController().signal });
    } catch {
      // How it ends is the matter of its own test.
    }
  }
  return read;
}

function recording(config: Config, record: (option: string) => void): Config {
  const note = (group: string, name: string, spelling?: { deprecated?: readonly unknown[] }) => {
    record(`[${group}]${name}`);
    for (const [otherGroup, otherName] of (spelling?.deprecated ?? []) as [string, string][]) {
      record(`[${otherGroup}]${otherName}`);
    }
  };
  return {
    files: config.files,
    findFile: (name) => config.findFile(name),
    text: (group, name, spelling) => {
      note(group, name, spelling);
      return config.text(group, name, spelling);
    },
    boolean: (group, name, defaultValue) => {
      note(group, name);
      return config.boolean(group, name, defaultValue);
    },
    int: (group, name) => {
      note(group, name);
      return config.int(group, name);
    },
    float: (group, name) => {
      note(group, name);
      return config.float(group, name);
    },
    list: (group, name, spelling) => {
      note(group, name, spelling);
      return config.list(group, name, spelling);
    },
  };
}
