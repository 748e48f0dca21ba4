import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A command to time. */
export interface Command {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Exit codes that count as done; 0 alone where left out. */
  readonly expected?: readonly number[];
}

/** One run of a command as a whole process. */
export interface Run {
  /** Milliseconds from start to exit. */
  readonly wall: number;
  /** Highest resident set, MiB; 0 where nobody looked. Sampled, so that very short processes may show less. */
  readonly memory: number;
}

/** Several runs of one command: milliseconds, and MiB. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly best: number;
  readonly memory: number;
}

/** Rounds go on for so long: short commands vary most from run to run, and cost least to repeat. */
const LEAST_MS = 6000;

/**
 * Times commands in turn (A B C, A B C …) after one uncounted run each, in which their memory is looked at, so that a
 * change of the machine's speed meets all of them alike. The answers stand in the order of the commands.
 *
 * @param rounds the least number of rounds; more of them where they take less than 6 seconds in all
 */
export async function timeInTurn<const Commands extends readonly Command[]>(
  commands: Commands,
  rounds: number,
): Promise<{ readonly [At in keyof Commands]: Timing }> {
  const runs: Run[][] = commands.map(() => []);
  let started = performance.now();
  for (let round = 0; round <= rounds || performance.now() - started < LEAST_MS; round += 1) {
    for (const [at, command] of commands.entries()) {
      runs[at]?.push(await runOnce(command, round === 0));
    }
    if (round === 0) started = performance.now();
  }
  return commands.map((command, at) => timing(command.name, runs[at] ?? [])) as {
    [At in keyof Commands]: Timing;
  };
}

/**
 * Runs a command once. Raises an error when it exits otherwise than expected.
 *
 * @param isWatched whether to look at its memory every few milliseconds, which takes it some time of a processor
 */
export async function runOnce(command: Command, isWatched = false): Promise<Run> {
  const [file, ...args] = command.argv;
  const started = performance.now();
  // Reading more authorities takes each Node process as long again as to start: that is no part of any of them.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const child = spawn(file, args, {
    env: { ...env, ...command.env },
    cwd: command.cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let memory = 0;
  const sampler = isWatched
    ? setInterval(() => {
        memory = Math.max(memory, highWater(child.pid));
      }, 4)
    : undefined;
  const stderr = collect(child.stderr);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const wall = performance.now() - started;
  clearInterval(sampler);
  if (!(command.expected ?? [0]).includes(exitCode ?? -1)) {
    throw new Error(`${command.name} exited with ${exitCode}: ${await stderr}`);
  }
  return { wall, memory };
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? NaN) + (sorted[Math.ceil(half)] ?? NaN)) / 2;
}

function timing(name: string, [watched, ...counted]: readonly Run[]): Timing {
  const walls = counted.map((run) => run.wall);
  return {
    name,
    median: median(walls),
    best: Math.min(...walls),
    memory: watched?.memory ?? NaN,
  };
}

/** The highest resident set that a process had so far, MiB (Linux, proc(5) VmHWM); 0 where that cannot be told. */
function highWater(pid: number | undefined): number {
  try {
    const [, kib = '0'] =
      /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  } catch {
    return 0;
  }
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
