import type { Argv, CommandModule } from 'yargs';
import type { Command } from './cli.js';
import type { Host } from './host.js';
import { checkOptions, parseCheckOptions } from './check-options.js';
import { refuseIdleWords } from './option-values.js';
import { formatOption, parseFormat } from './report-output.js';
import { directoriesOf, parseTargetChoice, targetOptions } from './target-options.js';

/** `upgrade check`, and what can be known of checks and releases without a deployment. */
export function upgradeCommand(
  host: Host,
  choose: (command: Command) => never,
): CommandModule<object, object> {
  return {
    command: 'upgrade',
    describe: 'Check whether an upgrade can go on',
    builder: (yargs) =>
      [checkCommand, listChecksCommand, explainCommand, pathCommand]
        .reduce((parser, add) => add(parser, host, choose), yargs)
        .demandCommand(1, 'Name what to do: upgrade check, list-checks, explain or path.'),
    handler: () => {},
  };
}

function checkCommand(yargs: Argv, host: Host, choose: (command: Command) => never): Argv {
  return yargs.command(
    'check',
    'Run the checks and exit by their verdict',
    (check) => check.options(checkOptions).epilogue(EXIT_CODES),
    (args) =>
      choose(async () => {
        const options = parseCheckOptions(args, host.argv, host.cwd);
        const { upgradeCheck } = await import('./upgrade-check.js');
        return upgradeCheck(options, host);
      }),
  );
}

function listChecksCommand(yargs: Argv, host: Host, choose: (command: Command) => never): Argv {
  return yargs.command(
    'list-checks',
    'List the checks and which of them apply',
    (list) => list.options({ ...targetOptions, format: formatOption }),
    (args) =>
      choose(async () => {
        refuseIdleWords(host.argv);
        const choice = parseTargetChoice(args, host.cwd);
        const { listChecks } = await import('./list-checks.js');
        return listChecks(choice, parseFormat(args.format), host);
      }),
  );
}

function explainCommand(yargs: Argv, host: Host, choose: (command: Command) => never): Argv {
  return yargs.command(
    'explain <id>',
    'Tell what a check asks and why',
    (explain) =>
      explain
        .positional('id', { type: 'string', demandOption: true, describe: "The check's id" })
        .options({ checks: targetOptions.checks }),
    (args) =>
      choose(async () => {
        refuseIdleWords(host.argv);
        const { explain } = await import('./explain.js');
        return explain(args.id, directoriesOf(args.checks, host.cwd), host);
      }),
  );
}

function pathCommand(yargs: Argv, host: Host, choose: (command: Command) => never): Argv {
  return yargs.command(
    'path',
    'List the supported upgrade steps',
    (path) =>
      path.options({
        from: { ...releaseOption, describe: 'The release that runs now: zed, 2024.1 or 29' },
        to: { ...releaseOption, describe: 'The release to go to: 2026.1, gazpacho or 33' },
        format: formatOption,
      }),
    (args) =>
      choose(async () => {
        refuseIdleWords(host.argv);
        const format = parseFormat(args.format);
        const { printUpgradePath } = await import('./upgrade-path.js');
        return printUpgradePath(args, format, host);
      }),
  );
}

const releaseOption = { type: 'string', requiresArg: true, demandOption: true } as const;

const EXIT_CODES = `Exit codes:
  0    Success: every check passed
  1    Warning: something to look at, the upgrade may be fine
  2    Failure: must stop the upgrade
  255  could not tell: a check could not be completed, and no other failed
  64   wrong usage
  129, 130, 143  interrupted (SIGHUP, SIGINT, SIGTERM)

Without --target the upgrade is judged to the newest release that can be
reached in one supported step from the one that runs now.

The configuration is read as Nova reads it: nova.conf and nova-status.conf in
~/.nova, ~, /etc/nova and /etc. OS_<GROUP>__<OPTION> in the environment goes
before files.`;
