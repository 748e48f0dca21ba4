import type { SecureContext } from 'node:tls';
import type { Config } from '../config/config.js';
import { OpenStackError } from './error.js';
import { keepSecrets, type Secrets } from './secrets.js';
import { tlsOptions } from './tls.js';

/** What the caller gives to every conversation. */
export interface Asking {
  /** Ends everything; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Milliseconds for one request from its beginning to the last byte of the answer, redirects and retries apart. */
  readonly timeout: number;
  /** Is told every password and token, in every form in which it could be repeated, before anything is sent. */
  readonly onSecret: (secret: string) => void;
}

/** How requests are made for one group of options. */
export interface Session {
  readonly group: string;
  /** The option that sets how long to wait. */
  readonly timeoutOption: string;
  /** Milliseconds, see {@link Asking}. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly tls: Tls;
}

/** What applies where a URL is `https`. */
export interface Tls {
  readonly verify: boolean;
  /** For messages about a certificate that is not trusted: which authorities are. */
  readonly trusted: string;
  /** Reads the files of the options, once. */
  context(): Promise<SecureContext>;
}

/**
 * The session options of a group (keystoneauth1 5.14, loading/session.py): `cafile`, `certfile`, `keyfile`, `insecure`,
 * `timeout`. `collect_timing` and `split_loggers` change nothing here. The shorter of `timeout` and the caller's limit
 * holds, and for a whole request; there `timeout` is for each wait. keystonemiddleware calls it
 * `http_connect_timeout` (auth_token/_opts.py).
 *
 * @throws ExpectedError for an option that cannot be read
 */
export function openSession(config: Config, group: string, asking: Asking): Session {
  const name = group === 'keystone_authtoken' ? 'http_connect_timeout' : 'timeout';
  const timeout = config.float(group, name);
  if (timeout !== undefined && !(timeout.value > 0)) {
    throw new OpenStackError(
      'configuration',
      `[${group}]${name} is ${timeout.value} (${timeout.origin}), which leaves no time at all. Set it to a number of seconds above 0.`,
    );
  }
  return {
    group,
    timeoutOption: `[${group}]${name}`,
    timeout: Math.min(asking.timeout, (timeout?.value ?? Infinity) * 1000),
    signal: asking.signal,
    secrets: keepSecrets(asking.onSecret),
    tls: tlsOptions(config, group),
  };
}
