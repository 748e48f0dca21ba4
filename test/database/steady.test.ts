import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { LostConnectionError, type Row, type Session } from '../../src/database/session.js';
import { openSteadySession } from '../../src/database/steady.js';
import { ExpectedError } from '../../src/error.js';
import { makeDeployment } from '../support/deployment.js';
import { ask, failure, opened, setVariable } from './opened.js';
import { proxyTo } from './proxy.js';

/** Connections by number that do what a script says at each statement, and a diary of them. */
function connections(answer: (connection: number, statement: string) => Row[] | Error) {
  const diary: string[] = [];
  let count = 0;
  const open = async (): Promise<Session> => {
    count += 1;
    const number = count;
    diary.push(`open ${number}`);
    await turn();
    const said = answer(number, 'open');
    if (said instanceof Error) throw said;
    const reply = async (statement: string) => {
      diary.push(`${number}: ${statement}`);
      await turn();
      const rows = answer(number, statement);
      if (rows instanceof Error) throw rows;
      return rows;
    };
    return {
      dialect: 'mysql',
      server: `server ${number}`,
      place: `place ${number}`,
      query: async ({ sql }) => reply(sql),
      columns: async () => {
        await reply('columns');
        return new Map();
      },
      runningThreads: async () => {
        await reply('threads');
        return number;
      },
      abort: async () => {
        diary.push(`abort ${number}`);
      },
      close: async () => {
        diary.push(`close ${number}`);
      },
    };
  };
  return { diary, open };
}

const never = new AbortController().signal;

const lost = new LostConnectionError('the connection to db was lost.');

describe('openSteadySession', () => {
  it('opens a lost connection again and asks again, and then stays with it', async () => {
    const { diary, open } = connections((number) => (number === 1 ? [] : [{ number }]));
    const steady = await openSteadySession(open, never);
    expect(await ask(steady, 'a')).toEqual([]);
    const broken = connections((number, statement) =>
      number === 1 && statement !== 'open' ? lost : [{ number }],
    );
    const session = await openSteadySession(broken.open, never);
    expect(session.server).toBe('server 1');
    expect(await ask(session, 'b')).toEqual([{ number: 2 }]);
    expect(session.server).toBe('server 2');
    expect(await session.columns(['t'])).toEqual(new Map());
    await session.close();
    expect(broken.diary).toEqual(
      // prettier-ignore
      ['open 1', '1: b', 'close 1', 'open 2', '2: b', '2: columns', 'close 2'],
    );
    expect(diary).toEqual(['open 1', '1: a']);
  });

  it('opens it once for all that were being asked, and leaves no connection behind', async () => {
    const { diary, open } = connections((number, statement) =>
      number === 1 && statement !== 'open' ? lost : [{ number }],
    );
    const session = await openSteadySession(open, never);
    const answers = await Promise.all(['a', 'b', 'c'].map(async (name) => ask(session, name)));
    expect(answers).toEqual([[{ number: 2 }], [{ number: 2 }], [{ number: 2 }]]);
    await session.close();
    expect(diary.filter((line) => /open|close/.test(line))).toEqual(
      // prettier-ignore
      ['open 1', 'close 1', 'open 2', 'close 2'],
    );
  });

  it('gives up after the third time, with the words of the last loss', async () => {
    const { diary, open } = connections((_, statement) => (statement === 'open' ? [] : lost));
    const session = await openSteadySession(open, never);
    await expect(ask(session, 'a')).rejects.toBe(lost);
    await expect(ask(session, 'b')).rejects.toBe(lost);
    expect(diary.filter((line) => line.startsWith('open'))).toHaveLength(4);
  });

  it('goes on as long as there are answers, where each connection is lost after one', async () => {
    const asked = new Set<number>();
    const { diary, open } = connections((number, statement) => {
      if (statement === 'open') return [];
      if (asked.has(number)) return lost;
      asked.add(number);
      return [{ number }];
    });
    const session = await openSteadySession(open, never);
    for (let number = 1; number <= 9; number += 1) {
      expect(await ask(session, 'a')).toEqual([{ number }]);
    }
    expect(diary.filter((line) => line.startsWith('open'))).toHaveLength(9);
  });

  it('asks again only when the connection was lost', async () => {
    const refused = new ExpectedError('permission denied.');
    const { diary, open } = connections((_, statement) => (statement === 'open' ? [] : refused));
    const session = await openSteadySession(open, never);
    await expect(ask(session, 'a')).rejects.toBe(refused);
    expect(diary).toEqual(['open 1', '1: a']);
  });

  it('says both when it cannot be opened again', async () => {
    const { diary, open } = connections((number, statement) => {
      if (statement !== 'open') return lost;
      return number === 1 ? [] : new ExpectedError('connection refused by db.');
    });
    const session = await openSteadySession(open, never, [0, 1, 1]);
    const said =
      'LostConnectionError: the connection to db was lost. It cannot be opened again: connection refused by db.';
    expect(await failure(ask(session, 'a'))).toBe(said);
    // Whoever asks next does not wait for it once more.
    expect(await failure(ask(session, 'b'))).toBe(said);
    expect(diary.filter((line) => line.startsWith('open'))).toHaveLength(4);
  });

  it('waits for a load balancer to find another server', async () => {
    const { diary, open } = connections((number, statement) => {
      if (number === 4) return [{ number }];
      return number === 1 && statement === 'open' ? [] : lost;
    });
    const session = await openSteadySession(open, never, [0, 1, 1]);
    expect(await ask(session, 'a')).toEqual([{ number: 4 }]);
    expect(diary).toEqual(
      // prettier-ignore
      ['open 1', '1: a', 'close 1', 'open 2', 'open 3', 'open 4', '4: a'],
    );
  });

  it.each(['abort', 'close'] as const)('waits no longer after %s()', async (end) => {
    const { diary, open } = connections((number, statement) =>
      number === 1 && statement === 'open' ? [] : lost,
    );
    const session = await openSteadySession(open, never, [0, 60_000]);
    const asked = ask(session, 'a');
    while (!diary.includes('open 2')) await turn();
    await session[end]();
    await expect(asked).rejects.toBe(lost);
    expect(diary.filter((line) => line.startsWith('open'))).toHaveLength(2);
  });

  it('passes on what cannot be opened at all', async () => {
    const refused = new ExpectedError('connection refused by db.');
    await expect(openSteadySession(connections(() => refused).open, never)).rejects.toBe(refused);
  });

  it.each(['abort', 'close'] as const)('opens nothing more after %s()', async (end) => {
    const { diary, open } = connections((_, statement) => (statement === 'open' ? [] : lost));
    const session = await openSteadySession(open, never);
    const asked = ask(session, 'a').catch(() => {});
    await session[end]();
    await asked;
    await expect(ask(session, 'b')).rejects.toBe(lost);
    expect(diary).toEqual(['open 1', '1: a', `${end} 1`, '1: b']);
  });

  it('ends a connection that comes when it is over', async () => {
    const { diary, open } = connections((_, statement) => (statement === 'open' ? [] : lost));
    const session = await openSteadySession(open, never);
    const asked = ask(session, 'a');
    while (!diary.includes('open 2')) await turn();
    await session.abort();
    await expect(asked).rejects.toBe(lost);
    expect(diary.filter((line) => !line.includes(':'))).toEqual(
      // prettier-ignore
      ['open 1', 'close 1', 'open 2', 'abort 1', 'abort 2'],
    );
  });
});

it('a session outlives the loss of its connection, on a real server', async () => {
  const deployment = await makeDeployment('mariadb', { cells: 1 });
  onTestFinished(() => deployment.drop());
  const { host, port } = inject('server');
  const proxy = await proxyTo(host, port);
  const url = Object.assign(new URL(deployment.url('cell1')), { port: String(proxy.port) }).href;
  const opening = new AbortController();
  const session = await opened(url, {}, opening.signal);
  // What it was opened for is over.
  opening.abort();
  proxy.cut();
  // `tx_read_only`, `transaction_read_only`, or both: by the kind of server.
  const rows = await ask(session, "SHOW SESSION VARIABLES LIKE 't%\\_read\\_only'");
  expect(new Set(rows.map((row) => row['Value']))).toEqual(new Set(['ON']));
});

it('a session outlives that its server ends it for being idle', async () => {
  const deployment = await makeDeployment('mariadb', { cells: 1 });
  onTestFinished(() => deployment.drop());
  const session = await opened(deployment.url('cell1'));
  await setVariable(session, 'wait_timeout = 1');
  // Nobody here hears that it does: MySQL's farewell (4031) is then taken for the answer to what is asked next.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
  expect(await ask(session, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});
