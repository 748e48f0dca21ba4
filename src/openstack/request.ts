import { setTimeout } from 'node:timers/promises';
import { OpenStackError } from './error.js';
import type { HttpRequest, HttpResponse } from './http.js';
import type { Session } from './session.js';
import { describe, httpUrl, type Place, shown } from './url.js';

/** How often a request is tried again, with how many seconds between. */
export interface Retries {
  /** After a refused or lost connection and after a time-out. */
  readonly connect: number;
  /** Undefined for half a second, doubled each time up to a minute. */
  readonly connectDelay?: number;
  /** After an answer with one of `statusCodes`. */
  readonly status: number;
  readonly statusDelay?: number;
  readonly statusCodes: readonly number[];
}

/** keystoneauth1 5.14, session.py, Session: _DEFAULT_REDIRECT_LIMIT, _REDIRECT_STATUSES. */
const MOST_REDIRECTS = 30;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 305, 307, 308]);

/**
 * A request with its redirects and retries, by the rules of keystoneauth1 (5.14, session.py, _send_request): method and
 * body stay as they are, the numbers are for the whole way and not for each URL, and TLS errors are not tried again.
 *
 * Other than there, tokens and passwords do not follow to another host, nor from `https` to `http`: a GET goes on
 * without them, and a request for a token is not repeated there.
 */
export async function request(
  first: HttpRequest,
  session: Session,
  retries: Retries = NONE,
): Promise<HttpResponse> {
  // With the first request alone: many a check finds out before that there is nothing to ask.
  const { exchange } = await import('./http.js');
  let current = first;
  let redirects = 0;
  const connect = delays(retries.connect, retries.connectDelay);
  const status = delays(retries.status, retries.statusDelay);
  for (;;) {
    const outcome = await exchange(current, session).catch((error: unknown) => {
      if (isRetriable(error) && connect.left()) return undefined;
      throw error;
    });
    if (outcome === undefined) {
      await connect.pass(session.signal);
      continue;
    }
    const next = redirected(current, outcome, session);
    if (next !== undefined) {
      redirects += 1;
      if (redirects > MOST_REDIRECTS) {
        throw new OpenStackError(
          'bad-answer',
          `${describe(first.place)} redirects more than ${MOST_REDIRECTS} times, at last to ${shown(next.place)}. Correct the URL, or the redirects of the service.`,
        );
      }
      connect.reset();
      status.reset();
      current = next;
    } else if (retries.statusCodes.includes(outcome.status) && status.left()) {
      connect.reset();
      await status.pass(session.signal);
    } else {
      return outcome;
    }
  }
}

const NONE: Retries = { connect: 0, status: 0, statusCodes: [] };

function isRetriable(error: unknown): boolean {
  return error instanceof OpenStackError && ['unreachable', 'timeout'].includes(error.kind);
}

function redirected(
  from: HttpRequest,
  { status, headers }: HttpResponse,
  session: Session,
): HttpRequest | undefined {
  const location = headers['location'];
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = URL.canParse(location, from.place.url.href) && new URL(location, from.place.url);
  if (!url || httpUrl(url.href) === undefined) {
    throw new OpenStackError(
      'bad-answer',
      `${describe(from.place)} redirects to what is no HTTP URL. Correct the redirects of the service.`,
    );
  }
  const place: Place = { ...from.place, url, untold: session.secrets };
  if (mayFollow(from.place.url, url)) return { ...from, place };
  if (from.body === undefined) return { ...from, place: withoutUser(place), headers: {} };
  throw new OpenStackError(
    'bad-answer',
    `${describe(from.place)} redirects to ${session.secrets.told(url.origin)}, and credentials are not sent on to another host or without TLS. Put the URL that is meant into the option.`,
  );
}

function mayFollow(from: URL, to: URL): boolean {
  return from.hostname === to.hostname && !(from.protocol === 'https:' && to.protocol === 'http:');
}

function withoutUser(place: Place): Place {
  const url = new URL(place.url);
  url.username = '';
  url.password = '';
  return { ...place, url };
}

/** keystoneauth1 5.14, session.py, _Retries: a fixed delay of 0 counts as none. */
function delays(most: number, fixed: number | undefined) {
  const start = fixed || 0.5;
  let left = most;
  let seconds = start;
  return {
    left: () => left > 0,
    reset: () => {
      seconds = start;
    },
    pass: async (signal: AbortSignal) => {
      left -= 1;
      const wait = seconds * 1000;
      if (!fixed) seconds = Math.min(seconds * 2, 60);
      await setTimeout(wait, undefined, { signal }).catch(() => {
        throw signal.reason;
      });
    },
  };
}
