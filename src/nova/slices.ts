/** The ids of a table, first and last. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
}

/** How a table is read in slices of its primary key. */
export interface SliceOptions<Row> {
  /** Ids in the first statement; later ones follow the time that it took. */
  readonly start: number;
  /** Asks for the rows whose id is at least `from` and at most `to`. */
  readonly ask: (from: number, to: number) => Promise<readonly Row[]>;
  /** The lowest id above `after`, if there is one: asked when a slice was empty, to jump over a gap. */
  readonly next: (after: number) => Promise<number | undefined>;
  /** Gets the rows of each slice, in the order of the ids. */
  readonly take: (rows: readonly Row[]) => void;
}

/** What one statement should take, in milliseconds: short, since production databases are shared. */
const TARGET = 100;
const LARGEST = 200_000;

/** Reads a range of ids in short statements, one after the other, each sized by the time that the last one took. */
export async function readInSlices<Row>(
  range: IdRange | undefined,
  options: SliceOptions<Row>,
): Promise<void> {
  if (range === undefined) return;
  let size = options.start;
  let from: number | undefined = range.first;
  while (from !== undefined && from <= range.last) {
    const to: number = Math.min(from + size - 1, range.last);
    const started = performance.now();
    const rows = await options.ask(from, to);
    const elapsed = performance.now() - started;
    options.take(rows);
    size = resized(size, elapsed);
    from = rows.length === 0 && to < range.last ? await options.next(to) : to + 1;
  }
}

/** At most twice as much or a quarter: one slow statement tells less than several. */
function resized(size: number, elapsed: number): number {
  const factor = Math.min(2, Math.max(0.25, TARGET / Math.max(1, elapsed)));
  return Math.min(LARGEST, Math.max(1000, Math.round(size * factor)));
}
