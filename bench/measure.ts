import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One run of a command as a whole process. */
export interface Run {
  /** Milliseconds from start to exit. */
  readonly wall: number;
  /** Highest resident set, MiB; sampled, so that very short processes may show less. */
  readonly memory: number;
  readonly exitCode: number | null;
  readonly stdout: string;
}

/** A command to time. */
export interface Command {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that count as done; 0 alone where left out. */
  readonly expected?: readonly number[];
}

/** Several runs of one command. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly memory: number;
  readonly runs: readonly Run[];
}

/**
 * Times commands in turn (A B C, A B C …) after one uncounted run each, so that a change of the machine's speed meets
 * all of them alike.
 */
export async function timeInTurn(
  commands: readonly Command[],
  rounds: number,
): Promise<readonly Timing[]> {
  const runs = new Map<Command, Run[]>(commands.map((command) => [command, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const command of commands) {
      const run = await runOnce(command);
      if (round > 0) runs.get(command)?.push(run);
    }
  }
  return [...runs].map(([command, done]) => {
    const walls = done.map((run) => run.wall).sort((a, b) => a - b);
    return {
      name: command.name,
      median: walls[Math.floor(walls.length / 2)] ?? NaN,
      least: walls[0] ?? NaN,
      memory: Math.max(...done.map((run) => run.memory)),
      runs: done,
    };
  });
}

/** Runs a command once. Raises an error when it exits otherwise than expected. */
async function runOnce(command: Command): Promise<Run> {
  const [file, ...args] = command.argv;
  const started = performance.now();
  const child = spawn(file, args, {
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let memory = 0;
  const sample = () => {
    memory = Math.max(memory, highWater(child.pid));
  };
  const sampler = setInterval(sample, 4);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const wall = performance.now() - started;
  clearInterval(sampler);
  if (!(command.expected ?? [0]).includes(exitCode ?? -1)) {
    throw new Error(`${command.argv.join(' ')} exited with ${exitCode}: ${await stderr}`);
  }
  return { wall, memory, exitCode, stdout: await stdout };
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
