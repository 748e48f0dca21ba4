/** A measured value and the most that it may be. */
export interface Bound {
  /** What was measured, and where, for a line that stands by itself. */
  readonly what: string;
  readonly value: number;
  readonly most: number;
  /** With its leading space; empty for a ratio. */
  readonly unit: '' | ' MiB' | ' s';
}

/** Whether a value keeps its bound; what could not be measured (NaN) does not. */
export function isKept({ value, most }: Bound): boolean {
  return value <= most;
}

/** One line: `PASS  what: 0.31, at most 0.4`. */
export function boundLine(bound: Bound): string {
  const { what, value, most, unit } = bound;
  const digits = unit === ' MiB' ? 0 : 2;
  return `${isKept(bound) ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(digits)}${unit}, at most ${most}${unit}`;
}
