import { untilAborted } from '../abort.js';
import type { Session } from '../database/session.js';

/** A database that the pool can be asked for, by a key of its own. */
export interface Source {
  readonly key: string;
  open(signal: AbortSignal): Promise<Session>;
}

/**
 * Lends sessions, at most `size` at once over all databases, and keeps an idle one for whoever asks the same
 * database next. A database that could not be opened once is not tried again: forty checks must not wait forty times.
 */
export class SessionPool {
  readonly #size: number;
  #lent = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #idle = new Map<string, Session>();
  readonly #failures = new Map<string, unknown>();
  readonly #asking = new Set<Promise<unknown>>();

  /** @param size the most sessions open at once */
  constructor(size: number) {
    this.#size = size;
  }

  /** Waits for a free place. The place is given back by calling what this returns. */
  async place(signal: AbortSignal): Promise<() => void> {
    while (this.#lent >= this.#size) {
      await untilAborted(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
    }
    signal.throwIfAborted();
    this.#lent += 1;
    return () => {
      this.#lent -= 1;
      this.#waiting.shift()?.();
    };
  }

  /**
   * Asks a session of `source`; the caller holds a place. When `signal` is aborted, the running statement is ended
   * on its server, the session is dropped, and the call rejects with the signal's reason.
   */
  async ask<T>(
    source: Source,
    signal: AbortSignal,
    ask: (session: Session) => Promise<T>,
  ): Promise<T> {
    const asking = this.#ask(source, signal, ask);
    this.#asking.add(asking);
    try {
      return await asking;
    } finally {
      this.#asking.delete(asking);
    }
  }

  /** Closes what is idle, and waits until what is lent has ended: the caller has aborted its signals. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#asking);
    const sessions = [...this.#idle.values()];
    this.#idle.clear();
    await Promise.all(sessions.map(async (session) => session.close()));
  }

  async #ask<T>(
    source: Source,
    signal: AbortSignal,
    ask: (session: Session) => Promise<T>,
  ): Promise<T> {
    const session = this.#takeIdle(source.key) ?? (await this.#open(source, signal));
    try {
      const answer = await untilAborted(ask(session), signal);
      this.#idle.set(source.key, session);
      return answer;
    } catch (error) {
      await session.abort();
      throw error;
    }
  }

  #takeIdle(key: string): Session | undefined {
    const session = this.#idle.get(key);
    this.#idle.delete(key);
    return session;
  }

  async #open(source: Source, signal: AbortSignal): Promise<Session> {
    if (this.#failures.has(source.key)) throw this.#failures.get(source.key);
    await this.#makeRoom();
    const opening = source.open(signal);
    try {
      return await untilAborted(opening, signal);
    } catch (error) {
      this.#failures.set(source.key, error);
      void opening.then(
        async (session) => session.abort(),
        () => {},
      );
      throw error;
    }
  }

  async #makeRoom(): Promise<void> {
    const [oldest] = this.#idle;
    if (oldest === undefined || this.#lent + this.#idle.size <= this.#size) return;
    this.#idle.delete(oldest[0]);
    await oldest[1].close();
  }
}
