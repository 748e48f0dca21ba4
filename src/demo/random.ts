/** Repeatable choices: the same seed gives the same sequence on every machine. Not for anything secret. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** One of the items; a RangeError if there is none. */
  pick<T>(items: readonly T[]): T;
  /** That many lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

/** Starts a sequence of choices (the mulberry32 generator, public domain). */
export function seededRandom(seed: number): Random {
  let state = Math.trunc(seed);

  const below = (limit: number): number => {
    state = Math.trunc(state + 0x6d2b79f5);
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => below(16).toString(16)).join('');
  const uuid = (): string =>
    `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;

  return { below, pick, hex, uuid };
}
