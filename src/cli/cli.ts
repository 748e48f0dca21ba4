import yargs from 'yargs';
import { ExpectedError } from '../error.js';
import packageJson from '../../package.json' with { type: 'json' };
import { demoCommand } from './demo.js';
import { EXIT_UNKNOWN, EXIT_USAGE, type Host, Interruption, UsageError } from './host.js';
import { upgradeCommand } from './upgrade.js';

/** Runs the command line and gives the exit code. Never rejects. */
export async function runCli(host: Host): Promise<number> {
  try {
    return await parsed(host);
  } catch (error) {
    return explained(error, host);
  }
}

async function parsed(host: Host): Promise<number> {
  let exitCode = 0;
  const done = (code: number) => {
    exitCode = code;
  };
  const parser = yargs()
    .scriptName('nova-preflight')
    .usage('$0 <command>\n\nUpgrade pre-flight checks for OpenStack Nova.')
    .command(upgradeCommand(host, done))
    .command(demoCommand(host, done))
    .demandCommand(1, 'Name a command: upgrade check, or demo.')
    .strict()
    .parserConfiguration({ 'camel-case-expansion': false, 'parse-numbers': false })
    .version(packageJson.version)
    .help()
    .alias('h', 'help')
    .wrap(Math.min(host.stdout.columns ?? 80, 100))
    .locale('en')
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error ?? new UsageError(message ?? 'wrong usage');
    });
  const help = await new Promise<string>((resolve, reject) => {
    void parser.parse([...host.argv], {}, (error, _argv, output) => {
      if (error) reject(error);
      else resolve(output);
    });
  });
  if (help !== '') host.stdout.write(`${help}\n`);
  return exitCode;
}

function explained(error: unknown, host: Host): number {
  if (error instanceof Interruption) {
    host.stderr.write(`nova-preflight: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof UsageError) {
    host.stderr.write(`nova-preflight: ${error.message}\nSee nova-preflight --help.\n`);
    return EXIT_USAGE;
  }
  if (error instanceof ExpectedError) {
    host.stderr.write(`nova-preflight: ${error.message}\n`);
    return EXIT_UNKNOWN;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  host.stderr.write(
    `nova-preflight ${packageJson.version}: this is a bug in nova-preflight; please report it with the lines below.\n${text}\n`,
  );
  return EXIT_UNKNOWN;
}
