import type { Argv } from 'yargs';
import type { Command } from '../cli.js';
import { checkOptions } from '../check-options.js';
import type { Host } from '../host.js';
import { parseWorkplaceOptions, single, workplaceOptions } from './workplace-options.js';
import {
  journalFile,
  journalFileOrNone,
  journalOptions,
  journalOrNoneOptions,
} from './journal-options.js';
import { parseRowOptions, rowOptions } from './row-options.js';

/** Adds a command to those of its group. It is hidden there: yargs would break its name, so that the group lists it. */
export type AddCommand = (yargs: Argv, host: Host, choose: (command: Command) => never) => Argv;

/** `get UUID…`, also under nova-manage's name, with which it takes one UUID. */
export const addGet =
  (group: string, command: 'get <uuid..>' | 'get_machine_type <uuid>'): AddCommand =>
  (yargs, host, choose) =>
    yargs.command(
      command,
      false,
      (get) =>
        get
          .usage(`$0 ${group} ${command}`)
          .positional('uuid', {
            type: 'string',
            demandOption: true,
            describe: 'UUID of an instance; - for those on stdin',
          })
          .options({ ...workplaceOptions, ...rowOptions })
          .epilogue(GET_EPILOGUE),
      (args) =>
        choose(async () => {
          const { getMachineTypes, GET_COLUMNS } = await import('./get.js');
          const readsStdin = namesStdin(host.argv);
          const choice = {
            ...parseWorkplaceOptions(args, host.argv),
            ...parseRowOptions(args, GET_COLUMNS),
            names: readsStdin && args.uuid === '' ? [] : [args.uuid].flat(),
            readsStdin,
          };
          return getMachineTypes(choice, host);
        }),
    );

/** `list-unset`, also under nova-manage's name. */
export const addListUnset =
  (group: string, command: 'list-unset' | 'list_unset_machine_type'): AddCommand =>
  (yargs, host, choose) =>
    yargs.command(
      command,
      false,
      (list) =>
        list
          .usage(`$0 ${group} ${command}`)
          .options({
            'cell-uuid': {
              type: 'string',
              requiresArg: true,
              describe: 'UUID or name of the only cell to list',
            },
            // What nova-manage takes as well, and what its man page says.
            cell: hiddenOption,
            cell_uuid: hiddenOption,
            ...rowOptions,
            'include-non-libvirt': {
              ...checkOptions['include-non-libvirt'],
              describe: 'List instances of other drivers too',
            },
            ...workplaceOptions,
          })
          .epilogue(LIST_EPILOGUE),
      (args) =>
        choose(async () => {
          const { listUnsetMachineTypes, LIST_COLUMNS } = await import('./list-unset.js');
          const choice = {
            ...parseWorkplaceOptions(args, host.argv),
            ...parseRowOptions(args, LIST_COLUMNS),
            cell: single('--cell-uuid', args['cell-uuid'] ?? args.cell ?? args.cell_uuid),
            includeNonLibvirt: args['include-non-libvirt'],
          };
          return listUnsetMachineTypes(choice, host);
        }),
    );

/** `update UUID TYPE`, also under nova-manage's name. */
export const addUpdate =
  (
    group: string,
    command: 'update <uuid> <type>' | 'update_machine_type <uuid> <type>',
  ): AddCommand =>
  (yargs, host, choose) =>
    yargs.command(
      command,
      false,
      (update) =>
        update
          .usage(`$0 ${group} ${command}`)
          .positional('uuid', { type: 'string', demandOption: true, describe: 'Of the instance' })
          .positional('type', { type: 'string', demandOption: true, describe: 'Like pc-q35-8.2' })
          .options({
            force: {
              type: 'boolean',
              default: false,
              describe: 'Go over all rules, and say over which',
            },
            ...dryRunOption,
            ...journalOrNoneOptions,
            ...workplaceOptions,
          })
          .epilogue(UPDATE_EPILOGUE),
      (args) =>
        choose(async () => {
          const choice = {
            ...parseWorkplaceOptions(args, host.argv),
            name: args.uuid,
            machineType: args.type,
            force: args.force,
            dryRun: args['dry-run'],
            journal: journalFileOrNone(args, host),
          };
          const { updateMachineType } = await import('./update.js');
          return updateMachineType(choice, host);
        }),
    );

/** `undo [UUID…]`. */
export const addUndo: AddCommand = (yargs, host, choose) =>
  yargs.command(
    'undo [uuid..]',
    false,
    (undo) =>
      undo
        .usage('$0 machine-type undo [uuid..]')
        .positional('uuid', {
          type: 'string',
          default: [] as readonly string[],
          defaultDescription: 'all',
          describe: 'The only instances to look at',
        })
        .options({
          force: {
            type: 'boolean',
            default: false,
            describe: 'Go over the state of the instances',
          },
          ...dryRunOption,
          ...journalOptions,
          ...workplaceOptions,
        })
        .epilogue(UNDO_EPILOGUE),
    (args) =>
      choose(async () => {
        const choice = {
          ...parseWorkplaceOptions(args, host.argv),
          instances: [args.uuid].flat().map((uuid) => uuid.toLowerCase()),
          force: args.force,
          dryRun: args['dry-run'],
          journal: journalFile(args.journal, host),
        };
        const { undoChanges } = await import('./undo.js');
        return undoChanges(choice, host);
      }),
  );

/** Whether a bare `-` is among the arguments: yargs 17.7 drops it from a list of them, and makes '' of a single one. */
function namesStdin(argv: readonly string[]): boolean {
  const takesNext = (word = '') => word.startsWith('-') && !word.includes('=');
  return argv.some((word, at) => word === '-' && !takesNext(argv[at - 1]));
}

const hiddenOption = { type: 'string', requiresArg: true, hidden: true } as const;

const dryRunOption = {
  'dry-run': {
    type: 'boolean',
    default: false,
    describe: 'Show what would change, change nothing',
  },
} as const;

const CONFIGURATION = `
  64   wrong usage

The configuration is read as nova-manage reads it: nova.conf and
nova-manage.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`;

const GET_EPILOGUE = `Print the recorded machine type of instances.

Exit codes; of several instances the first of 1, 2, 3 and 0 that one has:
  0    the type is recorded
  1    a failure, such as a cell that does not answer; nothing on stdin
  2    there is no such instance, or it is mapped to no cell
  3    no type is recorded${CONFIGURATION}`;

const LIST_EPILOGUE = `List instances with no recorded machine type.

Exit codes:
  0    every instance has one
  1    a failure, such as a cell that does not answer; the others are listed
  2    there is no such cell
  3    instances were found${CONFIGURATION}`;

const UPDATE_EPILOGUE = `Change the recorded machine type of an instance.

Exit codes:
  0    the type is recorded now
  1    a failure; nothing was changed unless the message says so
  2    there is no such instance, or it is mapped to no cell
  3    the instance is not stopped, shelved or shelved-offloaded, or is at work
  4    it would be another family, an alias in place of a version, or older
  5    the type is not supported${CONFIGURATION}`;

const UNDO_EPILOGUE = `Take a journal's changes back, the newest first.

Exit codes, the first of 1, 2, 3 and 0 that there is:
  0    nothing is left to be taken back
  1    a failure; a change whose line is missing in the journal
  2    an instance is not there any more, or not in the journal
  3    an instance was left alone: the reason is printed${CONFIGURATION}`;
