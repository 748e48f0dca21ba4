import type { Timing } from './measure.js';

/** Prints a line, or a paragraph, to stdout. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a Markdown table: the first column to the left, numbers to the right. */
export function sayTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  say([head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows].map(line).join('\n'));
  say('');
}

/** Prints timings as a table. */
export function sayTimings(timings: readonly Timing[]): void {
  sayTable(
    ['process', 'median ms', 'best ms', 'peak MiB'],
    timings.map(({ name, median, best, memory }) => [
      name,
      median.toFixed(0),
      best.toFixed(0),
      memory.toFixed(0),
    ]),
  );
}
