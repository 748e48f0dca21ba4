import { messageOf } from '../error.js';
import { LostConnectionError, type Session } from './session.js';

/** How often in a row a connection that is lost without having answered is opened again. */
const REOPENINGS = 3;

/**
 * A session that survives the loss of its connection: proxies and servers end idle ones, servers fail over. It is opened
 * again and the statement asked again, which is safe because all that is ever asked is to read; a bounded number of times
 * without an answer, for a server that dies of the statement must not be asked for ever.
 *
 * @param open opens a session; rejects once the run is over
 */
export async function openSteadySession(open: () => Promise<Session>): Promise<Session> {
  let session = await open();
  let reopenings = 0;
  let reopening: Promise<void> | undefined;
  let isOver = false;

  async function again<T>(ask: (current: Session) => Promise<T>): Promise<T> {
    for (;;) {
      const asked = session;
      try {
        const answer = await ask(asked);
        reopenings = 0;
        return answer;
      } catch (error) {
        if (!(error instanceof LostConnectionError) || isOver) throw error;
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
    if (reopenings >= REOPENINGS) throw loss;
    reopenings += 1;
    void session.close();
    try {
      session = await open();
    } catch (error) {
      throw new LostConnectionError(`${loss.message} Opened again: ${messageOf(error)}`, {
        cause: error,
      });
    }
    if (isOver) await session.abort();
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
      isOver = true;
      await session.abort();
    },
    close: async () => {
      isOver = true;
      await session.close();
    },
  };
}
