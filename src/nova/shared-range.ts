/** The first and the last of ids or indexes. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * A range that several readers work off, each going up through a stretch of its own without gaps: a server reads ahead for
 * such a reader, and not for those that take turns. Who has nothing left gets the upper half of the longest stretch that
 * is left.
 */
export class SharedRange {
  /** What is left, by whose it is. */
  readonly #stretches = new Map<object, Range>();

  /** @param first the reader that begins */
  constructor(first: object, whole: Range) {
    this.#keep(first, whole);
  }

  get isLeft(): boolean {
    return this.#stretches.size > 0;
  }

  /** The next part for a reader, of `size` at the most; undefined where nothing is left. */
  take(reader: object, size: number): Range | undefined {
    if (!this.#stretches.has(reader)) this.#halve(reader, size);
    const stretch = this.#stretches.get(reader);
    if (stretch === undefined) return undefined;
    const to = Math.min(stretch.from + size - 1, stretch.to);
    this.#keep(reader, { from: to + 1, to: stretch.to });
    return { from: stretch.from, to };
  }

  /** Leaves out what a reader would have before `id`; gives how much that was. */
  skipTo(reader: object, id: number): number {
    const stretch = this.#stretches.get(reader);
    if (stretch === undefined) return 0;
    const from = Math.min(Math.max(stretch.from, id), stretch.to + 1);
    this.#keep(reader, { from, to: stretch.to });
    return from - stretch.from;
  }

  /** A part is not halved: where no more than one is left, all of it changes hands. */
  #halve(reader: object, size: number): void {
    const [longest] = [...this.#stretches].toSorted(
      ([, a], [, b]) => b.to - b.from - (a.to - a.from),
    );
    if (longest === undefined) return;
    const [owner, { from, to }] = longest;
    const length = to + 1 - from;
    const middle = length <= size ? from : from + Math.floor(length / 2);
    this.#keep(owner, { from, to: middle - 1 });
    this.#keep(reader, { from: middle, to });
  }

  #keep(reader: object, stretch: Range): void {
    if (stretch.from <= stretch.to) this.#stretches.set(reader, stretch);
    else this.#stretches.delete(reader);
  }
}
