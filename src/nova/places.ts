import { untilAborted } from '../abort.js';

/**
 * Places for sessions: so many in all, and so many on each server. Whoever waits gets one first come, first served, but
 * for those whose server is full, who hold up nobody else, and after those who are ready: for them nothing has to be
 * opened, nor anything closed to make room.
 */
export class Places {
  readonly #size: number;
  readonly #serverSize: number;
  #taken = 0;
  readonly #takenOn = new Map<string, number>();
  /** Who waits, in the order of arrival. Nobody in it could have a place now. */
  readonly #waiting = new Set<Waiter>();

  /**
   * @param size the most places in all
   * @param serverSize the most on one server
   */
  constructor(size: number, serverSize: number) {
    this.#size = size;
    this.#serverSize = serverSize;
  }

  get taken(): number {
    return this.#taken;
  }

  takenOn(server: string): number {
    return this.#takenOn.get(server) ?? 0;
  }

  /**
   * Waits for a place on `server` (undefined: on none). It is given back by calling what this resolves to, once.
   *
   * @param isReady whether this one would go before others now
   */
  async wait(
    server: string | undefined,
    signal: AbortSignal,
    isReady: () => boolean = () => false,
  ): Promise<() => void> {
    signal.throwIfAborted();
    return this.takeNow(server) ?? this.#handedOver(server, signal, isReady);
  }

  /** A place, if one is free now; nobody is overtaken by that. */
  takeNow(server: string | undefined): (() => void) | undefined {
    return this.#isFree(server) ? this.#take(server) : undefined;
  }

  /** Whether somebody waits who could have a place if one on `server` were given back. */
  isWanted(server: string | undefined): boolean {
    return [...this.#waiting].some((waiter) => this.#isFree(waiter.server, server));
  }

  /** @param left the server of a place that is thought to be given back */
  #isFree(server: string | undefined, ...left: readonly (string | undefined)[]): boolean {
    if (this.#taken - left.length >= this.#size) return false;
    const leftHere = left.filter((one) => one === server).length;
    return server === undefined || this.takenOn(server) - leftHere < this.#serverSize;
  }

  #take(server: string | undefined): () => void {
    this.#count(server, 1);
    return () => {
      this.#count(server, -1);
      this.#handOver();
    };
  }

  #count(server: string | undefined, change: 1 | -1): void {
    this.#taken += change;
    if (server !== undefined) this.#takenOn.set(server, this.takenOn(server) + change);
  }

  #handOver(): void {
    const waiting = [...this.#waiting];
    const ready = waiting.filter((waiter) => waiter.isReady());
    for (const waiter of new Set([...ready, ...waiting])) {
      if (!this.#isFree(waiter.server)) continue;
      this.#waiting.delete(waiter);
      waiter.take(this.#take(waiter.server));
    }
  }

  async #handedOver(
    server: string | undefined,
    signal: AbortSignal,
    isReady: () => boolean,
  ): Promise<() => void> {
    let take: Waiter['take'] = () => {};
    const taken = new Promise<() => void>((resolve) => {
      take = resolve;
    });
    const waiter = { server, isReady, take };
    this.#waiting.add(waiter);
    try {
      return await untilAborted(taken, signal);
    } catch (error) {
      // Not waiting any more: the place came just when the signal was aborted, and is somebody else's.
      if (!this.#waiting.delete(waiter)) (await taken)();
      throw error;
    }
  }
}

interface Waiter {
  readonly server: string | undefined;
  readonly isReady: () => boolean;
  /** Hands over a place, which is given back by calling it. */
  readonly take: (giveBack: () => void) => void;
}
