/**
 * A set of instances in about 30 bytes each, so that a million fit where their UUIDs as strings would take 150 MB: an
 * open-addressing hash table over the 16 bytes of a UUID. Each instance has an index (its order of arrival) and eight
 * marks. UUIDs are compared to the letter, as Nova does: whatever is not a UUID in lower case is kept as a string.
 */
export class InstanceSet {
  #words = new Int32Array(4 * INITIAL);
  #marks = new Uint8Array(INITIAL);
  /** Index + 1 by slot; 0 is free. Always a power of two, at most half full. */
  #slots = new Int32Array(2 * INITIAL);
  readonly #odd = new Map<string, number>();
  readonly #oddNames = new Map<number, string>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds the instance whose UUID is `text` (or that part of it) and gives its index; one that is there keeps its own. */
  add(text: string, from = 0, to = text.length): number {
    const known = this.find(text, from, to);
    if (known >= 0) return known;
    if (this.#size === this.#marks.length) this.#grow();
    const index = this.#size;
    this.#size += 1;
    if (parseUuid(text, from, to)) {
      this.#words.set(parsed, 4 * index);
      this.#place(index);
    } else {
      const uuid = text.slice(from, to);
      this.#odd.set(uuid, index);
      this.#oddNames.set(index, uuid);
    }
    return index;
  }

  /** The index of the instance whose UUID is `text` (or that part of it), or -1. */
  find(text: string, from = 0, to = text.length): number {
    if (!parseUuid(text, from, to)) return this.#odd.get(text.slice(from, to)) ?? -1;
    const mask = this.#slots.length - 1;
    for (let slot = hash(parsed, 0) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index < 0) return -1;
      if (this.#holds(index)) return index;
    }
  }

  mark(index: number, marks: number): void {
    this.#marks[index] = this.marks(index) | marks;
  }

  clear(index: number, marks: number): void {
    this.#marks[index] = this.marks(index) & ~marks;
  }

  marks(index: number): number {
    return this.#marks[index] ?? 0;
  }

  uuid(index: number): string {
    return this.#oddNames.get(index) ?? formatUuid(this.#words, 4 * index);
  }

  #holds(index: number): boolean {
    const at = 4 * index;
    const words = this.#words;
    return (
      words[at] === parsed[0] &&
      words[at + 1] === parsed[1] &&
      words[at + 2] === parsed[2] &&
      words[at + 3] === parsed[3]
    );
  }

  #place(index: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#words, 4 * index) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index + 1;
  }

  #grow(): void {
    const capacity = 2 * this.#marks.length;
    this.#words = copied(this.#words, new Int32Array(4 * capacity));
    this.#marks = copied(this.#marks, new Uint8Array(capacity));
    this.#slots = new Int32Array(2 * capacity);
    for (let index = 0; index < this.#size; index += 1) {
      if (!this.#oddNames.has(index)) this.#place(index);
    }
  }
}

const INITIAL = 1024;

/**
 * The four words of the UUID that was parsed last: one array for all, since it is read at once. Words are signed here
 * and below: half of the unsigned ones are too large for V8 to keep without allocating memory.
 */
const parsed = new Int32Array(4);

/** Reads a UUID in its canonical form, lower case, into `parsed`; tells whether it is one. */
function parseUuid(text: string, from: number, to: number): boolean {
  if (to - from !== 36) return false;
  let digits = 0;
  let word = 0;
  for (let at = 0; at < 36; at += 1) {
    const code = text.charCodeAt(from + at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== DASH) return false;
      continue;
    }
    let digit = code - ZERO;
    if (digit < 0 || digit > 9) {
      digit = code - LETTER_A + 10;
      if (digit < 10 || digit > 15) return false;
    }
    word = (word << 4) | digit;
    digits += 1;
    if ((digits & 7) === 0) parsed[(digits >> 3) - 1] = word;
  }
  return true;
}

const DASH = 45;
const ZERO = 48;
const LETTER_A = 97;

function formatUuid(words: Int32Array, at: number): string {
  const hex = Array.from(words.subarray(at, at + 4), (word) =>
    (word >>> 0).toString(16).padStart(8, '0'),
  ).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** Nova's UUIDs are random, but others count in any of their digits: every bit must reach the lowest, which are used. */
function hash(words: Int32Array, at: number): number {
  let mixed = mix(words[at] ?? 0, 0x9e3779b1) ^ (words[at + 1] ?? 0);
  mixed = mix(mixed, 0x85ebca6b) ^ (words[at + 2] ?? 0);
  mixed = mix(mixed, 0xc2b2ae35) ^ (words[at + 3] ?? 0);
  return mix(mix(mixed, 0x85ebca6b), 0xc2b2ae35);
}

/** Spreads 32 bits upwards by an odd factor and downwards by a shift. */
function mix(word: number, factor: number): number {
  const spread = Math.imul(word ^ (word >>> 15), factor);
  return spread ^ (spread >>> 16);
}

function copied<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
