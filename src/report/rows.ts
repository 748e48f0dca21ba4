import { escapedJson } from './json.js';
import { printable } from './printable.js';
import { displayWidth } from './wrap.js';

/** How a list can be written; `value` is one line a row, its values parted by blanks. */
export const ROW_FORMATS = ['value', 'table', 'json', 'csv'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** A row's values by the names of the columns; null where there is none. */
export type ListRow = Readonly<Record<string, string | null>>;

/** Writes a list that comes in parts: its texts one after the other are the whole. */
export interface RowWriter {
  /** The next rows, with what goes before the first ones. */
  rows(rows: readonly ListRow[]): string;
  /** What is left to be written when there are no more rows. */
  end(): string;
}

/** @param columns names of the values, in the order in which they are written */
export function rowWriter(format: RowFormat, columns: readonly string[]): RowWriter {
  return WRITERS[format](columns);
}

const WRITERS: Readonly<Record<RowFormat, (columns: readonly string[]) => RowWriter>> = {
  value: (columns) => ({
    rows: (rows) =>
      rows.map((row) => `${columns.map((column) => cellText(row, column)).join(' ')}\n`).join(''),
    end: () => '',
  }),
  csv(columns) {
    const head = once(`${columns.join(',')}\n`);
    return {
      rows: (rows) =>
        head() +
        rows
          .map((row) => `${columns.map((column) => quoted(row[column] ?? '')).join(',')}\n`)
          .join(''),
      end: head,
    };
  },
  json(columns) {
    const head = once('[');
    let comma = '';
    return {
      rows: (rows) =>
        head() +
        rows
          .map((row) => {
            const values = columns.map((column) => [column, row[column] ?? null]);
            const text = `${comma}\n  ${escapedJson(JSON.stringify(Object.fromEntries(values)))}`;
            comma = ',';
            return text;
          })
          .join(''),
      end: () => `${head()}${comma === '' ? '' : '\n'}]\n`,
    };
  },
  /** As wide as its first rows need; a later value that is longer pushes its own line out and no other. */
  table(columns) {
    let widths: readonly number[] | undefined;
    const rule = () => `+${(widths ?? []).map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
    const line = (texts: readonly string[]) =>
      `|${texts.map((text, index) => ` ${text}${' '.repeat(Math.max(0, (widths?.[index] ?? 0) - displayWidth(text)))} `).join('|')}|\n`;
    const head = (rows: readonly ListRow[]) => {
      if (widths !== undefined) return '';
      widths = columns.map((column) =>
        rows.reduce(
          (widest, row) => Math.max(widest, displayWidth(cellText(row, column))),
          displayWidth(column),
        ),
      );
      return rule() + line(columns) + rule();
    };
    return {
      rows: (rows) =>
        head(rows) +
        rows.map((row) => line(columns.map((column) => cellText(row, column)))).join(''),
      end: () => head([]) + rule(),
    };
  },
};

function cellText(row: ListRow, column: string): string {
  return printable(row[column] ?? '-');
}

/** RFC 4180, save for the ends of lines, which are those of the tools that read it here. */
function quoted(text: string): string {
  const shown = printable(text);
  return /[",]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

function once(text: string): () => string {
  let rest = text;
  return () => {
    const now = rest;
    rest = '';
    return now;
  };
}
