/** A number with its noun: "1 instance", "3 instances". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The sum of numbers. */
export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** The first few of a list, and how many more there are: "a, b, c, d, e and 3 more". */
export function firstFew(texts: readonly string[]): string {
  const more = texts.length - FEW;
  return more <= 0 ? texts.join(', ') : `${texts.slice(0, FEW).join(', ')} and ${more} more`;
}

const FEW = 5;

/** A moment, to the second: "2026-01-31 23:59:59 UTC". */
export function utcTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A time span in the largest unit of which it is a whole number: "1 day", "90 minutes", "1.5 seconds". */
export function timeSpan(milliseconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => milliseconds > 0 && milliseconds % size === 0) ?? [
    'second',
    1000,
  ];
  return plural(milliseconds / size, unit);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
