import type { Auth } from './auth.js';
import { jsonObject, type JsonObject } from './answer.js';
import { OpenStackError } from './error.js';
import type { HttpResponse } from './http.js';
import { issueToken, type Token } from './keystone.js';
import type { KeystoneAuth } from './keystone-auth.js';
import { request, type Retries } from './request.js';
import type { Session } from './session.js';
import type { Place } from './url.js';

/** Asks one service in the name of whom the options say. */
export interface Client {
  readonly auth: Auth | undefined;
  /** The token, fetched once; undefined where the authentication knows none. */
  token(): Promise<Token | undefined>;
  /** The JSON object at a place, and the answer that it came in. */
  get(place: Place, retries?: Retries): Promise<{ body: JsonObject; response: HttpResponse }>;
}

/**
 * @param auth undefined to ask as nobody
 * @param serviceAuth whose token goes along as `X-Service-Token` (keystoneauth1 5.14, service_token.py)
 */
export function openClient(
  session: Session,
  auth: Auth | undefined,
  serviceAuth?: KeystoneAuth,
): Client {
  let issued: Promise<Token> | undefined;
  const token = async () =>
    auth?.type === 'keystone' ? (issued ??= issueToken(session, auth)) : undefined;
  const headers = async () => ({
    ...authHeaders(auth, await token()),
    ...(serviceAuth === undefined
      ? {}
      : { 'x-service-token': (await issueToken(session, serviceAuth)).value }),
  });
  return {
    auth,
    token,
    async get(place, retries) {
      const ask = async () =>
        request({ method: 'GET', place, headers: await headers() }, session, retries);
      let response = await ask();
      // Once more with a new token, as keystoneauth1 does (session.py, request).
      if (response.status === 401 && issued !== undefined) {
        issued = undefined;
        response = await ask();
      }
      return { body: jsonObject(response, session), response };
    },
  };
}

/** The token of `none` is keystoneauth1's (noauth.py). */
function authHeaders(auth: Auth | undefined, token: Token | undefined): Record<string, string> {
  if (token !== undefined) return { 'x-auth-token': token.value };
  if (auth?.type === 'none') return { 'x-auth-token': 'notused' };
  if (auth?.type !== 'http_basic') return {};
  const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/** The endpoint of an `auth_type` that has no catalog. */
export function fixedEndpoint(
  auth: Exclude<Auth, KeystoneAuth>,
  group: string,
  service: string,
  override: string,
): Place {
  if (auth.endpoint !== undefined) return { ...auth.endpoint, service };
  throw new OpenStackError(
    'endpoint-not-found',
    `With auth_type = ${auth.type} there is no catalog, and neither [${group}]endpoint nor [${group}]${override} is set. Set the URL of ${service} there.`,
  );
}
