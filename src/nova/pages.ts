/** Rows in one statement: what V8 drops again before it grows. */
const PAGE = 500;

/**
 * Rows in the order of their id, page by page, so that a long table is never in memory as a whole.
 *
 * @param read gives the first `size` rows whose id is above `after`, in the order of their id
 */
export async function* pages<Row extends { readonly id: number }>(
  read: (after: number, size: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  // Ids begin with 1, unless somebody has made a record by hand.
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const rows = await read(after, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < PAGE) return;
    after = last.id;
  }
}

/** All that a row of pages holds. */
export async function collected<T>(pagesOfAll: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pagesOfAll) all.push(...page);
  return all;
}
