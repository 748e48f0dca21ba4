import type { CommandModule } from 'yargs';
import type { Command } from './cli.js';
import type { Host } from './host.js';
import { impactOptions, parseImpactOptions } from './machine-type/impact-options.js';
import { inventoryOptions, parseInventoryOptions } from './machine-type/inventory-options.js';
import { lintOptions, parseLintOptions } from './machine-type/lint-options.js';

/** `machine-type inventory`, `lint` and `impact`. */
export function machineTypeCommand(
  host: Host,
  choose: (command: Command) => void,
): CommandModule<object, object> {
  return {
    command: 'machine-type',
    describe: 'Look after machine types',
    builder: (yargs) =>
      yargs
        .command(
          'inventory',
          'Count recorded machine types, and tell what each is on its host',
          (inventory) => inventory.options(inventoryOptions).epilogue(INVENTORY_EPILOGUE),
          (args) =>
            choose(async () => {
              const choice = parseInventoryOptions(args, host.argv);
              const { inventory } = await import('./machine-type/inventory.js');
              return inventory(choice, host);
            }),
        )
        .command(
          'lint',
          'Look for mistakes in [libvirt]hw_machine_type',
          (lint) => lint.options(lintOptions).epilogue(LINT_EPILOGUE),
          (args) =>
            choose(async () => {
              const options = parseLintOptions(args, host.argv);
              const { lint } = await import('./machine-type/lint.js');
              return lint(options, host);
            }),
        )
        .command(
          'impact',
          'Tell which guests a change of hw_machine_type would change',
          (impact) => impact.options(impactOptions).epilogue(IMPACT_EPILOGUE),
          (args) =>
            choose(async () => {
              const options = parseImpactOptions(args, host.argv);
              const { impact } = await import('./machine-type/impact.js');
              return impact(options, host);
            }),
        )
        .demandCommand(1, 'Name what to do: machine-type inventory, lint or impact.'),
    handler: () => {},
  };
}

const INVENTORY_EPILOGUE = `Exit codes:
  0    every type is fine where its instances are
  1    some are deprecated, unknown or not recorded
  2    some are removed there, or newer than the QEMU there: no guest can start
  255  a cell did not answer, and no other has such types; or none could be asked
  64   wrong usage

The configuration is read as nova-status reads it: nova.conf and
nova-status.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`;

const LINT_EPILOGUE = `Exit codes:
  0    nothing was found
  1    warnings
  2    errors
  255  the configuration cannot be read, or there is none
  64   wrong usage

The configuration is read as nova-compute reads it: nova.conf and
nova-compute.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`;

const IMPACT_EPILOGUE = `Exit codes:
  0    no instance would change, and each has its type recorded
  1    none would change, but some cannot be judged or are not pinned
  2    some would change
  255  could not tell: a cell did not answer, and of the others' instances none
       would change
  64   wrong usage

Both values are taken for all hosts that are looked at. The old one is read as
nova-compute reads it on this machine: give --from, or a compute node's files
with --config-file, where this is another.`;
