import { untilAborted } from '../abort.js';
import type { Session } from '../database/session.js';

/** A database that the pool can be asked for, by a key of its own. */
export interface Source {
  readonly key: string;
  /** Rejects soon when `signal` is aborted. */
  open(signal: AbortSignal): Promise<Session>;
}

/**
 * Lends sessions, at most `size` at once over all databases, and keeps an idle one for whoever asks the same
 * database next. A database that could not be opened once is not tried again: forty checks must not wait forty times.
 */
export class SessionPool {
  readonly #size: number;
  #lent = 0;
  /** Who waits for a place, in the order of arrival. To call one is to hand it a place. */
  readonly #waiting = new Set<() => void>();
  /** Idle for longest first. Checks run side by side, so that a database can have several. */
  readonly #idle: IdleSession[] = [];
  readonly #failures = new Map<string, unknown>();
  readonly #asking = new Set<Promise<unknown>>();

  /** @param size the most sessions open at once */
  constructor(size: number) {
    this.#size = size;
  }

  /** Waits for a free place, first come, first served. The place is given back by calling what this returns. */
  async place(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#lent < this.#size) this.#lent += 1;
    else await this.#handedOver(signal);
    return () => this.#giveBack();
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
    const idle = this.#idle.splice(0);
    await Promise.all(idle.map(async ({ session }) => session.close()));
  }

  /** Waits for somebody else's place. */
  async #handedOver(signal: AbortSignal): Promise<void> {
    let take = () => {};
    const taken = new Promise<void>((resolve) => {
      take = resolve;
    });
    this.#waiting.add(take);
    try {
      await untilAborted(taken, signal);
    } catch (error) {
      // Not waiting any more: the place came just when the signal was aborted, and is somebody else's.
      if (!this.#waiting.delete(take)) this.#giveBack();
      throw error;
    }
  }

  #giveBack(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#lent -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  async #ask<T>(
    source: Source,
    signal: AbortSignal,
    ask: (session: Session) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const session = this.#takeIdle(source.key) ?? (await this.#open(source, signal));
    try {
      const answer = await untilAborted(ask(session), signal);
      this.#idle.push({ key: source.key, session });
      return answer;
    } catch (error) {
      await session.abort();
      throw error;
    }
  }

  #takeIdle(key: string): Session | undefined {
    const index = this.#idle.findIndex((idle) => idle.key === key);
    return index < 0 ? undefined : this.#idle.splice(index, 1)[0]?.session;
  }

  async #open(source: Source, signal: AbortSignal): Promise<Session> {
    if (this.#failures.has(source.key)) throw this.#failures.get(source.key);
    await this.#makeRoom();
    signal.throwIfAborted();
    try {
      return await source.open(signal);
    } catch (error) {
      this.#failures.set(source.key, error);
      throw error;
    }
  }

  async #makeRoom(): Promise<void> {
    if (this.#lent + this.#idle.length > this.#size) await this.#idle.shift()?.session.close();
  }
}

interface IdleSession {
  readonly key: string;
  readonly session: Session;
}
