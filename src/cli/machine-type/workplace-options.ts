import type { Options } from 'yargs';
import type { ConfigSource } from '../../config/files.js';
import { configOptions, configSources } from '../config-options.js';
import {
  type DatabaseArguments,
  type DatabaseBounds,
  databaseOptions,
  parseDatabaseBounds,
} from '../database-options.js';
import { UsageError } from '../host.js';
import { refuseIdleWords } from '../option-values.js';

/** The options of every command that asks the databases, as yargs wants them. */
export const workplaceOptions = {
  ...configOptions,
  ...databaseOptions,
  timeout: { ...databaseOptions.timeout, describe: 'Seconds that a cell may take to answer' },
} as const satisfies Record<string, Options>;

/** Which configuration is read, and how the databases are asked. */
export interface WorkplaceChoice extends DatabaseBounds {
  readonly sources: readonly ConfigSource[];
}

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseWorkplaceOptions(
  args: DatabaseArguments,
  argv: readonly string[],
): WorkplaceChoice {
  refuseIdleWords(argv);
  return { ...parseDatabaseBounds(args), sources: configSources(argv) };
}

/** The value of an option that may be given once: yargs makes a list of several. Raises a UsageError for that and for ''. */
export function single(option: string, value: string | undefined): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new UsageError(`${option} needs one value, and is given once.`);
}
