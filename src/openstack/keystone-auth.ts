import type { Config } from '../config/config.js';
import type { JsonObject } from './answer.js';
import { type PluginOptions, pluginOptions } from './plugin-options.js';
import type { Secrets } from './secrets.js';
import { optionUrl, type Place } from './url.js';

/** Authentication at Keystone's API v3. */
export interface KeystoneAuth {
  readonly type: 'keystone';
  /** The group whose options these are. */
  readonly group: string;
  readonly authUrl: Place;
  /** Whether Keystone is asked for its versions first: so do the plugins whose name has no version. */
  readonly discovers: boolean;
  /** What a request for a token has to say, and send along. */
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  /** For messages: whose credentials they are. */
  readonly who: string;
}

export type KeystoneAuthType = 'password' | 'v3password' | 'v3token' | 'v3applicationcredential';

/**
 * The options of keystoneauth1's plugins (5.14, loading/identity.py, loading/_plugins/identity, identity/v3). `password`
 * knows `default_domain_id` and `default_domain_name` and the names `tenant_id` and `tenant_name`; the others insist on
 * the domains of names. It is asked for v3 only: Keystone gave up v2.0 with Queens.
 *
 * @param group where the options are
 * @throws OpenStackError of kind `configuration` where keystoneauth1 raises OptionError, MissingRequiredOptions or
 * AuthorizationFailure, and where Keystone could not but refuse
 */
export function readKeystoneAuth(
  config: Config,
  group: string,
  type: KeystoneAuthType,
  secrets: Secrets,
): KeystoneAuth {
  const options = pluginOptions(config, group, type, type === 'password');
  const authUrl = options.required('auth_url');
  const from = `[${group}]auth_url, ${options.origin('auth_url')}`;
  const identity = METHODS[type](options, secrets);
  const scope = readScope(options);
  return {
    type: 'keystone',
    group,
    authUrl: { url: keystoneUrl(authUrl, from), from, service: 'Keystone' },
    discovers: type === 'password',
    body: { auth: { identity: identity.data, ...(scope === undefined ? {} : { scope }) } },
    headers: identity.headers ?? {},
    who: identity.who,
  };
}

/** Without a `//` it is a path to keystoneauth1, below an endpoint that nobody knows (session.py, request). */
function keystoneUrl(text: string, from: string): URL {
  return optionUrl(text, from, text.includes('//') ? 'configuration' : 'endpoint-not-found');
}

interface Method {
  readonly data: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly who: string;
}

const METHODS: Readonly<
  Record<KeystoneAuthType, (options: PluginOptions, secrets: Secrets) => Method>
> = {
  password: passwordMethod,
  v3password: passwordMethod,
  v3token: tokenMethod,
  v3applicationcredential: applicationCredentialMethod,
};

function passwordMethod(options: PluginOptions, secrets: Secrets): Method {
  const password = options.required('password');
  secrets.add(password);
  const user = userOf(options);
  if (user === undefined) throw options.problem('neither username nor user_id is set');
  return {
    data: { methods: ['password'], password: { user: { password, ...user } } },
    who: `the user of [${options.group}]${options.firstSet('user_id', 'username')}`,
  };
}

function tokenMethod(options: PluginOptions, secrets: Secrets): Method {
  const token = options.required('token');
  secrets.add(token);
  return {
    data: { methods: ['token'], token: { id: token } },
    headers: { 'x-auth-token': token },
    who: `the token of [${options.group}]token, ${options.origin('token')}`,
  };
}

function applicationCredentialMethod(options: PluginOptions, secrets: Secrets): Method {
  const secret = options.required('application_credential_secret');
  if (secret === '') throw options.problem('application_credential_secret is empty');
  secrets.add(secret);
  const user = userOf(options);
  const id = options.text('application_credential_id');
  const name = options.text('application_credential_name');
  if (id === undefined && name === undefined) {
    throw options.problem(
      'neither application_credential_id nor application_credential_name is set',
    );
  }
  if (id === undefined && user === undefined) {
    throw options.problem(
      'application_credential_name needs the user that it belongs to: set username or user_id',
    );
  }
  const which = id === undefined ? { name, user } : { id };
  const option = id === undefined ? 'application_credential_name' : 'application_credential_id';
  return {
    data: {
      methods: ['application_credential'],
      application_credential: { secret, ...which },
    },
    who: `the application credential of [${options.group}]${option}, ${options.origin(option)}`,
  };
}

function userOf(options: PluginOptions): JsonObject | undefined {
  const id = options.text('user_id');
  const name = options.text('username');
  const domain = options.domain('user');
  if (name !== undefined && domain === undefined && !options.generic) {
    throw options.problem('username needs user_domain_id or user_domain_name');
  }
  if (id !== undefined) return { id };
  return name === undefined ? undefined : { name, ...(domain === undefined ? {} : { domain }) };
}

/** identity/v3/base.py, get_auth_ref; a `system_scope` other than `all` counts as scope, and is none. */
function readScope(options: PluginOptions): JsonObject | undefined {
  const [domainId, domainName] = [options.text('domain_id'), options.text('domain_name')];
  const [projectId, projectName] = [options.text('project_id'), options.text('project_name')];
  const [trust, system] = [options.text('trust_id'), options.text('system_scope')];
  const projectDomain = options.domain('project');
  if (projectName !== undefined && projectDomain === undefined && !options.generic) {
    throw options.problem('project_name needs project_domain_id or project_domain_name');
  }
  const targets = [
    [domainId ?? domainName, 'domain_id or domain_name'],
    [projectId ?? projectName, 'project_id or project_name'],
    [trust, 'trust_id'],
    [system, 'system_scope'],
  ].flatMap(([value, name]) => (value === undefined ? [] : (name ?? [])));
  if (targets.length > 1) {
    throw options.problem(`only one of ${targets.join(', ')} can be the scope, and all are set`);
  }
  if (domainId !== undefined) return { domain: { id: domainId } };
  if (domainName !== undefined) return { domain: { name: domainName } };
  if (projectId !== undefined) return { project: { id: projectId } };
  if (projectName !== undefined) {
    const domain = projectDomain === undefined ? {} : { domain: projectDomain };
    return { project: { name: projectName, ...domain } };
  }
  if (trust !== undefined) return { 'OS-TRUST:trust': { id: trust } };
  return system === 'all' ? { system: { all: true } } : undefined;
}
