import type { Asking } from './session.js';

/** No service that answers at all takes longer to tell its versions or to issue a token. */
const REQUEST_TIMEOUT = 30_000;

/** How a check asks services: as long as it may run itself, with its secrets kept out of every report. */
export function askingFor(context: {
  readonly signal: AbortSignal;
  readonly keepSecret: (secret: string) => void;
}): Asking {
  return {
    signal: context.signal,
    timeout: REQUEST_TIMEOUT,
    onSecret: (secret) => context.keepSecret(secret),
  };
}
