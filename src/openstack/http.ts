import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls, type RequestOptions } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { unzipSync } from 'node:zlib';
import { untilAborted, withTimeLimit } from '../abort.js';
import { connectionError } from './connection-error.js';
import { OpenStackError } from './error.js';
import type { Session } from './session.js';
import { describe, type Place } from './url.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly place: Place;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

export interface HttpResponse {
  /** What was asked in the end, after all redirects. */
  readonly place: Place;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** No catalog and no version document comes near to it. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * One request and its answer, whatever its status; no redirect is followed. User and password in the URL are sent as
 * HTTP's Basic scheme, as python-requests does.
 *
 * @throws OpenStackError of kind `unreachable`, `tls`, `timeout`, `configuration` or `bad-answer`, and the reason of
 * the session's signal
 */
export async function exchange(request: HttpRequest, session: Session): Promise<HttpResponse> {
  const { place } = request;
  const overdue = () =>
    new OpenStackError(
      'timeout',
      `${describe(place)} did not answer within ${session.timeout / 1000} s. Look whether it is overloaded or a firewall drops the packets; ${session.timeoutOption} sets how long to wait.`,
    );
  return withTimeLimit(session.timeout, overdue, session.signal, async (signal) => {
    try {
      const message = await untilAborted(send(request, session, signal), signal);
      const body = await untilAborted(readBody(message, place), signal);
      const text = unpack(body, message.headers['content-encoding'], place);
      return { place, status: message.statusCode ?? 0, headers: flat(message), text };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof OpenStackError ? error : connectionError(error, place, session);
    }
  });
}

async function send(
  { method, place, headers, body }: HttpRequest,
  session: Session,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { url } = place;
  const isTls = url.protocol === 'https:';
  const [request, tls] = isTls
    ? [requestTls, await tlsRequestOptions(session)]
    : [requestPlain, {}];
  const options = {
    method,
    signal,
    ...tls,
    // Nothing is asked twice, and no connection must keep the process from ending.
    agent: false,
    // Node's 250 ms for each of several addresses are too short for a far one.
    autoSelectFamilyAttemptTimeout: 2500,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'nova-preflight',
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...headers,
      ...basicAuthorization(url, session),
    },
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(withoutCredentials(url), options, resolve);
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function tlsRequestOptions({ tls }: Session): Promise<RequestOptions & ConnectionOptions> {
  return { secureContext: await tls.context(), rejectUnauthorized: tls.verify };
}

function basicAuthorization({ username, password }: URL, session: Session): Record<string, string> {
  if (username === '' && password === '') return {};
  const secret = unescape(password);
  const pair = `${unescape(username)}:${secret}`;
  session.secrets.add(secret);
  session.secrets.add(pair);
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** A `%` that begins no escape stands for itself. */
function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

async function readBody(message: IncomingMessage, place: Place): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge(place);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Packed although nobody asked for it: some proxies do. */
function unpack(body: Buffer, encoding: string | undefined, place: Place): string {
  if (encoding === undefined || encoding === 'identity' || body.length === 0) {
    return body.toString('utf8');
  }
  try {
    if (!['gzip', 'x-gzip', 'deflate'].includes(encoding)) throw new Error('unknown');
    return unzipSync(body, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(place);
    throw new OpenStackError(
      'bad-answer',
      `${describe(place)} sent an answer whose content encoding cannot be undone. Look at what stands in front of it, such as a proxy.`,
    );
  }
}

function tooLarge(place: Place): OpenStackError {
  return new OpenStackError(
    'bad-answer',
    `${describe(place)} sent more than ${MOST_BYTES / 1024 / 1024} MiB, which cannot be the answer. Check that the URL is that of the API.`,
  );
}

function flat(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
