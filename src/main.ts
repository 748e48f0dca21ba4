import { homedir, hostname, userInfo } from 'node:os';
import { runCli } from './cli/cli.js';
import { EXIT_UNKNOWN, type Host, Interruption, type Output } from './cli/host.js';

/** Whether the run went through. As long as it has not, 0 and 1, which are verdicts, are no exit code for us. */
let isDone = false;
/** Whether something went wrong that no report tells of. */
let isIncomplete = false;
/** Whether somebody was told that stdout cannot be written. */
let isStdoutLost = false;
/** The exit code of a run that went through. */
let result: number | undefined;

/** The exit codes that say that the answer is there to be read: of a report, and 3 of an instance or a list. */
const ANSWERS: ReadonlySet<number> = new Set([0, 1, 3]);

process.exitCode = EXIT_UNKNOWN;
process.on('exit', (code) => {
  if (!isDone) complain('the run was ended from within, probably by a site check that calls exit.');
  // Nobody but us says how the run ended, not even a site check that calls exit later.
  if (isIncomplete && ANSWERS.has(code)) process.exitCode = EXIT_UNKNOWN;
  else if (result !== undefined) process.exitCode = result;
});
// Left to itself, Node would exit with 1.
process.on('uncaughtException', (error) => {
  const text = error instanceof Error ? error.stack : String(error);
  complain(`an error was caught by nobody, probably a site check's: ${text}`);
});

const interruption = new AbortController();
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const reason = new Interruption(signal);
    // Who asks twice does not want to wait for the servers.
    if (isDone || interruption.signal.aborted) {
      isDone = true;
      process.exit(reason.exitCode);
    }
    interruption.abort(reason);
  });
}

function complain(message: string): void {
  isIncomplete = true;
  process.stderr.write(`nova-preflight: ${message}\n`);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads our output may stop to, as `head` does.
  if (error.code === 'EPIPE' || isStdoutLost) return;
  isStdoutLost = true;
  complain(`stdout cannot be written: ${error.message}`);
});
// Of this there is nobody to tell.
process.stderr.on('error', () => {});

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => stream.write(text),
    isTerminal: stream.isTTY,
    // A terminal may be resized, and one that does not know its size says 0.
    get columns() {
      return (stream.isTTY && stream.columns) || undefined;
    },
    get rows() {
      return (stream.isTTY && stream.rows) || undefined;
    },
  };
}

/** An account without a home directory, as in a container, has none of its own files either. */
function homeDirectory(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** With sudo the account says little: who became it is told too. */
function userName(): string {
  let name: string;
  try {
    name = userInfo().username;
  } catch {
    // An account without an entry, as in a container.
    name = String(process.getuid?.() ?? 'unknown');
  }
  const before = process.env['SUDO_USER'] ?? '';
  return `${before === '' || before === name ? name : `${before} as ${name}`}@${hostname()}`;
}

/** Waits until everything is written: to a pipe that is not read at once, only the beginning is. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

const host: Host = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  home: homeDirectory(),
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  stdoutTaken: async () =>
    new Promise((resolve) => {
      process.stdout.write('', (error) => resolve(!error));
    }),
  stdin: () => process.stdin.setEncoding('utf8') as AsyncIterable<string>,
  user: userName,
  signal: interruption.signal,
  contract: new URL('index.js', import.meta.url),
};

async function main(): Promise<void> {
  result = await runCli(host);
  process.exitCode = result;
  isDone = true;
  await Promise.all([written(process.stdout), written(process.stderr)]);
  // What is left behind, a site check's timer or a dead connection, keeps nobody waiting; nor does V8, which would give
  // back its memory bit by bit.
  process.exit();
}

void main();
