import { checkOptions, parseCheckOptions } from './check-options.js';
import { command, type Group } from './command.js';
import { formatOption, parseFormat } from './report-output.js';
import { directoriesOf, parseTargetChoice, targetOptions } from './target-options.js';

const check = command({
  name: 'check',
  summary: 'Run the checks and exit by their verdict',
  options: checkOptions,
  epilogue: `Exit codes:
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
before files.`,
  run: async ({ args, given }, host) => {
    const options = parseCheckOptions(args, given, host.cwd);
    const { upgradeCheck } = await import('./upgrade-check.js');
    return upgradeCheck(options, host);
  },
});

const listChecks = command({
  name: 'list-checks',
  summary: 'List the checks and which of them apply',
  options: { ...targetOptions, format: formatOption },
  run: async ({ args }, host) => {
    const choice = parseTargetChoice(args, host.cwd);
    const { listChecks: list } = await import('./list-checks.js');
    return list(choice, parseFormat(args.format), host);
  },
});

const explain = command({
  name: 'explain',
  summary: 'Tell what a check asks and why',
  positionals: [{ name: 'id', describe: "The check's id" }],
  options: { checks: targetOptions.checks },
  run: async ({ args, words: [id = ''] }, host) => {
    const { explain: tell } = await import('./explain.js');
    return tell(id, directoriesOf(args.checks, host.cwd), host);
  },
});

const path = command({
  name: 'path',
  summary: 'List the supported upgrade steps',
  options: {
    from: {
      type: 'string',
      required: true,
      describe: 'The release that runs now: zed, 2024.1 or 29',
    },
    to: {
      type: 'string',
      required: true,
      describe: 'The release to go to: 2026.1, gazpacho or 33',
    },
    format: formatOption,
  },
  run: async ({ args }, host) => {
    const format = parseFormat(args.format);
    const { printUpgradePath } = await import('./upgrade-path.js');
    return printUpgradePath(args, format, host);
  },
});

/** `upgrade check`, and what can be known of checks and releases without a deployment. */
export const upgradeCommands: Group = {
  name: 'upgrade',
  summary: 'Check whether an upgrade can go on',
  commands: [check, listChecks, explain, path],
};
