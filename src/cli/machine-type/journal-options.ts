import path from 'node:path';
import type { Options } from 'yargs';
import { defaultJournal } from '../../journal/place.js';
import { type Host, UsageError } from '../host.js';
import { single } from './workplace-options.js';

/** Where the journal is, as yargs wants it. */
export const journalOptions = {
  journal: {
    type: 'string',
    requiresArg: true,
    describe: "The journal; by default in the user's state folder",
  },
} as const satisfies Record<string, Options>;

/** The same for who may go without. */
export const journalOrNoneOptions = {
  ...journalOptions,
  'no-journal': { type: 'boolean', default: false, describe: 'Keep no journal of the change' },
} as const satisfies Record<string, Options>;

/** The journal's file, absolute. Raises a UsageError for an empty name. */
export function journalFile(
  named: string | undefined,
  { cwd, env, home }: Pick<Host, 'cwd' | 'env' | 'home'>,
): string {
  const name = single('--journal', named);
  return name === undefined ? defaultJournal(env, home) : path.resolve(cwd, name);
}

/** The same, or undefined where there is to be none. */
export function journalFileOrNone(
  args: { readonly journal?: string | undefined; readonly 'no-journal': boolean },
  host: Pick<Host, 'cwd' | 'env' | 'home'>,
): string | undefined {
  const file = journalFile(args.journal, host);
  if (!args['no-journal']) return file;
  if (args.journal === undefined) return undefined;
  throw new UsageError('--journal and --no-journal: give one of them.');
}
