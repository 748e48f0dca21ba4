import path from 'node:path';
import type { Arguments, Options } from '../command.js';
import { defaultJournal } from '../../journal/place.js';
import { type Host, UsageError } from '../host.js';
import { notEmpty } from '../option-values.js';

/** Where the journal is. */
export const journalOptions = {
  journal: {
    type: 'string',
    describe: "The journal; by default in the user's state folder",
  },
} as const satisfies Options;

/** The same for who may go without. */
export const journalOrNoneOptions = {
  ...journalOptions,
  'no-journal': { type: 'boolean', describe: 'Keep no journal of the change' },
} as const satisfies Options;

/** The journal's file, absolute. Raises a UsageError for an empty name. */
export function journalFile(
  named: string | undefined,
  { cwd, env, home }: Pick<Host, 'cwd' | 'env' | 'home'>,
): string {
  const name = notEmpty('--journal', named);
  return name === undefined ? defaultJournal(env, home) : path.resolve(cwd, name);
}

/** The same, or undefined where there is to be none. */
export function journalFileOrNone(
  args: Arguments<typeof journalOrNoneOptions>,
  host: Pick<Host, 'cwd' | 'env' | 'home'>,
): string | undefined {
  const file = journalFile(args.journal, host);
  if (!args['no-journal']) return file;
  if (args.journal === undefined) return undefined;
  throw new UsageError('--journal and --no-journal: give one of them.');
}
