import type { Arguments, Options } from './command.js';
import type { DatabaseOptions } from '../nova/databases.js';
import { count, seconds } from './option-values.js';

/** The options that bound the use of databases, of every command that asks them. */
export const databaseOptions = {
  timeout: {
    type: 'string',
    default: '60',
    describe: 'Seconds that a cell may take to answer a check',
  },
  concurrency: {
    type: 'string',
    default: '8',
    describe: 'Database connections at the same time, in all',
  },
  'server-concurrency': {
    type: 'string',
    default: '8',
    describe: 'The same, on one database server',
  },
  pause: {
    type: 'string',
    default: '0',
    describe: 'Seconds to rest after each statement, like 0.1',
  },
  'max-running': {
    type: 'string',
    describe: 'Wait while a server runs more threads than this',
  },
} as const satisfies Options;

/** What bounds the use of databases; times in milliseconds, `maxRunning` is `Infinity` for no bound. */
export type DatabaseBounds = Pick<
  DatabaseOptions,
  'timeout' | 'concurrency' | 'serverConcurrency' | 'pause' | 'maxRunning'
>;

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseDatabaseBounds(args: Arguments<typeof databaseOptions>): DatabaseBounds {
  return {
    timeout: seconds('--timeout', args.timeout, 0.001),
    concurrency: count('--concurrency', args.concurrency, 1),
    serverConcurrency: count('--server-concurrency', args['server-concurrency'], 1),
    pause: seconds('--pause', args.pause, 0),
    maxRunning:
      args['max-running'] === undefined ? Infinity : count('--max-running', args['max-running'], 0),
  };
}
