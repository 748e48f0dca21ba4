import type { CommandModule } from 'yargs';
import type { Command } from './cli.js';
import type { Host } from './host.js';
import { checkOptions, parseCheckOptions } from './options.js';

/** `upgrade check`. */
export function upgradeCommand(
  host: Host,
  choose: (command: Command) => void,
): CommandModule<object, object> {
  return {
    command: 'upgrade',
    describe: 'Check whether an upgrade can go on',
    builder: (yargs) =>
      yargs
        .command(
          'check',
          'Run the checks and exit by their verdict',
          (check) => check.options(checkOptions).epilogue(EXIT_CODES),
          (args) =>
            choose(async () => {
              const options = parseCheckOptions(args, host.argv, host.cwd);
              const { upgradeCheck } = await import('./upgrade-check.js');
              return upgradeCheck(options, host);
            }),
        )
        .demandCommand(1, 'Name what to do: upgrade check.'),
    handler: () => {},
  };
}

const EXIT_CODES = `Exit codes:
  0    Success: every check passed
  1    Warning: something to look at, the upgrade may be fine
  2    Failure: must stop the upgrade
  255  could not tell: a check could not be completed, and no other failed
  64   wrong usage
  129, 130, 143  interrupted (SIGHUP, SIGINT, SIGTERM)

The configuration is read as Nova reads it: nova.conf and nova-status.conf in
~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the environment goes
before files.`;
