import type { CommandModule } from 'yargs';
import type { Command } from './cli.js';
import type { Host } from './host.js';
import { lintOptions, parseLintOptions } from './machine-type/lint-options.js';

/** `machine-type lint`. */
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
        .demandCommand(1, 'Name what to do: machine-type lint.'),
    handler: () => {},
  };
}

const LINT_EPILOGUE = `Exit codes:
  0    nothing was found
  1    warnings
  2    errors
  255  the configuration cannot be read, or there is none
  64   wrong usage

The configuration is read as nova-compute reads it: nova.conf and
nova-compute.conf in ~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the
environment goes before files.`;
