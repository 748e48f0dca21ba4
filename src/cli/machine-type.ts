import type { CommandModule } from 'yargs';
import type { Command } from './cli.js';
import type { Host } from './host.js';
import {
  type AddCommand,
  addGet,
  addListUnset,
  addUndo,
  addUpdate,
} from './machine-type/commands.js';
import { impactOptions, parseImpactOptions } from './machine-type/impact-options.js';
import { inventoryOptions, parseInventoryOptions } from './machine-type/inventory-options.js';
import { lintOptions, parseLintOptions } from './machine-type/lint-options.js';

/** `machine-type` and what can be done with it. */
export function machineTypeCommand(
  host: Host,
  choose: (command: Command) => never,
): CommandModule<object, object> {
  return {
    command: 'machine-type',
    describe: 'Read, change and look after machine types',
    builder: (yargs) =>
      ACTIONS.reduce((all, add) => add(all, host, choose), yargs)
        .usage('$0 machine-type <command>')
        .epilogue(COMMANDS)
        .demandCommand(
          1,
          'Name what to do: machine-type get, list-unset, update, undo, inventory, lint or impact.',
        ),
    handler: () => {},
  };
}

const addInventory: AddCommand = (yargs, host, choose) =>
  yargs.command(
    'inventory',
    false,
    (inventory) =>
      inventory
        .usage('$0 machine-type inventory')
        .options(inventoryOptions)
        .epilogue(INVENTORY_EPILOGUE),
    (args) =>
      choose(async () => {
        const options = parseInventoryOptions(args, host.argv);
        const { inventory } = await import('./machine-type/inventory.js');
        return inventory(options, host);
      }),
  );

const addLint: AddCommand = (yargs, host, choose) =>
  yargs.command(
    'lint',
    false,
    (lint) => lint.usage('$0 machine-type lint').options(lintOptions).epilogue(LINT_EPILOGUE),
    (args) =>
      choose(async () => {
        const options = parseLintOptions(args, host.argv);
        const { lint } = await import('./machine-type/lint.js');
        return lint(options, host);
      }),
  );

const addImpact: AddCommand = (yargs, host, choose) =>
  yargs.command(
    'impact',
    false,
    (impact) =>
      impact.usage('$0 machine-type impact').options(impactOptions).epilogue(IMPACT_EPILOGUE),
    (args) =>
      choose(async () => {
        const options = parseImpactOptions(args, host.argv);
        const { impact } = await import('./machine-type/impact.js');
        return impact(options, host);
      }),
  );

const ACTIONS: readonly AddCommand[] = [
  addGet('machine-type', 'get <uuid..>'),
  addListUnset('machine-type', 'list-unset'),
  addUpdate('machine-type', 'update <uuid> <type>'),
  addUndo,
  addInventory,
  addLint,
  addImpact,
];

const COMMANDS = `Commands:
  get <uuid..>          Print the recorded machine type of instances
  list-unset            List instances with no recorded machine type
  update <uuid> <type>  Change the recorded machine type of an instance
  undo [uuid..]         Take a journal's changes back
  inventory             Count recorded machine types, and tell what each is
  lint                  Look for mistakes in [libvirt]hw_machine_type
  impact                Tell which guests a change of it would change`;

const INVENTORY_EPILOGUE = `Count recorded machine types, and tell what each is on its host.

Exit codes:
  0    every type is fine where its instances are
  1    some are deprecated, unknown or not recorded
  2    some are removed there, or newer than the QEMU there: no guest can start
  255  a cell did not answer, and no other has such types; or none was asked
  64   wrong usage

The configuration is read as nova-status reads it: nova.conf and
nova-status.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`;

const LINT_EPILOGUE = `Look for mistakes in [libvirt]hw_machine_type.

Exit codes:
  0    nothing was found
  1    warnings
  2    errors
  255  the configuration cannot be read, or there is none
  64   wrong usage

The configuration is read as nova-compute reads it: nova.conf and
nova-compute.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`;

const IMPACT_EPILOGUE = `Tell which guests a change of hw_machine_type would change.

Exit codes:
  0    no instance would change, and each has its type recorded
  1    none would change, but some cannot be judged or are not pinned
  2    some would change
  255  could not tell: a cell did not answer, and of the others' instances none
       would change
  64   wrong usage

Both values are taken for all hosts that are looked at. The old one is read as
nova-compute reads it on this machine: give --from, or a compute node's files
with --config-file, where this is another.`;
