import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../error.js';
import { LostConnectionError, type Session } from './session.js';

/** How often in a row a connection that is lost without having answered is opened again. */
const REOPENINGS = 3;

/**
 * Milliseconds before each attempt to open it again: as long as load balancers take to find out that a server is gone
 * (HAProxy's usual `inter 2s fall 5`: 10 s), or a server to start again.
 */
const WAITS = [0, 1000, 2000, 4000, 8000];

/**
 * A session that survives the loss of its connection: proxies and servers end idle ones, servers fail over. It is opened
 * again and the statement asked again, which is safe because all that is ever asked is to read; a bounded number of times
 * without an answer, for a server that dies of the statement must not be asked for ever.
 *
 * @param open opens a session; an aborted signal ends the attempt
 * @param signal that of the first attempt: the session may outlive the question for which it was opened
 */
export async function openSteadySession(
  open: (signal: AbortSignal) => Promise<Session>,
  signal: AbortSignal,
  waits: readonly number[] = WAITS,
): Promise<Session> {
  let session = await open(signal);
  let reopenings = 0;
  let reopening: Promise<void> | undefined;
  /** Why it could not be opened again: nobody waits for that a second time. */
  let gone: LostConnectionError | undefined;
  const over = new AbortController();

  async function again<T>(ask: (current: Session) => Promise<T>): Promise<T> {
    for (;;) {
      const asked = session;
      try {
        const answer = await ask(asked);
        reopenings = 0;
        return answer;
      } catch (error) {
        if (!(error instanceof LostConnectionError) || over.signal.aborted) throw error;
        // Whoever asked at the same time may have opened it again already, or be about to.
        if (session !== asked) continue;
        reopening ??= reopen(error).finally(() => {
          reopening = undefined;
        });
        await reopening;
      }
    }
  }

  async function reopen(loss: LostConnectionError): Promise<void> {
    if (gone !== undefined || reopenings >= REOPENINGS) throw gone ?? loss;
    reopenings += 1;
    void session.close();
    session = await opened(loss);
    if (over.signal.aborted) await session.abort();
  }

  async function opened(loss: LostConnectionError): Promise<Session> {
    let failure: unknown;
    for (const wait of waits) {
      if (wait > 0) await sleep(wait, undefined, { signal: over.signal }).catch(() => {});
      if (over.signal.aborted) throw loss;
      try {
        return await open(over.signal);
      } catch (error) {
        failure = error;
      }
    }
    gone = new LostConnectionError(
      `${loss.message} It cannot be opened again: ${messageOf(failure)}`,
      {
        cause: failure,
      },
    );
    throw gone;
  }

  return {
    dialect: session.dialect,
    get server() {
      return session.server;
    },
    get place() {
      return session.place;
    },
    query: async (statement) => again(async (current) => current.query(statement)),
    columns: async (tables) => again(async (current) => current.columns(tables)),
    runningThreads: async () => again(async (current) => current.runningThreads()),
    abort: async () => {
      over.abort();
      await session.abort();
    },
    close: async () => {
      over.abort();
      await session.close();
    },
  };
}
