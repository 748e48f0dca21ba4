import type { Config, ConfigValue } from '../config/config.js';
import { readKeystoneAuth, type KeystoneAuth } from './keystone-auth.js';
import { OpenStackError } from './error.js';
import type { Secrets } from './secrets.js';
import { optionUrl, type Place } from './url.js';

/** How requests of a group are authenticated. */
export type Auth = NoAuth | BasicAuth | KeystoneAuth;

/** `auth_type = none`: no catalog, and a token that means nothing. */
interface NoAuth {
  readonly type: 'none';
  readonly endpoint: Omit<Place, 'service'> | undefined;
}

/** `auth_type = http_basic`: no catalog either. */
interface BasicAuth {
  readonly type: 'http_basic';
  readonly endpoint: Omit<Place, 'service'> | undefined;
  readonly username: string;
  readonly password: string;
}

/**
 * The `auth_type` of a group, or undefined where there is none. It is read from the group that `auth_section` names,
 * where that is set (keystoneauth1 5.14, loading/conf.py).
 */
function authType(config: Config, group: string): ConfigValue<string> | undefined {
  const section = authSection(config, group);
  const type = config.text(section, 'auth_type', { deprecated: [[section, 'auth_plugin']] });
  return type?.value === '' ? undefined : type;
}

/**
 * How the requests of a group are authenticated; undefined where no `auth_type` is set. The passwords and tokens in the
 * options are added to `secrets`.
 *
 * @throws ExpectedError for options that do not make up an authentication, of kind `unsupported` for an `auth_type` that
 * is not known here
 */
export function readAuth(config: Config, group: string, secrets: Secrets): Auth | undefined {
  const type = authType(config, group);
  if (type === undefined) return undefined;
  const section = authSection(config, group);
  switch (type.value) {
    case 'none':
      return { type: 'none', endpoint: fixedEndpoint(config, section) };
    case 'http_basic':
      return readBasicAuth(config, section, secrets);
    case 'password':
    case 'v3password':
    case 'v3token':
    case 'v3applicationcredential':
      return readKeystoneAuth(config, section, type.value, secrets);
    default:
      throw new OpenStackError(
        'unsupported',
        `[${section}]auth_type is "${type.value}" (${type.origin}), which is not supported. Supported are password, v3password, v3token, v3applicationcredential, none and http_basic; with anything else only Nova itself can tell.`,
      );
  }
}

/**
 * For messages: that a group has no `auth_type`, and where it was looked for, as the beginning of a sentence.
 */
export function withoutAuthType(config: Config, group: string): string {
  const section = config.text(group, 'auth_section');
  const missing = 'auth_type is not set in any configuration file';
  return section?.value
    ? `[${section.value}]${missing}, and [${group}]auth_section (${section.origin}) says to look there`
    : `[${group}]${missing}`;
}

function authSection(config: Config, group: string): string {
  return config.text(group, 'auth_section')?.value || group;
}

function readBasicAuth(config: Config, group: string, secrets: Secrets): BasicAuth {
  const username = config.text(group, 'username', { deprecated: [[group, 'user-name']] })?.value;
  const password = config.text(group, 'password')?.value;
  if (username === undefined || password === undefined) {
    const missing = username === undefined ? 'username' : 'password';
    throw new OpenStackError(
      'configuration',
      `[${group}]${missing} is not set, and auth_type = http_basic needs it. Set it.`,
    );
  }
  secrets.add(password);
  secrets.add(`${username}:${password}`);
  return { type: 'http_basic', endpoint: fixedEndpoint(config, group), username, password };
}

/** Where everything is sent that no `endpoint_override` redirects (plugin.py, FixedEndpointPlugin). */
function fixedEndpoint(config: Config, group: string): Omit<Place, 'service'> | undefined {
  const endpoint = config.text(group, 'endpoint');
  if (endpoint === undefined || endpoint.value === '') return undefined;
  const from = `[${group}]endpoint, ${endpoint.origin}`;
  return { url: optionUrl(endpoint.value, from), from };
}
