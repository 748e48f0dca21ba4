import type { Arguments, Given, Options } from '../command-line.js';
import type { ConfigSource } from '../../config/files.js';
import { configOptions, configSources } from '../config-options.js';
import { type DatabaseBounds, databaseOptions, parseDatabaseBounds } from '../database-options.js';
import { UsageError } from '../host.js';

/** The options of every command that asks the databases. */
export const workplaceOptions = {
  ...configOptions,
  ...databaseOptions,
  timeout: { ...databaseOptions.timeout, describe: 'Seconds that a cell may take to answer' },
} as const satisfies Options;

/** Which configuration is read, and how the databases are asked. */
export interface WorkplaceChoice extends DatabaseBounds {
  readonly sources: readonly ConfigSource[];
}

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseWorkplaceOptions(
  args: Arguments<typeof databaseOptions>,
  given: readonly Given[],
): WorkplaceChoice {
  return { ...parseDatabaseBounds(args), sources: configSources(given) };
}

/** The value of an option, which '' is none of. Raises a UsageError for that. */
export function notEmpty(option: string, value: string | undefined): string | undefined {
  if (value === '') throw new UsageError(`${option} needs a value.`);
  return value;
}
