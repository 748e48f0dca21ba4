import type { Options } from 'yargs';
import type { DatabaseOptions } from '../nova/databases.js';
import { count, seconds } from './option-values.js';

/** The options that bound the use of databases, of every command that asks them. */
export const databaseOptions = {
  timeout: {
    type: 'string',
    default: '60',
    requiresArg: true,
    describe: 'Seconds that a cell may take to answer a check',
  },
  concurrency: {
    type: 'string',
    default: '8',
    requiresArg: true,
    describe: 'Database connections at the same time, in all',
  },
  'server-concurrency': {
    type: 'string',
    default: '8',
    requiresArg: true,
    describe: 'The same, on one database server',
  },
  pause: {
    type: 'string',
    default: '0',
    requiresArg: true,
    describe: 'Seconds to rest after each statement, like 0.1',
  },
  'max-running': {
    type: 'string',
    requiresArg: true,
    describe: 'Wait while a server runs more threads than this',
  },
} as const satisfies Record<string, Options>;

/** What yargs makes of no arguments. */
export const databaseDefaults: DatabaseArguments = {
  timeout: databaseOptions.timeout.default,
  concurrency: databaseOptions.concurrency.default,
  'server-concurrency': databaseOptions['server-concurrency'].default,
  pause: databaseOptions.pause.default,
};

/** What yargs makes of the arguments. */
export interface DatabaseArguments {
  readonly timeout: string;
  readonly concurrency: string;
  readonly 'server-concurrency': string;
  readonly pause: string;
  readonly 'max-running'?: string | undefined;
}

/** What bounds the use of databases; times in milliseconds, `maxRunning` is `Infinity` for no bound. */
export type DatabaseBounds = Pick<
  DatabaseOptions,
  'timeout' | 'concurrency' | 'serverConcurrency' | 'pause' | 'maxRunning'
>;

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseDatabaseBounds(args: DatabaseArguments): DatabaseBounds {
  return {
    timeout: seconds('--timeout', args.timeout, 0.001),
    concurrency: count('--concurrency', args.concurrency, 1),
    serverConcurrency: count('--server-concurrency', args['server-concurrency'], 1),
    pause: seconds('--pause', args.pause, 0),
    maxRunning:
      args['max-running'] === undefined ? Infinity : count('--max-running', args['max-running'], 0),
  };
}
