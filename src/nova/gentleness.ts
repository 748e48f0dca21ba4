import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../abort.js';
import type { Session } from '../database/session.js';
import { ExpectedError } from '../error.js';
import { countRests } from './rests.js';
import { LOOK_INTERVAL, ServerLoad } from './server-load.js';

/** How much production databases are spared. */
export interface GentlenessOptions {
  /** Milliseconds that a session rests after each statement; 0 for no rest. */
  readonly pause: number;
  /** While a server runs more threads besides ours, it is asked nothing; `Infinity` asks in any case. */
  readonly maxRunning: number;
  /** Milliseconds that a question may wait in all for a server that is too busy. */
  readonly timeout: number;
}

/** A question that is being asked, in one session or two. */
export interface GentleQuestion {
  /** The server that is asked; a file is on none. */
  readonly server: string | undefined;
  readonly signal: AbortSignal;
  /** Stands still while the question rests or waits: that is not the database's time. */
  readonly clock: Clock;
  /** Is told of the threads of a server that is waited for, and of undefined when the wait is over. */
  readonly tellBusy: (running: number | undefined) => void;
}

/** Makes a session gentle for as long as a question is asked in it. */
export type Gentleness = (session: Session, question: GentleQuestion) => Session;

/** Where nothing is to be spared a session stays as it is. */
export function createGentleness(options: GentlenessOptions): Gentleness {
  const { pause, maxRunning } = options;
  if (pause === 0 && maxRunning === Infinity) return (session) => session;
  const loads = new Map<string, ServerLoad>();
  /** When a session may be asked again, whoever asks next. */
  const restEnds = new WeakMap<Session, number>();

  return (session, question) => {
    const load = maxRunning === Infinity ? undefined : loadOf(loads, question.server);
    const rest: Rest = async (milliseconds) => {
      if (milliseconds > 0) addRest(await standStill(milliseconds, question));
    };
    const waitForCalm =
      load === undefined ? async () => {} : calm(session, load, question, rest, options);
    const gently = async <T>(statement: () => Promise<T>): Promise<T> => {
      await rest((restEnds.get(session) ?? 0) - performance.now());
      await waitForCalm();
      try {
        return await (load === undefined ? statement() : load.running(statement));
      } finally {
        restEnds.set(session, performance.now() + pause);
      }
    };
    const gentle: Session = {
      dialect: session.dialect,
      server: session.server,
      place: session.place,
      query: async (statement) => gently(async () => session.query(statement)),
      columns: async (tables) => gently(async () => session.columns(tables)),
      runningThreads: async () => session.runningThreads(),
      abort: async () => session.abort(),
      close: async () => session.close(),
    };
    const addRest = countRests(gentle);
    return gentle;
  };
}

/** Lets so many milliseconds go by, if they are above 0. */
type Rest = (milliseconds: number) => Promise<void>;

function loadOf(loads: Map<string, ServerLoad>, server: string | undefined) {
  if (server === undefined) return undefined;
  const load = loads.get(server) ?? new ServerLoad();
  loads.set(server, load);
  return load;
}

/** Waits for a server that is too busy, in all no longer than the time limit. */
function calm(
  session: Session,
  load: ServerLoad,
  question: GentleQuestion,
  rest: Rest,
  { maxRunning, timeout }: GentlenessOptions,
): () => Promise<void> {
  let waited = 0;
  return async () => {
    let running = await load.others(session);
    if (running <= maxRunning) return;
    try {
      while (running > maxRunning) {
        if (waited >= timeout) throw busy(question.server, running, maxRunning, timeout);
        question.tellBusy(running);
        const turn = Math.min(LOOK_INTERVAL, timeout - waited);
        await rest(turn);
        waited += turn;
        running = await load.others(session);
      }
    } finally {
      question.tellBusy(undefined);
    }
  };
}

function busy(server: string | undefined, running: number, most: number, waited: number): Error {
  return new ExpectedError(
    `${server} was busy: ${running} running threads besides ours, more than ${most} (--max-running), for ${waited / 1000} s (--timeout) in all.`,
  );
}

/** Gives how long it took. */
async function standStill(
  milliseconds: number,
  { signal, clock }: GentleQuestion,
): Promise<number> {
  const started = performance.now();
  const goOn = clock.stop();
  try {
    await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  } finally {
    goOn();
  }
  return performance.now() - started;
}
