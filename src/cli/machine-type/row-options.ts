import type { Arguments, Options } from '../command.js';
import { ROW_FORMATS, type RowFormat } from '../../report/rows.js';
import { UsageError } from '../host.js';
import { oneOf } from '../option-values.js';

/** The options of a command that lists. */
export const rowOptions = {
  format: {
    short: 'f',
    type: 'string',
    describe: `One of ${ROW_FORMATS.join(', ')}`,
  },
  columns: {
    short: 'c',
    type: 'string',
    repeatable: true,
    describe: 'Columns to list, parted by commas (repeatable)',
  },
} as const satisfies Options;

/** How a list was asked for; undefined where it was not told. */
export interface RowChoice<Column extends string> {
  readonly format: RowFormat | undefined;
  readonly columns: readonly Column[] | undefined;
}

/** Turns arguments into values. Raises a UsageError that lists the formats or the columns there are. */
export function parseRowOptions<Column extends string>(
  args: Arguments<typeof rowOptions>,
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
