import packageJson from '../../package.json' with { type: 'json' };
import { ExpectedError } from '../error.js';
import type { Command, Group, Program } from './command.js';
import { parseCommandLine } from './command-line.js';
import { complain } from './complain.js';
import { demoCommand } from './demo.js';
import { commandHelp, groupHelp, programHelp } from './help.js';
import { EXIT_UNKNOWN, EXIT_USAGE, type Host, Interruption, UsageError } from './host.js';
import { libvirtCommands } from './libvirt.js';
import { machineTypeCommands } from './machine-type.js';
import { upgradeCommands } from './upgrade.js';

/** All that can be done. */
export const program: Program = [
  upgradeCommands,
  machineTypeCommands,
  libvirtCommands,
  demoCommand,
];

/** Runs the command line and gives the exit code. Never rejects. */
export async function runCli(host: Host): Promise<number> {
  try {
    return await answered(host);
  } catch (error) {
    return explained(error, host);
  }
}

async function answered(host: Host): Promise<number> {
  const request = parseCommandLine(program, host.argv);
  if (request.kind === 'run') return request.command.run(request.line, host);
  host.stdout.write(
    `${request.kind === 'version' ? packageJson.version : helpOn(request.command, request.group)}\n`,
  );
  return 0;
}

function helpOn(command: Command | undefined, group: Group | undefined): string {
  if (command !== undefined) return commandHelp(command, group);
  return group === undefined ? programHelp(program) : groupHelp(group);
}

function explained(error: unknown, host: Host): number {
  if (error instanceof Interruption) {
    complain(host.stderr, error.message);
    return error.exitCode;
  }
  if (error instanceof UsageError) {
    complain(host.stderr, error.message);
    host.stderr.write('See nova-preflight --help.\n');
    return EXIT_USAGE;
  }
  if (error instanceof ExpectedError) {
    complain(host.stderr, error.message);
    return EXIT_UNKNOWN;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  host.stderr.write(
    `nova-preflight ${packageJson.version}: this is a bug in nova-preflight; please report it with the lines below.\n${text}\n`,
  );
  return EXIT_UNKNOWN;
}
