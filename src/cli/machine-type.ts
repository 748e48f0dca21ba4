import { command, type Group } from './command.js';
import {
  getCommand,
  listUnsetCommand,
  undoCommand,
  updateCommand,
} from './machine-type/commands.js';
import { impactOptions, parseImpactOptions } from './machine-type/impact-options.js';
import { inventoryOptions, parseInventoryOptions } from './machine-type/inventory-options.js';
import { lintOptions, parseLintOptions } from './machine-type/lint-options.js';

const inventory = command({
  name: 'inventory',
  summary: 'Count recorded machine types, and tell what each is',
  options: inventoryOptions,
  epilogue: `Exit codes:
  0    every type is fine where its instances are
  1    some are deprecated, unknown or not recorded
  2    some are removed there, or newer than the QEMU there: no guest can start
  255  a cell did not answer, and no other has such types; or none was asked
  64   wrong usage

The configuration is read as nova-status reads it: nova.conf and
nova-status.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`,
  run: async ({ args, given }, host) => {
    const options = parseInventoryOptions(args, given);
    const { inventory: count } = await import('./machine-type/inventory.js');
    return count(options, host);
  },
});

const lint = command({
  name: 'lint',
  summary: 'Look for mistakes in [libvirt]hw_machine_type',
  options: lintOptions,
  epilogue: `Exit codes:
  0    nothing was found
  1    warnings
  2    errors
  255  the configuration cannot be read, or there is none
  64   wrong usage

The configuration is read as nova-compute reads it: nova.conf and
nova-compute.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`,
  run: async ({ args, given }, host) => {
    const options = parseLintOptions(args, given);
    const { lint: look } = await import('./machine-type/lint.js');
    return look(options, host);
  },
});

const impact = command({
  name: 'impact',
  summary: 'Tell which guests another hw_machine_type would change',
  options: impactOptions,
  epilogue: `Exit codes:
  0    no instance would change, and each has its type recorded
  1    none would change, but some cannot be judged or are not pinned
  2    some would change
  255  could not tell: a cell did not answer, and of the others' instances none
       would change
  64   wrong usage

Both values are taken for all hosts that are looked at. The old one is read as
nova-compute reads it on this machine: give --from, or a compute node's files
with --config-file, where this is another.`,
  run: async ({ args, given }, host) => {
    const options = parseImpactOptions(args, given);
    const { impact: tell } = await import('./machine-type/impact.js');
    return tell(options, host);
  },
});

/** `machine-type` and what can be done with it. */
export const machineTypeCommands: Group = {
  name: 'machine-type',
  summary: 'Read, change and look after machine types',
  commands: [
    getCommand('get', 'many'),
    listUnsetCommand('list-unset'),
    updateCommand('update'),
    undoCommand,
    inventory,
    lint,
    impact,
  ],
};
