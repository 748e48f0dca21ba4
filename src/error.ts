/**
 * A failure that the user can do something about: bad usage, bad configuration, a database that cannot be
 * reached. Its message is one paragraph for the user: it quotes the bad value, says where it came from and what
 * to do next, and never holds a secret. Every other kind of error is a bug of ours and keeps its stack.
 */
export class ExpectedError extends Error {
  override name = 'ExpectedError';
}

/** The message of whatever was thrown, for a sentence that quotes it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
