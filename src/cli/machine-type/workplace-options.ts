import type { Arguments, Given, Options } from '../command.js';
import type { ConfigSource } from '../../config/files.js';
import { configOptions, configSources } from '../config-options.js';
import { type DatabaseBounds, databaseOptions, parseDatabaseBounds } from '../database-options.js';

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
