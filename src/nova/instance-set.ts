/**
 * A set of instances, many of which take about 25 bytes each, so that a million fit where their UUIDs as strings would
 * take 150 MB: an open-addressing hash table over the 16 bytes of a UUID. Each instance has an index (its order of arrival)
 * and eight marks. UUIDs are compared to the letter, as Nova does: whatever is not a UUID in lower case is kept as a string. So are
 * all of them while they are few: V8's own Map takes a quarter of the time, until V8 has compiled what is here.
 */
export class InstanceSet {
  /** Four words an instance, in blocks that are never copied: only the slots are made anew when the set grows. */
  readonly #words: Int32Array[] = [];
  readonly #marks: Uint8Array[] = [];
  /** Index + 1 by slot; 0 is free. Always a power of two, at most two thirds full. */
  #slots = new Int32Array(0);
  /** Index by UUID, where that is kept as a string, and UUID by index. */
  readonly #odd = new Map<string, number>();
  readonly #oddNames = new Map<number, string>();
  #size = 0;
  #areFew = true;
  readonly #few: number;

  /** @param few from so many on, a power of two, they are packed */
  constructor(few = BLOCK) {
    this.#few = few;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the instance whose UUID is `text` (or that part of it) and gives its index; one that is there keeps its own. */
  add(text: string, from = 0, to = text.length): number {
    const isParsed = !this.#areFew && parseUuid(text, from, to);
    const slot = isParsed ? this.#slotOfParsed() : -1;
    const known = isParsed ? (this.#slots[slot] ?? 0) - 1 : this.#findOdd(text, from, to);
    if (known >= 0) return known;
    const index = this.#size;
    if ((index & (BLOCK - 1)) === 0) {
      this.#words.push(new Int32Array(4 * BLOCK));
      this.#marks.push(new Uint8Array(BLOCK));
    }
    this.#size += 1;
    if (isParsed) {
      this.#words[index >> BLOCK_BITS]?.set(parsed, 4 * (index & (BLOCK - 1)));
      this.#slots[slot] = index + 1;
      if (3 * this.#size > 2 * this.#slots.length) this.#grow();
    } else {
      const uuid = text.slice(from, to);
      this.#odd.set(uuid, index);
      this.#oddNames.set(index, uuid);
      if (this.#areFew && this.#size === this.#few) this.#pack();
    }
    return index;
  }

  /** The index of the instance whose UUID is `text` (or that part of it), or -1. */
  find(text: string, from = 0, to = text.length): number {
    if (this.#areFew || !parseUuid(text, from, to)) return this.#findOdd(text, from, to);
    return (this.#slots[this.#slotOfParsed()] ?? 0) - 1;
  }

  mark(index: number, marks: number): void {
    const block = this.#marks[index >> BLOCK_BITS];
    if (block !== undefined) block[index & (BLOCK - 1)] = this.marks(index) | marks;
  }

  clear(index: number, marks: number): void {
    const block = this.#marks[index >> BLOCK_BITS];
    if (block !== undefined) block[index & (BLOCK - 1)] = this.marks(index) & ~marks;
  }

  marks(index: number): number {
    return this.#marks[index >> BLOCK_BITS]?.[index & (BLOCK - 1)] ?? 0;
  }

  uuid(index: number): string {
    const odd = this.#oddNames.get(index);
    if (odd !== undefined) return odd;
    const block = this.#words[index >> BLOCK_BITS];
    return block === undefined ? '' : formatUuid(block, 4 * (index & (BLOCK - 1)));
  }

  #findOdd(text: string, from: number, to: number): number {
    return this.#odd.size === 0 ? -1 : (this.#odd.get(text.slice(from, to)) ?? -1);
  }

  /** The slot of the UUID that was parsed last, or the free one where it belongs. */
  #slotOfParsed(): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(parsed, 0) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index < 0 || this.#isParsed(index)) return slot;
    }
  }

  #isParsed(index: number): boolean {
    const words = this.#words[index >> BLOCK_BITS];
    if (words === undefined) return false;
    const at = 4 * (index & (BLOCK - 1));
    return (
      words[at] === parsed[0] &&
      words[at + 1] === parsed[1] &&
      words[at + 2] === parsed[2] &&
      words[at + 3] === parsed[3]
    );
  }

  /** Packs what was kept as strings while it was little. */
  #pack(): void {
    this.#areFew = false;
    this.#slots = new Int32Array(4 * this.#few);
    for (const [index, uuid] of this.#oddNames) {
      if (!parseUuid(uuid, 0, uuid.length)) continue;
      this.#odd.delete(uuid);
      this.#oddNames.delete(index);
      this.#words[index >> BLOCK_BITS]?.set(parsed, 4 * (index & (BLOCK - 1)));
      this.#slots[this.#slotOfParsed()] = index + 1;
    }
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (const previous of this.#slots) {
      if (previous === 0) continue;
      const index = previous - 1;
      const words = this.#words[index >> BLOCK_BITS] ?? parsed;
      let slot = hash(words, 4 * (index & (BLOCK - 1))) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = previous;
    }
    this.#slots = slots;
  }
}

/** Instances in a block: 64 KiB of UUIDs. */
const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;

/**
 * The four words of the UUID that was parsed last: one array for all, since it is read at once. Words are signed here
 * and below: half of the unsigned ones are too large for V8 to keep without allocating memory.
 */
const parsed = new Int32Array(4);

/** Reads a UUID in its canonical form, lower case, into `parsed`; tells whether it is one. */
function parseUuid(text: string, from: number, to: number): boolean {
  if (
    to - from !== 36 ||
    text.charCodeAt(from + 8) !== DASH ||
    text.charCodeAt(from + 13) !== DASH ||
    text.charCodeAt(from + 18) !== DASH ||
    text.charCodeAt(from + 23) !== DASH
  ) {
    return false;
  }
  const a = fourDigits(text, from);
  const b = fourDigits(text, from + 4);
  const c = fourDigits(text, from + 9);
  const d = fourDigits(text, from + 14);
  const e = fourDigits(text, from + 19);
  const f = fourDigits(text, from + 24);
  const g = fourDigits(text, from + 28);
  const h = fourDigits(text, from + 32);
  parsed[0] = (a << 16) | b;
  parsed[1] = (c << 16) | d;
  parsed[2] = (e << 16) | f;
  parsed[3] = (g << 16) | h;
  return (a | b | c | d | e | f | g | h) >= 0;
}

/** What four hexadecimal digits say; negative where one of them is none. */
function fourDigits(text: string, at: number): number {
  return (
    (digitOf(text.charCodeAt(at)) << 12) |
    (digitOf(text.charCodeAt(at + 1)) << 8) |
    (digitOf(text.charCodeAt(at + 2)) << 4) |
    digitOf(text.charCodeAt(at + 3))
  );
}

function digitOf(code: number): number {
  return DIGITS[code] ?? -1;
}

const DASH = 45;

/** Digit by character; -1 for those that are none. */
const DIGITS = new Int8Array(128).fill(-1);
for (const [digit, character] of '0123456789abcdef'.split('').entries()) {
  DIGITS[character.charCodeAt(0)] = digit;
}

function formatUuid(words: Int32Array, at: number): string {
  for (let word = 0; word < 4; word += 1) bytes.writeInt32BE(words[at + word] ?? 0, 4 * word);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The sixteen bytes of the UUID that is being written. */
const bytes = Buffer.alloc(16);

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
