import type { Session } from '../database/session.js';

/** Milliseconds between two looks at a server. */
export const LOOK_INTERVAL = 1000;

/** Milliseconds by which a timer may be early, as another clock measures it. */
const TIMER_SLACK = 5;

/**
 * How many threads a server runs besides ours, looked at about once a second and only when somebody is about to ask it,
 * on that session.
 *
 * Replication lag is not looked at. Who only reads writes nothing that would have to be replicated, and what a read
 * takes from a server that lags shows in its running threads; besides, an account that may only SELECT is not told.
 */
export class ServerLoad {
  /** Statements of ours that run at this moment. */
  #ours = 0;
  #others = 0;
  #lookedAt = -Infinity;
  #isLooking = false;

  /** Runs a statement of ours. */
  async running<T>(statement: () => Promise<T>): Promise<T> {
    this.#ours += 1;
    try {
      return await statement();
    } finally {
      this.#ours -= 1;
    }
  }

  /** Threads besides ours. What was seen a moment ago still holds, and nobody waits for another session's look. */
  async others(session: Session): Promise<number> {
    // A timer of that length may end a moment early, and who waited so long is to be told something new.
    if (!this.#isLooking && performance.now() - this.#lookedAt >= LOOK_INTERVAL - TIMER_SLACK) {
      await this.#look(session);
    }
    return this.#others;
  }

  async #look(session: Session): Promise<void> {
    this.#isLooking = true;
    const before = this.#ours;
    try {
      const running = (await session.runningThreads()) ?? 0;
      // What runs before and after was surely counted, and so was the look itself.
      this.#others = Math.max(0, running - Math.min(before, this.#ours) - 1);
      this.#lookedAt = performance.now();
    } finally {
      this.#isLooking = false;
    }
  }
}
