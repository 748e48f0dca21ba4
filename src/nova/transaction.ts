import { untilAborted, withTimeLimit } from '../abort.js';
import { openWritingSession } from '../database/open-writing.js';
import type { DatabaseUrl } from '../database/url.js';
import { createWriter, type Writer } from '../database/writer.js';
import { LockedError, RolledBackError, type WritingSession } from '../database/writing-session.js';
import { ExpectedError, messageOf } from '../error.js';
import { requireColumns } from './required-columns.js';
import type { AnyColumns } from './schema.js';
import type { WrittenTables } from './write-machine-type.js';

/** A transaction in a cell's database. */
export interface Transaction {
  readonly writer: Writer<WrittenTables>;
  /**
   * Makes the changes last. Rejects with an UncertainCommitError if nobody can tell whether they do, and with another
   * ExpectedError if they surely do not.
   */
  commit(): Promise<void>;
}

/** The server was told to commit, and did not say whether it did. */
export class UncertainCommitError extends ExpectedError {
  override name = 'UncertainCommitError';
}

/** Milliseconds to wait at the most for a lock of somebody else. */
const LOCK_TIMEOUT = 10_000;

/**
 * Opens a session, begins a transaction and lends it to `act`; whatever `act` did not commit is taken back, even if this
 * process is killed.
 *
 * @param limits times in milliseconds; `timeout` is for all of it
 */
export async function inTransaction<T>(
  url: DatabaseUrl,
  limits: {
    readonly timeout: number;
    readonly connectTimeout: number;
    readonly signal: AbortSignal;
  },
  columns: AnyColumns,
  act: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const { timeout, connectTimeout } = limits;
  const late = () => new ExpectedError(`no answer within ${timeout / 1000} s (--timeout).`);
  return withTimeLimit(timeout, late, limits.signal, async (signal) => {
    const session = await openWritingSession(
      url,
      {
        statementTimeout: timeout,
        connectTimeout,
        // Less than everything may take, so that it is the lock that is told of.
        lockTimeout: Math.min(LOCK_TIMEOUT, timeout / 2),
      },
      signal,
    );
    try {
      await untilAborted(requireColumns(session, columns), signal);
      await untilAborted(session.begin(), signal);
      const value = await act({
        writer: createWriter(session, signal),
        commit: async () => commit(session, signal),
      });
      await session.close();
      return value;
    } catch (error) {
      await session.abort();
      throw error;
    }
  });
}

async function commit(session: WritingSession, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await untilAborted(session.commit(), signal);
  } catch (error) {
    const isUndone = error instanceof LockedError || error instanceof RolledBackError;
    if (isUndone && !signal.aborted) throw error;
    const reason = messageOf(error).replace(/\.$/, '');
    throw new UncertainCommitError(
      `whether the change was committed cannot be told: ${reason}. Look with machine-type get.`,
      { cause: error },
    );
  }
}
