import { untilAborted } from '../abort.js';

/**
 * Places for sessions: so many in all, and so many on each server. Whoever waits gets one first come, first served, but
 * for those whose server is full or who had rather wait, who hold up nobody else, and after those who are ready: for them
 * nothing has to be opened, nor anything closed to make room.
 */
export class Places {
  readonly #size: number;
  readonly #serverSize: number;
  #taken = 0;
  readonly #takenOn = new Map<string, number>();
  /** Who waits, in the order of arrival. Nobody in it could have a place now and wants it. */
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
   * @param stance how much this one wants a place now
   */
  async wait(
    server: string | undefined,
    signal: AbortSignal,
    stance: () => Stance = () => 'able',
  ): Promise<() => void> {
    signal.throwIfAborted();
    const place = stance() === 'reluctant' ? undefined : this.takeNow(server);
    return place ?? this.#handedOver(server, signal, stance);
  }

  /** A place, if one is free now; nobody who wants one is overtaken by that. */
  takeNow(server: string | undefined): (() => void) | undefined {
    return this.#isFree(server) ? this.#take(server) : undefined;
  }

  /** Whether somebody waits who would have a place if one on `server` were given back. */
  isWanted(server: string | undefined): boolean {
    return [...this.#waiting].some(
      (waiter) => waiter.stance() !== 'reluctant' && this.#isFree(waiter.server, server),
    );
  }

  /** Hands places to those who wait: also when one of them changes their stance. */
  handOver(): void {
    const waiting = [...this.#waiting].map((waiter) => ({ waiter, stance: waiter.stance() }));
    const ready = waiting.filter(({ stance }) => stance === 'ready');
    const able = waiting.filter(({ stance }) => stance === 'able');
    for (const { waiter } of [...ready, ...able]) {
      if (!this.#isFree(waiter.server)) continue;
      this.#waiting.delete(waiter);
      waiter.take(this.#take(waiter.server));
    }
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
      this.handOver();
    };
  }

  #count(server: string | undefined, change: 1 | -1): void {
    this.#taken += change;
    if (server !== undefined) this.#takenOn.set(server, this.takenOn(server) + change);
  }

  async #handedOver(
    server: string | undefined,
    signal: AbortSignal,
    stance: () => Stance,
  ): Promise<() => void> {
    let take: Waiter['take'] = () => {};
    const taken = new Promise<() => void>((resolve) => {
      take = resolve;
    });
    const waiter = { server, stance, take };
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

/** Goes before others; takes what there is; or leaves it to others for now. */
export type Stance = 'ready' | 'able' | 'reluctant';

interface Waiter {
  readonly server: string | undefined;
  readonly stance: () => Stance;
  /** Hands over a place, which is given back by calling it. */
  readonly take: (giveBack: () => void) => void;
}
