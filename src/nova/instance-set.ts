import { formatUuid, hash, parsedHashes, parsedWords, parseList, parseUuid } from './uuid-words.js';

/**
 * A set of instances, many of which take about 25 bytes each, so that a million fit where their UUIDs as strings would
 * take 150 MB: an open-addressing hash table over the 16 bytes of a UUID. Each instance has an index (its order of arrival)
 * and eight marks. UUIDs are compared to the letter, as Nova does: whatever is not a UUID in lower case is kept as a string.
 * So are all of them while they are few: V8's own Map takes half the time, until V8 has compiled what is here.
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

  /** Adds the instance with this UUID and gives its index; one that is there keeps its own. */
  add(uuid: string): number {
    return this.#areFew || !parseUuid(uuid) ? this.#addOdd(uuid) : this.#addParsed(0);
  }

  /**
   * Adds instances.
   *
   * @param list their UUIDs, parted by commas, as GROUP_CONCAT gives them: null for none
   * @returns how many the list has
   */
  addAll(list: string | null): number {
    if (list === null) return 0;
    if (this.#areFew) {
      const uuids = list.split(',');
      for (const uuid of uuids) this.add(uuid);
      return uuids.length;
    }
    return parseList(
      list,
      (count) => {
        for (let place = 0; place < count; place += 1) this.#addParsed(place);
      },
      (uuid) => this.#addOdd(uuid),
    );
  }

  /** The index of the instance with this UUID, or -1. */
  find(uuid: string): number {
    return this.#areFew || !parseUuid(uuid) ? this.#findOdd(uuid) : this.#findParsed(0);
  }

  mark(index: number, marks: number): void {
    const block = this.#marks[index >> BLOCK_BITS];
    if (block !== undefined) block[index & (BLOCK - 1)] = this.marks(index) | marks;
  }

  /**
   * Marks the instances of a list, as `addAll` takes it, that are in the set.
   *
   * @returns how many the list has
   */
  markAll(list: string | null, marks: number): number {
    if (list === null) return 0;
    if (this.#areFew) {
      const uuids = list.split(',');
      for (const uuid of uuids) this.mark(this.#findOdd(uuid), marks);
      return uuids.length;
    }
    return parseList(
      list,
      (count) => {
        for (let place = 0; place < count; place += 1) this.mark(this.#findParsed(place), marks);
      },
      (uuid) => this.mark(this.#findOdd(uuid), marks),
    );
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

  #addOdd(uuid: string): number {
    const known = this.#findOdd(uuid);
    if (known >= 0) return known;
    const index = this.#append();
    this.#odd.set(uuid, index);
    this.#oddNames.set(index, uuid);
    if (this.#areFew && this.#size === this.#few) this.#pack();
    return index;
  }

  #findOdd(uuid: string): number {
    return this.#odd.get(uuid) ?? -1;
  }

  /** Adds the UUID that was parsed at a place. */
  #addParsed(place: number): number {
    const slot = this.#slotOf(place);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0) return known;
    const index = this.#append();
    this.#slots[slot] = index + 1;
    const block = this.#words[index >> BLOCK_BITS];
    const at = 4 * (index & (BLOCK - 1));
    for (let word = 0; word < 4; word += 1) {
      if (block !== undefined) block[at + word] = parsedWords[4 * place + word] ?? 0;
    }
    if (3 * this.#size > 2 * this.#slots.length) this.#grow();
    return index;
  }

  #findParsed(place: number): number {
    return (this.#slots[this.#slotOf(place)] ?? 0) - 1;
  }

  /** Makes room for one more. */
  #append(): number {
    const index = this.#size;
    if ((index & (BLOCK - 1)) === 0) {
      this.#words.push(new Int32Array(4 * BLOCK));
      this.#marks.push(new Uint8Array(BLOCK));
    }
    this.#size += 1;
    return index;
  }

  /** The slot of the UUID that was parsed at a place, or the free one where it belongs. */
  #slotOf(place: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = (parsedHashes[place] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index < 0 || this.#isParsed(index, 4 * place)) return slot;
    }
  }

  #isParsed(index: number, from: number): boolean {
    const words = this.#words[index >> BLOCK_BITS];
    if (words === undefined) return false;
    const at = 4 * (index & (BLOCK - 1));
    return (
      words[at] === parsedWords[from] &&
      words[at + 1] === parsedWords[from + 1] &&
      words[at + 2] === parsedWords[from + 2] &&
      words[at + 3] === parsedWords[from + 3]
    );
  }

  /** Packs what was kept as strings while it was little. */
  #pack(): void {
    this.#areFew = false;
    this.#slots = new Int32Array(4 * this.#few);
    for (const [index, uuid] of this.#oddNames) {
      if (!parseUuid(uuid)) continue;
      this.#odd.delete(uuid);
      this.#oddNames.delete(index);
      this.#words[index >> BLOCK_BITS]?.set(parsedWords.subarray(0, 4), 4 * (index & (BLOCK - 1)));
      this.#slots[this.#slotOf(0)] = index + 1;
    }
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (const previous of this.#slots) {
      if (previous === 0) continue;
      const index = previous - 1;
      const words = this.#words[index >> BLOCK_BITS] ?? parsedWords;
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
