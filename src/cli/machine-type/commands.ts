import { checkOptions } from '../check-options.js';
import { type Command, command } from '../command.js';
import { notEmpty } from '../option-values.js';
import { parseWorkplaceOptions, workplaceOptions } from './workplace-options.js';
import {
  journalFile,
  journalFileOrNone,
  journalOptions,
  journalOrNoneOptions,
} from './journal-options.js';
import { parseRowOptions, rowOptions } from './row-options.js';

const hiddenOption = { type: 'string', hidden: true } as const;

const dryRunOption = {
  'dry-run': { type: 'boolean', describe: 'Show what would change, change nothing' },
} as const;

const CONFIGURATION = `
  64   wrong usage

The configuration is read as nova-manage reads it: nova.conf and
nova-manage.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`;

/** `get UUID…`; under nova-manage's name it takes one UUID. */
export const getCommand = (name: string, uuids: 'one' | 'many'): Command =>
  command({
    name,
    summary: "Print instances' recorded machine types",
    positionals: [
      {
        name: 'uuid',
        describe: 'UUID of an instance; - for those on stdin',
        ...(uuids === 'many' ? { many: true } : {}),
      },
    ],
    options: { ...workplaceOptions, ...rowOptions },
    epilogue: `Exit codes; of several instances the first of 1, 2, 3 and 0 that one has:
  0    the type is recorded
  1    a failure, such as a cell that does not answer; nothing on stdin
  2    there is no such instance, or it is mapped to no cell
  3    no type is recorded${CONFIGURATION}`,
    run: async ({ args, words, given }, host) => {
      const { getMachineTypes, GET_COLUMNS } = await import('./get.js');
      const choice = {
        ...parseWorkplaceOptions(args, given),
        ...parseRowOptions(args, GET_COLUMNS),
        names: words.filter((word) => word !== '-'),
        readsStdin: words.includes('-'),
      };
      return getMachineTypes(choice, host);
    },
  });

/** `list-unset`, also under nova-manage's name. */
export const listUnsetCommand = (name: string): Command =>
  command({
    name,
    summary: 'List instances without a machine type',
    options: {
      'cell-uuid': { type: 'string', describe: 'UUID or name of the only cell to list' },
      // What nova-manage takes as well, and what its man page says.
      cell: hiddenOption,
      cell_uuid: hiddenOption,
      ...rowOptions,
      'include-non-libvirt': {
        ...checkOptions['include-non-libvirt'],
        describe: 'List instances of other drivers too',
      },
      ...workplaceOptions,
    },
    epilogue: `Exit codes:
  0    every instance has one
  1    a failure, such as a cell that does not answer; the others are listed
  2    there is no such cell
  3    instances were found${CONFIGURATION}`,
    run: async ({ args, given }, host) => {
      const { listUnsetMachineTypes, LIST_COLUMNS } = await import('./list-unset.js');
      const choice = {
        ...parseWorkplaceOptions(args, given),
        ...parseRowOptions(args, LIST_COLUMNS),
        cell: notEmpty('--cell-uuid', args['cell-uuid'] ?? args.cell ?? args.cell_uuid),
        includeNonLibvirt: args['include-non-libvirt'],
      };
      return listUnsetMachineTypes(choice, host);
    },
  });

/** `update UUID TYPE`, also under nova-manage's name. */
export const updateCommand = (name: string): Command =>
  command({
    name,
    summary: "Change an instance's recorded machine type",
    positionals: [
      { name: 'uuid', describe: 'Of the instance' },
      { name: 'type', describe: 'Like pc-q35-8.2' },
    ],
    options: {
      force: { type: 'boolean', describe: 'Go over all rules, and say over which' },
      ...dryRunOption,
      ...journalOrNoneOptions,
      ...workplaceOptions,
    },
    epilogue: `Exit codes:
  0    the type is recorded now
  1    a failure; nothing was changed unless the message says so
  2    there is no such instance, or it is mapped to no cell
  3    the instance is not stopped, shelved or shelved-offloaded, or is at work
  4    it would be another family, an alias in place of a version, or older
  5    the type is not supported${CONFIGURATION}`,
    run: async ({ args, words: [uuid = '', machineType = ''], given }, host) => {
      const choice = {
        ...parseWorkplaceOptions(args, given),
        name: uuid,
        machineType,
        force: args.force,
        dryRun: args['dry-run'],
        journal: journalFileOrNone(args, host),
      };
      const { updateMachineType } = await import('./update.js');
      return updateMachineType(choice, host);
    },
  });

/** `undo [UUID…]`. */
export const undoCommand = command({
  name: 'undo',
  summary: "Take a journal's changes back, the newest first",
  positionals: [
    { name: 'uuid', many: true, default: 'all', describe: 'The only instances to look at' },
  ],
  options: {
    force: { type: 'boolean', describe: 'Go over the state of the instances' },
    ...dryRunOption,
    ...journalOptions,
    ...workplaceOptions,
  },
  epilogue: `Exit codes, the first of 1, 2, 3 and 0 that there is:
  0    nothing is left to be taken back
  1    a failure; a change whose line is missing in the journal
  2    an instance is not there any more, or not in the journal
  3    an instance was left alone: the reason is printed${CONFIGURATION}`,
  run: async ({ args, words, given }, host) => {
    const choice = {
      ...parseWorkplaceOptions(args, given),
      instances: words.map((uuid) => uuid.toLowerCase()),
      force: args.force,
      dryRun: args['dry-run'],
      journal: journalFile(args.journal, host),
    };
    const { undoChanges } = await import('./undo.js');
    return undoChanges(choice, host);
  },
});
