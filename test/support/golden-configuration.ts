import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { novaConf, type Sections } from './configuration.js';
import { makeDeployment } from './deployment.js';
import type { OpenStackServer } from './openstack-server.js';

type Answer = 'Success' | 'Warning' | 'Failure';

/** A configuration and real Nova's answers to it: a file in test/golden/configuration, as the README there explains it. */
export interface GoldenConfiguration {
  readonly what: string;
  readonly options: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly without: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly expected: {
    readonly exit: number;
    readonly checks: Readonly<Record<string, Answer | null>>;
  };
}

const DIRECTORY = new URL('../golden/configuration/', import.meta.url);

/** Every case, by its name. */
export function goldenConfigurations(): ReadonlyMap<string, GoldenConfiguration> {
  return new Map(
    readdirSync(DIRECTORY)
      .sort()
      .map((file) => [
        file.replace(/\.json$/, ''),
        JSON.parse(readFileSync(new URL(file, DIRECTORY), 'utf8')) as GoldenConfiguration,
      ]),
  );
}

/** Makes the deployment of a case, which goes with its test, and gives the path of its nova.conf. */
export async function loadGoldenConfiguration(
  golden: GoldenConfiguration,
  server: OpenStackServer,
): Promise<string> {
  const deployment = await makeDeployment('sqlite');
  onTestFinished(() => deployment.drop());
  const { configFile } = deployment;
  const sections = Object.entries(ordinarySections(server)).flatMap(([name, options]) =>
    golden.without.includes(name)
      ? []
      : [[name, { ...options, ...changed(golden.options[name], server) }] as const],
  );
  const others = Object.entries(golden.options).flatMap(([name, options]) =>
    sections.some(([section]) => section === name)
      ? []
      : [[name, changed(options, server)] as const],
  );
  appendFileSync(configFile, `\n${novaConf(Object.fromEntries([...sections, ...others]))}`);
  for (const [name, text] of Object.entries(golden.files)) {
    writeFileSync(join(dirname(configFile), name), text);
  }
  return configFile;
}

/** Three users, so that it comes to light whose credentials are used; their passwords are made to be hard to write. */
export function ordinarySections(server: OpenStackServer): Sections {
  const user = (name: string) => {
    const password = `s3cret of ${name}: $x/"\\é`;
    server.accounts.set(name, { id: `id-of-${name}`, password });
    return {
      auth_type: 'password',
      auth_url: `${server.url}/keystone/v3`,
      username: name,
      password,
      user_domain_name: 'Default',
      project_name: 'service',
      project_domain_name: 'Default',
    };
  };
  return {
    placement: { ...user('placement'), region_name: 'RegionOne' },
    cinder: { ...user('cinder'), os_region_name: 'RegionOne' },
    service_user: { ...user('nova'), send_service_user_token: 'true' },
  };
}

function changed(
  options: Readonly<Record<string, string | null>> = {},
  server: OpenStackServer,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      value?.replace('{openstack}', server.url),
    ]),
  );
}
