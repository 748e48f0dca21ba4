import { follower, withTimeLimit } from '../abort.js';
import type { Session } from '../database/session.js';
import { ExpectedError } from '../error.js';
import type { ColumnMemory } from './column-memory.js';
import { createGentleness, type GentleQuestion, type GentlenessOptions } from './gentleness.js';
import { requireColumns } from './required-columns.js';
import type { AnyColumns } from './schema.js';
import type { SessionPool, Source } from './session-pool.js';

/** What is verified before a question is asked. */
export interface WantedColumns {
  readonly required: AnyColumns;
  readonly optional: AnyColumns;
}

/** A question that may be put to a session now. */
export interface Asked {
  readonly session: Session;
  /** Tells which of the tables that are read there are. */
  readonly has: (table: string) => boolean;
  readonly signal: AbortSignal;
  /** Asks in a second session as well, if there is a place for one at this moment; it ends with the first. */
  readonly askSecond: (
    use: (session: Session, signal: AbortSignal, isWanted: () => boolean) => Promise<void>,
  ) => Promise<boolean>;
}

/** What all questions share. */
interface AskOptions extends GentlenessOptions {
  readonly pool: SessionPool;
  readonly memory: ColumnMemory;
  /** Ends every question, running statements included. */
  readonly signal: AbortSignal;
}

/**
 * Puts a question to a database: in a session of the pool that is gentle to its server, once its columns are verified,
 * and within `timeout`, for which rests and waits do not count. Rejects with an ExpectedError where that cannot be.
 */
type Ask = <T>(
  from: Source,
  columns: WantedColumns,
  timeout: number,
  tellBusy: GentleQuestion['tellBusy'],
  question: (asked: Asked) => Promise<T>,
) => Promise<T>;

/** What asks the databases of a deployment. */
export function createAsk(options: AskOptions): Ask {
  const { pool, memory, signal } = options;
  const gentle = createGentleness(options);
  return async (from, columns, timeout, tellBusy, question) => {
    const giveBack = await pool.place(from, signal);
    const option = timeout === options.timeout ? ' (--timeout)' : '';
    const late = () => new ExpectedError(`no answer within ${timeout / 1000} s${option}.`);
    /** Ends what is asked in a second session. */
    let beside: AbortController | undefined;
    let isOver = false;
    try {
      return await withTimeLimit(timeout, late, signal, async (limited, clock) =>
        pool.ask(from, limited, async (first) => {
          const { server } = from;
          const session = gentle(first, { server, signal: limited, clock, tellBusy });
          const known = memory.source(from.key, session);
          const has = await requireColumns(known, columns.required, columns.optional);
          const askSecond: Asked['askSecond'] = async (use) => {
            if (isOver) return false;
            beside ??= follower(limited);
            const { signal: ends } = beside;
            return pool.askBeside(from, ends, async (second, isWanted) => {
              // Behind a load balancer it may be with another server, which may not hold the same at this moment.
              if (second.place !== first.place) return;
              const other = gentle(second, { server, signal: ends, clock, tellBusy });
              await use(other, ends, isWanted);
            });
          };
          return question({ session, has, signal: limited, askSecond });
        }),
      );
    } finally {
      isOver = true;
      beside?.abort(new ExpectedError('the question is over.'));
      giveBack();
    }
  };
}
