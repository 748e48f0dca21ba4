import { runCli } from '../../src/cli/cli.js';
import type { Host, Output } from '../../src/cli/host.js';

/** What a command did that was run in this process. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command finds that is not the ordinary: no terminal, no input, an account called tester, nothing in its home. */
export interface RunOptions extends Partial<Pick<Host, 'env' | 'home' | 'cwd' | 'signal'>> {
  readonly stdin?: readonly string[] | Host['stdin'];
  /** Whether somebody reads stdout, asked each time. */
  readonly isRead?: () => boolean;
}

/** Runs the command line in this process: many times as fast as the executable, which does nothing else. */
export async function runInProcess(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const { stdin = [], isRead = () => true, ...rest } = options;
  const code = await runCli({
    argv: args,
    env: {},
    cwd: '/',
    home: '/nonexistent',
    signal: new AbortController().signal,
    contract: new URL('file:///nonexistent/index.js'),
    stdout: output(stdout),
    stderr: output(stderr),
    stdoutTaken: async () => isRead(),
    stdin:
      typeof stdin === 'function'
        ? stdin
        : async function* () {
            yield* stdin;
          },
    user: () => 'tester@host',
    ...rest,
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

function output(texts: string[]): Output {
  return {
    write: (text) => void texts.push(text),
    isTerminal: false,
    columns: undefined,
    rows: undefined,
  };
}
