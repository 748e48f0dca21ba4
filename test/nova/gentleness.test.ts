import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withTimeLimit } from '../../src/abort.js';
import type { Session } from '../../src/database/session.js';
import { createGentleness, type GentlenessOptions } from '../../src/nova/gentleness.js';

const FREE = new AbortController().signal;
const STATEMENT = { sql: 'SELECT 1', parameters: [] };

/** A session whose server runs so many threads, one number for each look; the last holds. */
function sessionOf(...threads: number[]): Session & { readonly looks: () => number } {
  let looks = 0;
  return {
    looks: () => looks,
    dialect: 'mysql',
    server: 'MariaDB 10.11.19',
    place: 'here',
    query: async () => [{ answer: 1 }],
    columns: async () => new Map(),
    runningThreads: async () => {
      looks += 1;
      return threads[looks - 1] ?? threads.at(-1);
    },
    abort: async () => {},
    close: async () => {},
  };
}

/** A clock that counts how often it was stopped and is stopped. */
function clock() {
  const stops = { all: 0, now: 0 };
  return {
    stops,
    stop: () => {
      stops.all += 1;
      stops.now += 1;
      return () => {
        stops.now -= 1;
      };
    },
  };
}

function question(signal = FREE, server = 'db:3306') {
  const told: (number | undefined)[] = [];
  const itsClock = clock();
  return {
    server,
    signal,
    clock: itsClock,
    stops: itsClock.stops,
    told,
    tellBusy: (running: number | undefined) => told.push(running),
  };
}

const make = (options: Partial<GentlenessOptions>) =>
  createGentleness({ pause: 0, maxRunning: Infinity, timeout: 10_000, ...options });

async function milliseconds(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

describe('createGentleness', () => {
  it('leaves a session as it is where nothing is to be spared', () => {
    const session = sessionOf(99);
    expect(make({})(session, question())).toBe(session);
  });

  it('rests between two statements, whoever asks the second, and before none that comes later', async () => {
    const session = sessionOf(1);
    const gentle = make({ pause: 100 });
    const first = question();
    const other = question();
    await gentle(session, first).query(STATEMENT);
    expect(first.stops.all).toBe(0);
    expect(
      await milliseconds(async () => gentle(session, other).columns(['instances'])),
    ).toBeGreaterThan(90);
    expect(other.stops).toEqual({ all: 1, now: 0 });
    await sleep(110);
    await gentle(session, first).query(STATEMENT);
    expect(first.stops.all).toBe(0);
    expect(session.looks()).toBe(0);
  });

  it('ends a rest with its signal', async () => {
    const session = sessionOf(1);
    const abort = new AbortController();
    const asked = question(abort.signal);
    const gentle = make({ pause: 60_000 })(session, asked);
    await gentle.query(STATEMENT);
    const resting = gentle.query(STATEMENT);
    abort.abort(new Error('interrupted'));
    await expect(resting).rejects.toThrow('interrupted');
    expect(asked.stops).toEqual({ all: 1, now: 0 });
  });

  it('looks at a server once in a while and not at every statement', async () => {
    const [one, two] = [sessionOf(1), sessionOf(1)];
    const gentle = make({ maxRunning: 5 });
    const asked = question();
    for (let time = 0; time < 20; time += 1) {
      await gentle(one, asked).query(STATEMENT);
      await gentle(two, asked).query(STATEMENT);
    }
    expect([one.looks(), two.looks()]).toEqual([1, 0]);
    await gentle(two, question(FREE, 'another:3306')).query(STATEMENT);
    expect(two.looks()).toBe(1);
    expect(asked.told).toEqual([]);
  });

  it('has nothing to look at where there is no server', async () => {
    const session = sessionOf(99);
    await make({ maxRunning: 0 })(session, { ...question(), server: undefined }).query(STATEMENT);
    expect(session.looks()).toBe(0);
  });

  it('waits while a server runs too many threads, with its clock stopped, and goes on', async () => {
    const session = sessionOf(9, 8, 6);
    const asked = question();
    const gentle = make({ maxRunning: 5 })(session, asked);
    expect(await milliseconds(async () => gentle.query(STATEMENT))).toBeGreaterThan(1990);
    expect(asked.told).toEqual([8, 7, undefined]);
    expect(asked.stops).toEqual({ all: 2, now: 0 });
  });

  it('does not count what runs for us', async () => {
    const session = sessionOf(3);
    const gentle = make({ maxRunning: 0 });
    let end = () => {};
    const running = new Promise<void>((resolve) => {
      end = resolve;
    });
    // These two were let through while nothing was known, and run when the look at the server comes.
    const quiet = { ...sessionOf(1), query: async () => running.then(() => []) };
    const asked = question();
    const two = [quiet, { ...quiet }].map(async (one) => gentle(one, asked).query(STATEMENT));
    await sleep(1010);
    await gentle(session, asked).query(STATEMENT);
    end();
    await Promise.all(two);
    expect(session.looks()).toBe(1);
    expect(asked.told).toEqual([]);
  });

  it('gives up a server that is busy all the time, with the reason, and not as one that is slow', async () => {
    const gentle = make({ maxRunning: 20, timeout: 1500 });
    const asking = withTimeLimit(
      1400,
      () => new Error('slow'),
      FREE,
      async (signal, itsClock) =>
        gentle(sessionOf(32), { ...question(signal), clock: itsClock }).query(STATEMENT),
    );
    await expect(asking).rejects.toThrow(
      'db:3306 was busy: 31 running threads besides ours, more than 20 (--max-running), for 1.5 s (--timeout) in all.',
    );
  });

  it('counts all waits of a question together', async () => {
    const session = sessionOf(9, 1, 9);
    const gentle = make({ maxRunning: 5, timeout: 1800 })(session, question());
    await gentle.query(STATEMENT);
    await sleep(1010);
    expect(await milliseconds(async () => gentle.query(STATEMENT).catch(() => {}))).toBeLessThan(
      1700,
    );
  });

  it('passes on that a server does not tell, and asks nothing', async () => {
    const session = {
      ...sessionOf(1),
      runningThreads: async () => Promise.reject(new Error('denied')),
    };
    await expect(make({ maxRunning: 5 })(session, question()).query(STATEMENT)).rejects.toThrow(
      'denied',
    );
  });
});
