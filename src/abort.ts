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

/** The clock of a time limit. */
export interface Clock {
  /** Stops the clock until what it gives is called; of several stops the last to end counts. */
  stop(): () => void;
}

/**
 * Runs `act` with a signal that is aborted with `reason()` once its clock has run for so many milliseconds, or with
 * `outer`'s reason when that is aborted. What `act` still does then is not waited for.
 */
export async function withTimeLimit<T>(
  milliseconds: number,
  reason: () => Error,
  outer: AbortSignal,
  act: (signal: AbortSignal, clock: Clock) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  let left = milliseconds;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stops = 0;
  let isOver = false;
  const run = () => {
    since = performance.now();
    timer = setTimeout(() => limit.abort(reason()), Math.max(0, left));
  };
  const clock: Clock = {
    stop() {
      if (stops === 0) left -= performance.now() - since;
      stops += 1;
      clearTimeout(timer);
      return () => {
        stops -= 1;
        if (stops === 0 && !isOver) run();
      };
    },
  };
  run();
  try {
    return await act(AbortSignal.any([outer, limit.signal]), clock);
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}
