import { untilAborted } from '../abort.js';
import type { Session } from '../database/session.js';
import { ExpectedError } from '../error.js';
import { Places, type Stance } from './places.js';

/** A database that the pool can be asked for, by a key of its own. */
export interface Source {
  readonly key: string;
  /** The server that the database is on, as far as its URL tells; a file is on none. */
  readonly server?: string | undefined;
  /** Rejects soon when `signal` is aborted. */
  open(signal: AbortSignal): Promise<Session>;
}

/** The most sessions open at once: in all, and on each server. */
export interface PoolSize {
  readonly all: number;
  readonly server: number;
}

/**
 * Milliseconds that whoever asks a database waits for those who ask it already. Most of what is asked takes less than it
 * takes to open another session, and a production server is spared one.
 */
const PATIENCE = 100;

/**
 * Lends sessions, at most so many at once over all databases and on each server, and keeps an idle one for whoever asks
 * the same database next. A database that could not be opened once is not tried again: forty checks must not wait forty
 * times.
 */
export class SessionPool {
  readonly #size: PoolSize;
  readonly #places: Places;
  /** Idle for longest first. Checks run side by side, so that a database can have several. */
  readonly #idle: IdleSession[] = [];
  /** Being closed for the sake of another server, but open on their own until then, where nobody's place counts for them. */
  readonly #leaving = new Set<{
    readonly server: string | undefined;
    readonly closed: Promise<void>;
  }>();
  readonly #failures = new Map<string, unknown>();
  /** The databases that could not be opened a second time. */
  readonly #single = new Set<string>();
  readonly #asking = new Set<Promise<unknown>>();
  /** Who asks a database or waits to, by its key, in the order of arrival. */
  readonly #lines = new Map<string, Map<object, 'waits' | 'asks'>>();
  readonly #patience: number;

  constructor(size: PoolSize, patience = PATIENCE) {
    this.#size = size;
    this.#patience = patience;
    this.#places = new Places(size.all, size.server);
  }

  /**
   * Waits for a place to ask `source`, which is given back by calling what this resolves to. Who asks a database with an
   * idle session goes first: many checks on many cells would else close sessions only to open them again. Who asks one
   * that others ask at this moment waits a little for their session.
   */
  async place({ key, server }: Source, signal: AbortSignal): Promise<() => void> {
    const line = this.#lines.get(key) ?? new Map<object, 'waits' | 'asks'>();
    this.#lines.set(key, line);
    const self = {};
    line.set(self, 'waits');
    const patienceEnds = performance.now() + this.#patience;
    // Asked of everybody who waits whenever a place is given back.
    const stance = (): Stance => {
      if (this.#failures.has(key)) return 'ready';
      let before = 0;
      let waitBefore = 0;
      for (const [other, does] of line) {
        if (other === self) break;
        before += 1;
        if (does === 'waits') waitBefore += 1;
      }
      const idle = this.#idle.filter((session) => session.key === key).length;
      if (idle > waitBefore) return 'ready';
      return before > 0 && performance.now() < patienceEnds ? 'reluctant' : 'able';
    };
    // A timer may be early.
    const timer = setTimeout(() => this.#places.handOver(), this.#patience + 1);
    try {
      const giveBack = await this.#places.wait(server, signal, stance);
      line.set(self, 'asks');
      return () => {
        line.delete(self);
        giveBack();
      };
    } catch (error) {
      line.delete(self);
      this.#places.handOver();
      throw error;
    } finally {
      clearTimeout(timer);
    }
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
    return this.#untilClosed(async () => {
      const session = await this.#session(source, signal);
      return this.#lent(source, session, signal, ask);
    });
  }

  /**
   * Asks as `ask` does, in a second session beside one that the caller has, if there is a place for it at this moment
   * and it can be opened: that it cannot is nobody's failure, and it is not tried again.
   *
   * @param ask is told how to find out whether somebody waits for the place, who is to have it before long
   * @returns whether it was asked
   */
  async askBeside(
    source: Source,
    signal: AbortSignal,
    ask: (session: Session, isWanted: () => boolean) => Promise<void>,
  ): Promise<boolean> {
    if (signal.aborted || this.#single.has(source.key)) return false;
    const giveBack = this.#places.takeNow(source.server);
    if (giveBack === undefined) return false;
    const isWanted = () => this.#places.isWanted(source.server);
    return this.#untilClosed(async () => {
      try {
        const session = await this.#secondSession(source, signal);
        if (session === undefined) return false;
        await this.#lent(source, session, signal, async (lent) => ask(lent, isWanted));
        return true;
      } finally {
        giveBack();
      }
    });
  }

  /**
   * Waits until what is lent has ended: the caller has aborted its signals. To what is idle it says good-bye, and does not
   * wait for the servers to say it too, for nothing more is asked.
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.#asking);
    for (const { session } of this.#idle.splice(0)) void session.close();
  }

  async #untilClosed<T>(ask: () => Promise<T>): Promise<T> {
    const asking = ask();
    this.#asking.add(asking);
    try {
      return await asking;
    } finally {
      this.#asking.delete(asking);
    }
  }

  async #lent<T>(
    { key, server }: Source,
    session: Session,
    signal: AbortSignal,
    ask: (session: Session) => Promise<T>,
  ): Promise<T> {
    try {
      const answer = await untilAborted(ask(session), signal);
      this.#idle.push({ key, server, session });
      return answer;
    } catch (error) {
      await session.abort();
      throw error;
    }
  }

  async #session(source: Source, signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    const idle = this.#takeIdle(({ key }) => key === source.key);
    if (idle !== undefined) return idle;
    if (this.#failures.has(source.key)) throw this.#failures.get(source.key);
    await this.#makeRoom(source);
    signal.throwIfAborted();
    try {
      return await source.open(signal);
    } catch (error) {
      this.#failures.set(source.key, error);
      throw error;
    }
  }

  async #secondSession(source: Source, signal: AbortSignal): Promise<Session | undefined> {
    const idle = this.#takeIdle(({ key }) => key === source.key);
    if (idle !== undefined) return idle;
    await this.#makeRoom(source);
    signal.throwIfAborted();
    try {
      return await source.open(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ExpectedError)) throw error;
      this.#single.add(source.key);
      return undefined;
    }
  }

  /** Idle sessions are open too: where there are too many, that which is idle for longest goes. */
  async #makeRoom({ server }: Source): Promise<void> {
    const leaving = () => [...this.#leaving].find((one) => one.server === server);
    for (let one = leaving(); one !== undefined; one = leaving()) await one.closed;
    const idleHere = this.#idle.filter((idle) => idle.server === server).length;
    if (server !== undefined && this.#places.takenOn(server) + idleHere > this.#size.server) {
      await this.#takeIdle((idle) => idle.server === server)?.close();
    } else if (this.#places.taken + this.#idle.length > this.#size.all) {
      await this.#sendAway();
    }
  }

  /** Closes the session that is idle for longest, wherever it is. */
  async #sendAway(): Promise<void> {
    const server = this.#idle[0]?.server;
    const session = this.#takeIdle(() => true);
    if (session === undefined) return;
    const leaving = { server, closed: session.close() };
    this.#leaving.add(leaving);
    try {
      await leaving.closed;
    } finally {
      this.#leaving.delete(leaving);
    }
  }

  #takeIdle(isMeant: (idle: IdleSession) => boolean): Session | undefined {
    const index = this.#idle.findIndex(isMeant);
    return index < 0 ? undefined : this.#idle.splice(index, 1)[0]?.session;
  }
}

interface IdleSession extends Omit<Source, 'open'> {
  readonly session: Session;
}
