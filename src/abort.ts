/** What is to be done when a signal is aborted: it has one listener for all of that, since to add one takes long. */
const actions = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

/** Calls `act` with the signal's reason once it is aborted, or at once; until what this gives is called. */
function onAbort(signal: AbortSignal, act: (reason: unknown) => void): () => void {
  if (signal.aborted) {
    act(signal.reason);
    return () => {};
  }
  const known = actions.get(signal) ?? new Set();
  if (known.size === 0) {
    actions.set(signal, known);
    signal.addEventListener('abort', actAll, { once: true });
  }
  known.add(act);
  return () => {
    if (known.delete(act) && known.size === 0) signal.removeEventListener('abort', actAll);
  };
}

function actAll(event: Event): void {
  const signal = event.target as AbortSignal;
  for (const act of actions.get(signal) ?? []) act(signal.reason);
  actions.delete(signal);
}

/** What is aborted with `outer`, and may be aborted before: less work than AbortSignal.any. */
export function follower(outer: AbortSignal): AbortController {
  const controller = new AbortController();
  onAbort(outer, (reason) => controller.abort(reason));
  return controller;
}

/** The promise's outcome, or a rejection with the signal's reason, whichever is first. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, reject);
    promise.then(
      (value) => {
        forget();
        resolve(value);
      },
      (error: unknown) => {
        forget();
        reject(error);
      },
    );
  });
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
  const limit = follower(outer);
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
    return await act(limit.signal, clock);
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}
