import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { executable } from './executable.js';

/** How a process is started. Of the environment it gets PATH and what is named here, and no home directory. */
export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A process that has ended. */
export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Runs the executable to its end. */
export async function preflight(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Ended> {
  return startPreflight(args, options).ended;
}

/** Starts the executable. */
export function startPreflight(args: readonly string[], options: ProcessOptions = {}): Running {
  return start(process.execPath, [executable(), ...args], options);
}

/**
 * Runs a shell command in which `preflight` is the executable, e.g. `preflight --version | head -1`; `$1` and so on are
 * the arguments.
 */
export async function shell(
  command: string,
  args: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<Ended> {
  const script = `preflight() { ${quoted([process.execPath, executable()])} "$@"; }\n${command}`;
  return start('bash', ['-c', script, 'bash', ...args], options).ended;
}

/** A pseudo-terminal. */
export interface TerminalOptions extends ProcessOptions {
  readonly columns: number;
  /** Where a stream goes that is not to be the terminal: a file. */
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Runs the executable on a pseudo-terminal, by `script` of util-linux; what the terminal was sent is the stdout. */
export async function preflightOnTerminal(
  args: readonly string[],
  options: TerminalOptions,
): Promise<Ended> {
  const command = [
    `stty cols ${options.columns} rows 40; exec`,
    quoted([process.execPath, executable(), ...args]),
    ...(options.stdout === undefined ? [] : [`>${quoted([options.stdout])}`]),
    ...(options.stderr === undefined ? [] : [`2>${quoted([options.stderr])}`]),
  ].join(' ');
  const env = { TERM: 'xterm', SHELL: '/bin/sh', ...options.env };
  const ended = await start('script', ['-qec', command, '/dev/null'], { ...options, env }).ended;
  return { ...ended, stdout: ended.stdout.replaceAll('\r\n', '\n') };
}

/** In milliseconds: what still runs then is killed, before its test is given up. */
const LIMIT = 25_000;

function start(program: string, args: readonly string[], options: ProcessOptions): Running {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: '/nowhere', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a shell and what it started end together.
    detached: true,
  });
  const limit = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, LIMIT);
  const ended = async (): Promise<Ended> => {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    clearTimeout(limit);
    return { code, stdout, stderr, milliseconds: performance.now() - started };
  };
  return { child, ended: ended() };
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}
