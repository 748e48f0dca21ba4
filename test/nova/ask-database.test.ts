import { expect, it, vi } from 'vitest';
import type { Session } from '../../src/database/session.js';
import { type Asked, createAsk } from '../../src/nova/ask-database.js';
import { ColumnMemory } from '../../src/nova/column-memory.js';
import type { SessionPool } from '../../src/nova/session-pool.js';

it('asks nobody beside a question that is over, which no limit and no interruption would end', async () => {
  const session = { place: 'here' } as Session;
  const askBeside = vi.fn(async () => true);
  const pool = {
    place: async () => () => {},
    ask: async (_: unknown, __: unknown, question: (lent: Session) => Promise<unknown>) =>
      question(session),
    askBeside,
  } as unknown as SessionPool;
  const ask = createAsk({
    pool,
    memory: new ColumnMemory(),
    signal: new AbortController().signal,
    pause: 0,
    maxRunning: Infinity,
    timeout: 1000,
  });
  const from = { key: 'cell1', open: async () => session };
  const columns = { required: {}, optional: {} };
  const use = async () => {};
  const late = await ask(
    from,
    columns,
    1000,
    () => {},
    async ({ askSecond }: Asked) => {
      expect(await askSecond(use)).toBe(true);
      return { askSecond };
    },
  );
  expect(await late.askSecond(use)).toBe(false);
  expect(askBeside).toHaveBeenCalledTimes(1);
});
