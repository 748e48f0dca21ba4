import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/database/session.js';
import { ExpectedError } from '../../src/error.js';
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
  let mostOnOne = 0;
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
      place: '',
      runningThreads: async () => undefined,
      query: async () => [],
      columns: async () => new Map(),
      abort: async () => leave('abort'),
      close: async () => leave('close'),
    };
  };
  const source = (key: string, failure?: Error, server?: string): Source => ({
    key,
    server,
    open: async (signal) => {
      const number = (numbers.get(key) ?? 0) + 1;
      numbers.set(key, number);
      const name = `${key}${number}`;
      open.add(name);
      most = Math.max(most, open.size);
      const here = serverOf(key);
      const openHere = [...open].filter((one) => serverOf(one) === here).length;
      mostOnOne = Math.max(mostOnOne, openHere);
      diary.push(`open ${name}`);
      const refusal = failure ?? (await pauseOrAbort(pause, signal));
      if (refusal === undefined) return session(name);
      open.delete(name);
      throw refusal;
    },
  });
  return { diary, open, source, most: () => most, mostOnOne: () => mostOnOne };
}

/** In these tests "a" and "b" are on one server, "c" and "d" on another, wherever servers count. */
function serverOf(key: string): string {
  return /^[ab]/.test(key) ? 'left' : 'right';
}

async function pauseOrAbort(pause: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  await pause();
  return signal.aborted ? (signal.reason as unknown) : undefined;
}

/** A pool with a bound over all servers only, where nobody waits for a session that others have. */
function sized(size: number): SessionPool {
  return patient(size, 0);
}

function patient(size: number, patience: number): SessionPool {
  return new SessionPool({ all: size, server: size }, patience);
}

/** A database on no server: only the bound over all counts. */
const NOWHERE = databases().source('nowhere');

const FREE = new AbortController().signal;

/** What a caller does: waits for a place, asks, gives the place back. */
async function use<T>(
  pool: SessionPool,
  source: Source,
  ask: (session: Session) => Promise<T>,
  signal = FREE,
): Promise<T> {
  const giveBack = await pool.place(source, signal);
  try {
    return await pool.ask(source, signal, ask);
  } finally {
    giveBack();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

const nameOf = async (session: Session) => (session as Session & { name: string }).name;

describe('SessionPool', () => {
  it('waits a little for a session that others have, before it opens another one', async () => {
    const { source, diary } = databases();
    const pool = patient(4, 1_000_000);
    const names = Array.from({ length: 5 }, async () => use(pool, source('a'), nameOf));
    expect(await Promise.all(names)).toEqual(['a1', 'a1', 'a1', 'a1', 'a1']);
    const failure = new Error('no');
    const failing = use(pool, source('a'), async () => Promise.reject(failure));
    const next = use(pool, source('a'), nameOf);
    await expect(failing).rejects.toBe(failure);
    expect(await next).toBe('a2');
    expect(diary).toEqual(['open a1', 'abort a1', 'open a2']);
    await pool.close();
  });

  it('opens another one for each who has waited long enough', async () => {
    const { source } = databases();
    const pool = patient(4, 20);
    const over = gate();
    const hold = async (session: Session) => {
      names.push(await nameOf(session));
      await over.opened;
    };
    const names: string[] = [];
    const started = performance.now();
    const all = Array.from({ length: 3 }, async () => use(pool, source('a'), hold));
    await until(() => names.length === 3);
    expect(performance.now() - started).toBeGreaterThanOrEqual(20);
    expect(names).toEqual(['a1', 'a2', 'a3']);
    over.open();
    await Promise.all(all);
    await pool.close();
  });

  it('lets those who wait for a session hold up nobody who wants another', async () => {
    const { source } = databases();
    const pool = patient(2, 1_000_000);
    const over = gate();
    const first = use(pool, source('a'), async () => over.opened);
    const second = use(pool, source('a'), nameOf);
    expect(await use(pool, source('b'), nameOf)).toBe('b1');
    over.open();
    await first;
    expect(await second).toBe('a1');
    await pool.close();
  });

  it('waits for nobody where a session is idle, or none can be had', async () => {
    const { source } = databases();
    const pool = patient(4, 1_000_000);
    const over = gate();
    const asked = gate();
    const first = use(pool, source('a'), async () => {
      await pool.askBeside(source('a'), FREE, async () => {});
      asked.open();
      await over.opened;
    });
    await asked.opened;
    expect(await use(pool, source('a'), nameOf)).toBe('a2');
    const failure = new Error('refused');
    await expect(use(pool, source('b', failure), nameOf)).rejects.toBe(failure);
    const all = [1, 2].map(async () => use(pool, source('b', failure), nameOf));
    expect(await Promise.allSettled(all)).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'rejected', reason: failure },
    ]);
    over.open();
    await first;
    await pool.close();
  });

  it('goes on with the next who waits where the first gives up', async () => {
    const { source } = databases();
    const pool = patient(1, 1_000_000);
    const abort = new AbortController();
    const giveBack = await pool.place(source('b'), FREE);
    const gone = pool.place(source('a'), abort.signal);
    const next = pool.place(source('a'), FREE);
    abort.abort(new Error('no longer'));
    // Is handed to the one who gives up at this moment.
    giveBack();
    await expect(gone).rejects.toThrow('no longer');
    expect(await next).toBeTypeOf('function');
  });

  it('lets those go first who need no session to be opened, and nobody be closed for them', async () => {
    const { diary, source } = databases();
    const pool = sized(1);
    const [a, b] = [source('a'), source('b')];
    const asked: string[] = [];
    const ask = async (one: Source) => use(pool, one, async () => void asked.push(one.key));
    await Promise.all([ask(a), ask(b), ask(b), ask(a), ask(a)]);
    expect(asked).toEqual(['a', 'a', 'a', 'b', 'b']);
    expect(diary).toEqual(['open a1', 'close a1', 'open b1']);
    await pool.close();
  });

  it("counts a session on its server until it is closed, also when that is for another server's sake", async () => {
    const slow = gate();
    const pauses: Promise<void>[] = [];
    const { source, diary } = databases(async () => pauses.shift());
    const pool = new SessionPool({ all: 2, server: 1 });
    await use(pool, source('a', undefined, 'left'), async () => {});
    await use(pool, source('x'), async () => {});
    // That of "a" is idle for longest: it has to go for "c", and takes its time. That of "x" goes at once, for "b".
    pauses.push(slow.opened);
    const both = [
      use(pool, source('c', undefined, 'right'), async () => {}),
      use(pool, source('b', undefined, 'left'), async () => {}),
    ];
    await turn();
    expect(diary).not.toContain('open b1');
    slow.open();
    await Promise.all(both);
    expect(diary.indexOf('open b1')).toBeGreaterThan(diary.indexOf('close a1'));
    await pool.close();
  });

  it('lets those go first who are refused at once, of a database that could not be opened', async () => {
    const { source } = databases();
    const pool = sized(1);
    const [dead, well] = [source('dead', new ExpectedError('refused')), source('well')];
    const ended: string[] = [];
    const ask = async (one: Source) =>
      use(pool, one, async () => {}).then(
        () => ended.push(one.key),
        () => ended.push(one.key),
      );
    await Promise.all([ask(dead), ask(well), ask(dead)]);
    expect(ended).toEqual(['dead', 'dead', 'well']);
    await pool.close();
  });

  it('lends the idle session of the same database again, and closes them all in the end', async () => {
    const { source, diary } = databases();
    const pool = sized(2);
    const names = [];
    for (const key of ['a', 'b', 'a', 'b']) names.push(await use(pool, source(key), nameOf));
    await pool.close();
    expect(names).toEqual(['a1', 'b1', 'a1', 'b1']);
    expect(diary).toEqual(['open a1', 'open b1', 'close a1', 'close b1']);
  });

  it('closes the session that is idle for longest, and before it opens another', async () => {
    const { source, diary } = databases();
    const pool = sized(2);
    for (const key of ['a', 'b', 'a', 'c', 'b']) await use(pool, source(key), nameOf);
    await pool.close();
    expect(diary).toEqual(
      // prettier-ignore
      ['open a1', 'open b1', 'close b1', 'open c1', 'close a1', 'open b2', 'close c1', 'close b2'],
    );
  });

  it('lends one database to two at the same time, and loses neither session', async () => {
    const { source, diary } = databases();
    const pool = sized(4);
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
    const pool = sized(2);
    const failure = new Error('refused');
    for (let time = 0; time < 3; time += 1) {
      await expect(use(pool, source('a', failure), nameOf)).rejects.toBe(failure);
    }
    expect(await use(pool, source('b'), nameOf)).toBe('b1');
    expect(diary).toEqual(['open a1', 'open b1']);
  });

  it('drops a session whose question failed, as its statement may still run, and opens a new one', async () => {
    const { source, diary } = databases();
    const pool = sized(1);
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
    const pool = sized(1);
    const abort = new AbortController();
    const asked = gate();
    const hang = async () => {
      asked.open();
      return new Promise(() => {});
    };
    const hanging = use(pool, source('a'), hang, abort.signal);
    await asked.opened;
    isSlow = true;
    const next = pool.place(NOWHERE, FREE).then(() => diary.push('next place'));
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
    const pool = sized(1);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(pool.place(NOWHERE, gone)).rejects.toThrow('gone');
    const giveBack = await pool.place(NOWHERE, FREE);
    await expect(pool.ask(source('a'), gone, nameOf)).rejects.toThrow('gone');
    giveBack();
    expect(await use(pool, source('a'), nameOf)).toBe('a1');
    expect(diary).toEqual(['open a1']);
  });

  it('hands places over first come, first served, also past those who stopped waiting', async () => {
    const pool = sized(1);
    const impatient = new AbortController();
    const order: string[] = [];
    const first = await pool.place(NOWHERE, FREE);
    const wait = async (name: string, signal = FREE) => {
      const giveBack = await pool.place(NOWHERE, signal);
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
    expect(await pool.place(NOWHERE, FREE)).toBeTypeOf('function');
  });

  it('hands no place to somebody whose signal was aborted a moment before', async () => {
    const pool = sized(1);
    const abort = new AbortController();
    const first = await pool.place(NOWHERE, FREE);
    const [second, third] = [pool.place(NOWHERE, abort.signal), pool.place(NOWHERE, FREE)];
    abort.abort(new Error('no longer'));
    first();
    await expect(second).rejects.toThrow('no longer');
    expect(await third).toBeTypeOf('function');
  });

  it('gives a place on that is handed to somebody whose signal is aborted at the same moment', async () => {
    const pool = sized(1);
    const abort = new AbortController();
    const { source } = databases();
    const first = await pool.place(NOWHERE, FREE);
    const second = use(pool, source('a'), nameOf, abort.signal);
    const third = use(pool, source('a'), nameOf);
    first();
    abort.abort(new Error('no longer'));
    await expect(second).rejects.toThrow('no longer');
    expect(await third).toBe('a1');
  });

  it('gives no more places on a server than it may, and the rest of the places to others past them', async () => {
    const pool = new SessionPool({ all: 4, server: 2 });
    const { source } = databases();
    const on = (server: string | undefined) => source('any', undefined, server);
    const order: string[] = [];
    const wait = async (name: string, server: string | undefined) => {
      const giveBack = await pool.place(on(server), FREE);
      order.push(name);
      return giveBack;
    };
    const [left1, left2] = [wait('left 1', 'left'), wait('left 2', 'left')];
    const left3 = wait('left 3', 'left');
    const left4 = wait('left 4', 'left');
    const right1 = wait('right 1', 'right');
    const file = wait('file', undefined);
    const right2 = wait('right 2', 'right');
    await Promise.all([left1, left2, right1, file]);
    expect(order).toEqual(['left 1', 'left 2', 'right 1', 'file']);
    // Its server has room, and nobody else's place does it any good.
    (await file)();
    await right2;
    expect(order.slice(4)).toEqual(['right 2']);
    (await right1)();
    await turn();
    expect(order.slice(5)).toEqual([]);
    (await left2)();
    await left3;
    (await left3)();
    await left4;
    expect(order.slice(5)).toEqual(['left 3', 'left 4']);
  });

  it('closes an idle session of the same server before it opens one too many there', async () => {
    const { source, diary } = databases();
    const pool = new SessionPool({ all: 4, server: 2 });
    for (const key of ['c', 'a', 'b', 'a', 'a2', 'd']) {
      await use(pool, source(key, undefined, serverOf(key)), nameOf);
    }
    await pool.close();
    expect(diary.slice(0, 7)).toEqual(
      // prettier-ignore
      ['open c1', 'open a1', 'open b1', 'close b1', 'open a21', 'open d1', 'close c1'],
    );
  });

  describe('askBeside', () => {
    /** Asks "a" and, within that, beside it. */
    async function beside(
      pool: SessionPool,
      source: Source,
      ask: (session: Session, isWanted: () => boolean) => Promise<void> = async () => {},
      signal = FREE,
    ) {
      return use(pool, source, async () => pool.askBeside(source, signal, ask));
    }

    it('asks a second session of the same database, and keeps it', async () => {
      const { source, diary } = databases();
      const pool = sized(2);
      const names: string[] = [];
      const note = async (session: Session) => {
        names.push(await nameOf(session));
      };
      expect(await beside(pool, source('a'), note)).toBe(true);
      expect(await beside(pool, source('a'), note)).toBe(true);
      expect(names).toEqual(['a2', 'a1']);
      expect(diary).toEqual(['open a1', 'open a2']);
    });

    it('asks none where there is no place, on the server or in all, and waits for none', async () => {
      const { source, diary } = databases();
      const left = source('a', undefined, 'left');
      expect(await beside(sized(1), left)).toBe(false);
      expect(await beside(new SessionPool({ all: 9, server: 1 }), left)).toBe(false);
      expect(diary).toEqual(['open a1', 'open a2']);
    });

    it('closes what is idle to make room', async () => {
      const { source, diary } = databases();
      const pool = sized(2);
      await use(pool, source('b'), nameOf);
      expect(await beside(pool, source('a'))).toBe(true);
      expect(diary).toEqual(['open b1', 'open a1', 'close b1', 'open a2']);
    });

    it('does without where none can be opened, tries that once, and nobody else is the worse for it', async () => {
      const { source, diary } = databases();
      const pool = sized(2);
      const first = source('a');
      const broken = source('a', new ExpectedError('too many connections'));
      const both = async () =>
        use(pool, first, async () => pool.askBeside(broken, FREE, async () => {}));
      expect([await both(), await both()]).toEqual([false, false]);
      expect(diary).toEqual(['open a1', 'open a2']);
      const two = await Promise.all([use(pool, first, nameOf), use(pool, first, nameOf)]);
      expect(two).toEqual(['a1', 'a3']);
    });

    it('tells when somebody waits who could have the place, and gives it to them', async () => {
      const { source, diary } = databases();
      const pool = new SessionPool({ all: 3, server: 2 });
      const on = (key: string) => source(key, undefined, serverOf(key));
      const isOver = gate();
      const wanted: boolean[] = [];
      const elsewhere = await pool.place(on('c'), FREE);
      const asked = beside(pool, on('a'), async (_, isWanted) => {
        wanted.push(isWanted());
        const abort = new AbortController();
        const other = pool.place(on('b'), abort.signal);
        wanted.push(isWanted());
        abort.abort(new Error('no longer'));
        await expect(other).rejects.toThrow('no longer');
        wanted.push(isWanted());
        void use(pool, on('d'), nameOf);
        wanted.push(isWanted());
        await isOver.opened;
      });
      while (wanted.length < 4) await turn();
      expect(wanted).toEqual([false, true, false, true]);
      isOver.open();
      await asked;
      elsewhere();
      await turn();
      expect(diary.filter((line) => line.startsWith('open'))).toEqual([
        'open a1',
        'open a2',
        'open d1',
      ]);
    });

    it('says of a place that does nobody good that it is not wanted', async () => {
      const { source } = databases();
      const pool = new SessionPool({ all: 4, server: 2 });
      const on = (key: string) => source(key, undefined, serverOf(key));
      await pool.place(on('c'), FREE);
      await pool.place(on('c'), FREE);
      void pool.place(on('d'), FREE);
      const wanted: boolean[] = [];
      await beside(pool, on('a'), async (_, isWanted) => {
        wanted.push(isWanted());
      });
      expect(wanted).toEqual([false]);
    });

    it('ends with its signal, gives its place back, and close() waits for it', async () => {
      const { source, diary } = databases();
      const pool = sized(2);
      const abort = new AbortController();
      const asked = gate();
      const asking = beside(
        pool,
        source('a'),
        async () => {
          asked.open();
          await new Promise(() => {});
        },
        abort.signal,
      );
      await asked.opened;
      abort.abort(new Error('time is up'));
      const closing = pool.close();
      await expect(asking).rejects.toThrow('time is up');
      await closing;
      expect(diary.toSorted()).toEqual(['abort a1', 'abort a2', 'open a1', 'open a2']);
      expect(
        await Promise.all([pool.place(NOWHERE, FREE), pool.place(source('b'), FREE)]),
      ).toHaveLength(2);
    });
  });

  it('holds all its promises, whatever happens in whichever order', async () => {
    const question = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'down'),
      act: fc.constantFrom('answer', 'fail', 'hang'),
      hasSecond: fc.boolean(),
      // Turns of the event loop until it is aborted.
      patience: fc.integer({ min: 0, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(question, { maxLength: 20 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat(3)),
        async (size, serverSize, questions, isPatient, pauses) => {
          const pause = async () => {
            for (let turns = pauses.next().value; turns > 0; turns -= 1) await turn();
          };
          const { source, open, most, mostOnOne } = databases(pause);
          const pool = new SessionPool({ all: size, server: serverSize }, isPatient ? 1000 : 0);
          const lent = new Set<string>();
          const settled = questions.map(async ({ key, act, hasSecond, patience }) => {
            const abort = new AbortController();
            const failure = key === 'down' ? new Error('down') : undefined;
            const from = source(key, failure, serverOf(key));
            const answer = use(
              pool,
              from,
              async (session) => {
                if (hasSecond) {
                  await pool.askBeside(from, abort.signal, async (second) => {
                    expect(await nameOf(second)).not.toBe(await nameOf(session));
                    await pause();
                  });
                }
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
          // It says good-bye to all, and does not wait until they are gone.
          for (let turns = 0; turns < 5; turns += 1) await turn();
          expect(open).toEqual(new Set());
          expect(most()).toBeLessThanOrEqual(size);
          expect(mostOnOne()).toBeLessThanOrEqual(serverSize);
          const places = Array.from({ length: size }, async (_, index) =>
            pool.place(source(`nowhere ${index}`), FREE),
          );
          await Promise.all(places);
        },
      ),
      { numRuns: 150 },
    );
  });
});
