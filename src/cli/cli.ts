import yargs from 'yargs';
import { ExpectedError } from '../error.js';
import packageJson from '../../package.json' with { type: 'json' };
import { complain } from './complain.js';
import { demoCommand } from './demo.js';
import { EXIT_UNKNOWN, EXIT_USAGE, type Host, Interruption, UsageError } from './host.js';
import { libvirtCommand } from './libvirt.js';
import { machineTypeCommand } from './machine-type.js';
import { upgradeCommand } from './upgrade.js';

/** Runs the command line and gives the exit code. Never rejects. */
export async function runCli(host: Host): Promise<number> {
  try {
    const command = await parsed(host);
    return await command();
  } catch (error) {
    return explained(error, host);
  }
}

/** What the arguments ask for; it is run when they are parsed, for yargs waits for no handler. */
export type Command = () => Promise<number>;

/** Ends the parsing as soon as the command is known: yargs would lay out its help too, which takes as long as the rest. */
class Chosen extends Error {
  readonly command: Command;

  constructor(command: Command) {
    super('a command was chosen');
    this.command = command;
  }
}

async function parsed(host: Host): Promise<Command> {
  const choose = (command: Command): never => {
    throw new Chosen(command);
  };
  const parser = yargs()
    .scriptName('nova-preflight')
    .usage('$0 <command>\n\nUpgrade pre-flight checks for OpenStack Nova.')
    .command(upgradeCommand(host, choose))
    .command(machineTypeCommand(host, choose))
    .command(libvirtCommand(host, choose))
    .command(demoCommand(host, choose))
    .demandCommand(1, 'Name a command: upgrade, machine-type, libvirt or demo.')
    .strict()
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
    })
    .version(packageJson.version)
    .help()
    .alias('h', 'help')
    // The help texts are written to fit: yargs would break words.
    .wrap(HELP_WIDTH)
    .locale('en')
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error === undefined || error.name === 'YError'
        ? new UsageError(message ?? error?.message ?? 'wrong usage')
        : error;
    });
  try {
    const text = await new Promise<string>((resolve, reject) => {
      void parser.parse([...host.argv], {}, (error, _argv, output) => {
        if (error) reject(error);
        else resolve(output);
      });
    });
    return printing(text, host);
  } catch (error) {
    if (error instanceof Chosen) return error.command;
    throw error;
  }
}

const HELP_WIDTH = 80;

function printing(text: string, host: Host): Command {
  return async () => {
    host.stdout.write(`${text}\n`);
    return 0;
  };
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
