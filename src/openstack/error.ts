import { ExpectedError } from '../error.js';

/**
 * Why a service could not be asked. The first five are what `nova-status` calls a Failure of "Placement API" (Nova
 * 34.0.0, nova/cmd/status.py, _check_placement: MissingAuthPlugin, Unauthorized, EndpointNotFound, DiscoveryFailure,
 * NotFound); all others end that check there in a traceback. "Cinder API" takes every one of them for a Warning.
 *
 * - `missing-auth`: no `auth_type` is set.
 * - `unauthorized`: Keystone, or the service, answered 401.
 * - `endpoint-not-found`: nothing in the catalog, or no catalog, for what the options ask.
 * - `discovery`: no usable API version was found at a URL; `cause` says why, where that is another of these errors.
 * - `not-found`: 404, from Keystone or from the service.
 * - `configuration`: an option that cannot be used.
 * - `unsupported`: an `auth_type` that Nova may know and this program does not.
 * - `unreachable`: refused, reset, no such host, no route.
 * - `tls`: the certificates of either side, or no TLS at all.
 * - `timeout`: no whole answer within the time limit of a request.
 * - `http-status`: any other status from 400 on.
 * - `bad-answer`: HTML, truncated or foreign JSON, too much of it, redirects without end.
 */
export type OpenStackErrorKind =
  | 'missing-auth'
  | 'unauthorized'
  | 'endpoint-not-found'
  | 'discovery'
  | 'not-found'
  | 'configuration'
  | 'unsupported'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'http-status'
  | 'bad-answer';

/**
 * A service that could not be asked: the message names the URL (never its credentials), the option that leads there
 * with its place, and what to do.
 */
export class OpenStackError extends ExpectedError {
  override name = 'OpenStackError';
  readonly kind: OpenStackErrorKind;

  constructor(kind: OpenStackErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Runs `act`; an option that cannot be read, or does not fit, becomes an error of kind `configuration`. */
export function readingOptions<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof OpenStackError || !(error instanceof ExpectedError)) throw error;
    throw new OpenStackError('configuration', error.message, { cause: error });
  }
}
