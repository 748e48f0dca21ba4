/** What the process lends to the command line: the only way in which the rest of the program knows it. */
export interface Host {
  /** The arguments, without the interpreter and the program. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Waits until stdout has taken what was written to it; false once nobody reads it any more, as behind `head`. */
  stdoutTaken(): Promise<boolean>;
  /** What is to be read on stdin, in pieces. */
  stdin(): AsyncIterable<string>;
  /** Who runs the program, like "alice@control-1". */
  user(): string;
  /** Aborted with an {@link Interruption} when the user or the system ends the run. */
  readonly signal: AbortSignal;
  /** Our own index, which a site's checks import as 'nova-preflight'. */
  readonly contract: URL;
}

/** A stream to write to. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Its width in columns, where it is a terminal. */
  readonly columns: number | undefined;
  /** Its height in lines, where it is a terminal. */
  readonly rows: number | undefined;
}

/** The run was ended from outside; the exit code is that of a shell. */
export class Interruption extends Error {
  override name = 'Interruption';
  readonly exitCode: number;

  constructor(signal: keyof typeof SIGNALS) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + SIGNALS[signal];
  }
}

const SIGNALS = Object.freeze({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 });

/** Wrong usage: the message is told on stderr, with exit code 64 (EX_USAGE of sysexits.h). */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const EXIT_USAGE = 64;
/** Could not tell, or a bug of ours. */
export const EXIT_UNKNOWN = 255;

/** Whether colours may be used on a stream: on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb forbid it. */
export function hasColour(output: Output, env: Host['env']): boolean {
  const forbidden = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return output.isTerminal && !forbidden;
}

/** The columns of a stream: where nothing tells, as wide as most terminals. */
export function widthOf(output: Output): number {
  return output.columns ?? 80;
}
