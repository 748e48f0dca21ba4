import { badAnswer, isObject, type JsonObject, jsonObject } from './answer.js';
import { OpenStackError } from './error.js';
import type { HttpResponse } from './http.js';
import type { KeystoneAuth } from './keystone-auth.js';
import { request } from './request.js';
import type { Session } from './session.js';
import { below, describe, type Place } from './url.js';
import { readVersions } from './versions.js';

/** A token that Keystone issued, and what it says about it. */
export interface Token {
  /** Secret. */
  readonly value: string;
  /** When it ends, as Keystone writes it: `2026-11-22T18:09:49.000000Z`. */
  readonly expiresAt: string | undefined;
  readonly userId: string | undefined;
  readonly userName: string | undefined;
  readonly projectId: string | undefined;
  readonly projectName: string | undefined;
  /** The names of the roles that it carries. */
  readonly roles: readonly string[];
  /** The services of the catalog, not looked at yet; empty where there is no catalog. */
  readonly catalog: readonly unknown[];
  /** What issued it. */
  readonly place: Place;
}

/**
 * A new token (keystoneauth1 5.14, identity/generic/base.py, _do_create_plugin, and identity/v3/base.py, get_auth_ref).
 *
 * @throws OpenStackError, of kind `discovery` where Keystone does not tell its versions and `auth_url` does not begin
 * its path with `/v3`
 */
export async function issueToken(session: Session, auth: KeystoneAuth): Promise<Token> {
  const base = auth.discovers ? await discoverV3(session, auth) : auth.authUrl;
  const isVersioned = base.url.pathname.replace(/\/+$/, '').endsWith('v3');
  const place = { ...base, url: below(base.url, isVersioned ? 'auth/tokens' : 'v3/auth/tokens') };
  const body = JSON.stringify(auth.body);
  const response = await request({ method: 'POST', place, headers: auth.headers, body }, session);
  const value = response.headers['x-subject-token'];
  if (value !== undefined) session.secrets.add(value);
  const answer = answerFor(response, session, auth);
  const token = answer['token'];
  if (!isObject(token)) throw badAnswer(response, 'JSON that is no token');
  if (value === undefined) throw badAnswer(response, 'no X-Subject-Token');
  const catalog = token['catalog'];
  return {
    value,
    expiresAt: textOf(token['expires_at']),
    userId: member(token['user'], 'id'),
    userName: member(token['user'], 'name'),
    projectId: member(token['project'], 'id'),
    projectName: member(token['project'], 'name'),
    roles: listOf(token['roles']).flatMap((role) => member(role, 'name') ?? []),
    catalog: listOf(catalog),
    place: response.place,
  };
}

/** Says whose credentials are not accepted, which Keystone does not. */
function answerFor(response: HttpResponse, session: Session, auth: KeystoneAuth): JsonObject {
  try {
    return jsonObject(response, session);
  } catch (error) {
    if (!(error instanceof OpenStackError) || error.kind !== 'unauthorized') throw error;
    throw new OpenStackError(
      'unauthorized',
      `${describe(response.place)} does not accept ${auth.who}: it answered 401. Check the credentials, domains and scope in [${auth.group}], and that user and project are enabled.`,
      { cause: error },
    );
  }
}

async function discoverV3(session: Session, auth: KeystoneAuth): Promise<Place> {
  const { authUrl } = auth;
  try {
    const versions = await readVersions(session, authUrl);
    const v3 = versions.find(({ version }) => version[0] === 3);
    if (v3 !== undefined) return { ...authUrl, url: v3.url, untold: session.secrets };
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    if (authUrl.url.pathname.toLowerCase().startsWith('/v3')) return authUrl;
    throw new OpenStackError(
      'discovery',
      `No version of Keystone's API could be found, and auth_url has none in its path. ${error.message}`,
      { cause: error },
    );
  }
  throw new OpenStackError(
    'discovery',
    `${describe(authUrl)} offers no API v3. Check that auth_url is Keystone's.`,
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function member(value: unknown, name: string): string | undefined {
  return isObject(value) ? textOf(value[name]) : undefined;
}
