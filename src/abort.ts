import { setMaxListeners } from 'node:events';

/** The promise's outcome, or a rejection with the signal's reason, whichever is first. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Forty cells may wait for one signal, and each leaves it again: not the leak that Node would warn of.
  setMaxListeners(0, signal);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Runs `act` with a signal that is aborted with `reason()` after so many milliseconds, or with `outer`'s reason when
 * that is aborted. What `act` still does then is not waited for.
 */
export async function withTimeLimit<T>(
  milliseconds: number,
  reason: () => Error,
  outer: AbortSignal,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(reason()), milliseconds);
  try {
    return await act(AbortSignal.any([outer, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}
