import type { Options } from 'yargs';
import { ROW_FORMATS, type RowFormat } from '../../report/rows.js';
import { UsageError } from '../host.js';
import { oneOf } from '../option-values.js';

/** The options of a command that lists, as yargs wants them. */
export const rowOptions = {
  format: {
    alias: 'f',
    type: 'string',
    requiresArg: true,
    describe: `One of ${ROW_FORMATS.join(', ')}`,
  },
  columns: {
    alias: 'c',
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Columns to list, parted by commas (repeatable)',
  },
} as const satisfies Record<string, Options>;

/** How a list was asked for; undefined where it was not told. */
export interface RowChoice<Column extends string> {
  readonly format: RowFormat | undefined;
  readonly columns: readonly Column[] | undefined;
}

/** Turns arguments into values. Raises a UsageError that lists the formats or the columns there are. */
export function parseRowOptions<Column extends string>(
  args: { readonly format?: string | undefined; readonly columns?: readonly string[] | undefined },
  known: readonly Column[],
): RowChoice<Column> {
  const names = (args.columns ?? []).flatMap((text) => text.split(',')).map((name) => name.trim());
  const columns = names.map((name) => oneOf('--columns', name, known));
  if (new Set(columns).size < columns.length) {
    throw new UsageError('--columns: a column can be listed once.');
  }
  return {
    format: args.format === undefined ? undefined : oneOf('--format', args.format, ROW_FORMATS),
    columns: columns.length === 0 ? undefined : columns,
  };
}
