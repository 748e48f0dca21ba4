import { parseArgs } from 'node:util';

/** What to measure. */
export interface BenchOptions {
  readonly part: 'bounds' | 'against' | 'forms';
  /** Live instances of each case. */
  readonly sizes: readonly number[];
  /** Live instances of each case with ten soft-deleted ones for each. */
  readonly neverPurged: readonly number[];
  /** Live instances of each case in SQLite files. */
  readonly sqlite: readonly number[];
  /** Least number of rounds of each case. */
  readonly rounds: number;
  /** A commit, branch or tag to compare with; empty but for `against`. */
  readonly ref: string;
}

/** Reads the arguments. Raises an error that says what is wrong with them. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      sizes: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      against: { type: 'string' },
      forms: { type: 'boolean', default: false },
    },
  });
  if (values.forms && values.against !== undefined) throw new Error('--forms or --against');
  const usual = values.forms ? [20_000] : values.quick ? QUICK : FULL;
  const sizes = values.sizes === undefined ? usual : numbers('--sizes', values.sizes);
  const [rounds = 1] = numbers('--rounds', values.rounds);
  return {
    part: values.forms ? 'forms' : values.against === undefined ? 'bounds' : 'against',
    sizes,
    // Eleven times the rows.
    neverPurged: sizes.filter((size) => size <= (values.quick ? 10_000 : 100_000)),
    sqlite: values.quick ? [] : sizes.filter((size) => size <= 100_000),
    rounds,
    ref: values.against ?? '',
  };
}

const QUICK = [10_000, 100_000];
const FULL = [...QUICK, 1_000_000];

function numbers(option: string, text: string): number[] {
  return text.split(',').map((part) => {
    if (!/^[1-9]\d*$/.test(part)) {
      throw new Error(`${option} ${JSON.stringify(text)}: give whole numbers, parted by commas.`);
    }
    return Number(part);
  });
}
