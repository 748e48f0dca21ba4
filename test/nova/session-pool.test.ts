import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/database/session.js';
import { SessionPool, type Source } from '../../src/nova/session-pool.js';

/** A promise to be settled from outside. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Databases that keep a diary of their sessions, each with a number of its own: "a1" is the first of "a". */
function databases(pause: () => Promise<unknown> = async () => {}) {
  const diary: string[] = [];
  const open = new Set<string>();
  const numbers = new Map<string, number>();
  let most = 0;
  const session = (name: string): Session & { readonly name: string } => {
    const leave = async (how: string) => {
      expect(open.has(name), `${name} was left before`).toBe(true);
      await pause();
      open.delete(name);
      diary.push(`${how} ${name}`);
    };
    return {
      name,
      dialect: 'sqlite',
      server: 'SQLite',
      query: async () => [],
      columns: async () => new Map(),
      abort: async () => leave('abort'),
      close: async () => leave('close'),
    };
  };
  const source = (key: string, failure?: Error): Source => ({
    key,
    open: async (signal) => {
      const number = (numbers.get(key) ?? 0) + 1;
      numbers.set(key, number);
      const name = `${key}${number}`;
      open.add(name);
      most = Math.max(most, open.size);
      diary.push(`open ${name}`);
      const refusal = failure ?? (await pauseOrAbort(pause, signal));
      if (refusal === undefined) return session(name);
      open.delete(name);
      throw refusal;
    },
  });
  return { diary, open, source, most: () => most };
}

async function pauseOrAbort(pause: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  await pause();
  return signal.aborted ? (signal.reason as unknown) : undefined;
}

const FREE = new AbortController().signal;

/** What a caller does: waits for a place, asks, gives the place back. */
async function use<T>(
  pool: SessionPool,
  source: Source,
  ask: (session: Session) => Promise<T>,
  signal = FREE,
): Promise<T> {
  const giveBack = await pool.place(signal);
  try {
    return await pool.ask(source, signal, ask);
  } finally {
    giveBack();
  }
}

const nameOf = async (session: Session) => (session as Session & { name: string }).name;

describe('SessionPool', () => {
  it('lends the idle session of the same database again, and closes them all in the end', async () => {
    const { source, diary } = databases();
    const pool = new SessionPool(2);
    const names = [];
    for (const key of ['a', 'b', 'a', 'b']) names.push(await use(pool, source(key), nameOf));
    await pool.close();
    expect(names).toEqual(['a1', 'b1', 'a1', 'b1']);
    expect(diary).toEqual(['open a1', 'open b1', 'close a1', 'close b1']);
  });

  it('closes the session that is idle for longest, and before it opens another', async () => {
    const { source, diary } = databases();
    const pool = new SessionPool(2);
    for (const key of ['a', 'b', 'a', 'c', 'b']) await use(pool, source(key), nameOf);
    await pool.close();
    expect(diary).toEqual(
      // prettier-ignore
      ['open a1', 'open b1', 'close b1', 'open c1', 'close a1', 'open b2', 'close c1', 'close b2'],
    );
  });

  it('lends one database to two at the same time, and loses neither session', async () => {
    const { source, diary } = databases();
    const pool = new SessionPool(4);
    const both = gate();
    const one = use(pool, source('a'), async () => both.opened);
    await use(pool, source('a'), async () => {
      both.open();
      return one;
    });
    expect(await use(pool, source('a'), nameOf)).toBe('a1');
    await pool.close();
    expect(diary).toEqual(['open a1', 'open a2', 'close a2', 'close a1']);
  });

  it('does not try a database again that could not be opened, whoever asks', async () => {
    const { source, diary } = databases();
    const pool = new SessionPool(2);
    const failure = new Error('refused');
    for (let time = 0; time < 3; time += 1) {
      await expect(use(pool, source('a', failure), nameOf)).rejects.toBe(failure);
    }
    expect(await use(pool, source('b'), nameOf)).toBe('b1');
    expect(diary).toEqual(['open a1', 'open b1']);
  });

  it('drops a session whose question failed, as its statement may still run, and opens a new one', async () => {
    const { source, diary } = databases();
    const pool = new SessionPool(1);
    const failure = new TypeError('crash');
    const crash = async () => Promise.reject(failure);
    await expect(use(pool, source('a'), crash)).rejects.toBe(failure);
    expect(await use(pool, source('a'), nameOf)).toBe('a2');
    expect(diary).toEqual(['open a1', 'abort a1', 'open a2']);
  });

  it('ends the session of a question that is aborted, gives the place back after that, and close() waits for it', async () => {
    const ended = gate();
    let isSlow = false;
    const { source, diary } = databases(async () => (isSlow ? ended.opened : undefined));
    const pool = new SessionPool(1);
    const abort = new AbortController();
    const asked = gate();
    const hang = async () => {
      asked.open();
      return new Promise(() => {});
    };
    const hanging = use(pool, source('a'), hang, abort.signal);
    await asked.opened;
    isSlow = true;
    const next = pool.place(FREE).then(() => diary.push('next place'));
    abort.abort(new Error('time is up'));
    const closing = pool.close().then(() => diary.push('closed'));
    await turn();
    expect(diary).toEqual(['open a1']);
    ended.open();
    await expect(hanging).rejects.toThrow('time is up');
    await Promise.all([next, closing]);
    expect(diary.slice(0, 2)).toEqual(['open a1', 'abort a1']);
  });

  it('opens nothing for a signal that is aborted, and does not hold that against the database', async () => {
    const { source, diary } = databases();
    const pool = new SessionPool(1);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(pool.place(gone)).rejects.toThrow('gone');
    const giveBack = await pool.place(FREE);
    await expect(pool.ask(source('a'), gone, nameOf)).rejects.toThrow('gone');
    giveBack();
    expect(await use(pool, source('a'), nameOf)).toBe('a1');
    expect(diary).toEqual(['open a1']);
  });

  it('hands places over first come, first served, also past those who stopped waiting', async () => {
    const pool = new SessionPool(1);
    const impatient = new AbortController();
    const order: string[] = [];
    const first = await pool.place(FREE);
    const wait = async (name: string, signal = FREE) => {
      const giveBack = await pool.place(signal);
      order.push(name);
      return giveBack;
    };
    const gone = wait('gone', impatient.signal);
    const [second, third] = [wait('second'), wait('third')];
    impatient.abort(new Error('no longer'));
    await expect(gone).rejects.toThrow('no longer');
    first();
    // Comes when a place was just given back: but it is somebody else's.
    const fourth = wait('fourth');
    (await second)();
    (await third)();
    (await fourth)();
    expect(order).toEqual(['second', 'third', 'fourth']);
    expect(await pool.place(FREE)).toBeTypeOf('function');
  });

  it('hands no place to somebody whose signal was aborted a moment before', async () => {
    const pool = new SessionPool(1);
    const abort = new AbortController();
    const first = await pool.place(FREE);
    const [second, third] = [pool.place(abort.signal), pool.place(FREE)];
    abort.abort(new Error('no longer'));
    first();
    await expect(second).rejects.toThrow('no longer');
    expect(await third).toBeTypeOf('function');
  });

  it('gives a place on that is handed to somebody whose signal is aborted at the same moment', async () => {
    const pool = new SessionPool(1);
    const abort = new AbortController();
    const { source } = databases();
    const first = await pool.place(FREE);
    const second = use(pool, source('a'), nameOf, abort.signal);
    const third = use(pool, source('a'), nameOf);
    first();
    abort.abort(new Error('no longer'));
    await expect(second).rejects.toThrow('no longer');
    expect(await third).toBe('a1');
  });

  it('holds all its promises, whatever happens in whichever order', async () => {
    const question = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'down'),
      act: fc.constantFrom('answer', 'fail', 'hang'),
      // Turns of the event loop until it is aborted.
      patience: fc.integer({ min: 0, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(question, { maxLength: 20 }),
        fc.infiniteStream(fc.nat(3)),
        async (size, questions, pauses) => {
          const pause = async () => {
            for (let turns = pauses.next().value; turns > 0; turns -= 1) await turn();
          };
          const { source, open, most } = databases(pause);
          const pool = new SessionPool(size);
          const lent = new Set<string>();
          const settled = questions.map(async ({ key, act, patience }) => {
            const abort = new AbortController();
            const answer = use(
              pool,
              source(key, key === 'down' ? new Error('down') : undefined),
              async (session) => {
                const name = await nameOf(session);
                expect(lent.has(name), `${name} is lent to two`).toBe(false);
                expect(open.has(name), `${name} is lent after its end`).toBe(true);
                lent.add(name);
                await pause();
                lent.delete(name);
                if (act === 'hang') await new Promise(() => {});
                if (act === 'fail') throw new Error('fail');
                return key;
              },
              abort.signal,
            );
            const outcome = answer.catch((error: unknown) => (error as Error).message);
            await pause();
            if (act === 'hang' || patience < 6) {
              for (let turns = patience; turns > 0; turns -= 1) await turn();
              abort.abort(new Error('aborted'));
            }
            return outcome;
          });
          const outcomes = await Promise.all(settled);
          for (const [index, { key, act }] of questions.entries()) {
            const possible = { answer: [key], fail: ['fail'], hang: [] }[act];
            expect(['aborted', 'down', ...possible]).toContain(outcomes[index]);
          }
          await pool.close();
          expect(open).toEqual(new Set());
          expect(most()).toBeLessThanOrEqual(size);
          const places = Array.from({ length: size }, async () => pool.place(FREE));
          await Promise.all(places);
        },
      ),
      { numRuns: 150 },
    );
  });
});
