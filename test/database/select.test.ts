import { describe, expect, it } from 'vitest';
import { createReader, type Reader } from '../../src/database/reader.js';
import { type Answers, select, selectOnce } from '../../src/database/select.js';
import type { Row, Session, Statement } from '../../src/database/session.js';
import { ExpectedError } from '../../src/error.js';

interface Tables {
  services: { id: number; host: string | null };
}

/** A database that answers each statement with its number, and writes down what it is asked. */
function database(dialect: Session['dialect'] = 'mysql') {
  const asked: Statement[] = [];
  const answers: Answers = new Map();
  const query = async (statement: Statement): Promise<Row[]> => {
    asked.push(statement);
    if (statement.parameters.includes('broken')) throw new ExpectedError('cannot answer');
    return [{ id: asked.length }];
  };
  const reader = (signal = new AbortController().signal): Reader<Tables> =>
    createReader<Tables>({ dialect, query } as unknown as Session, signal, answers);
  return { asked, reader };
}

/** Selects the services of a host, and how often that was built. */
function services(make: typeof select | typeof selectOnce = select) {
  let builds = 0;
  const ask = make((reader: Reader<Tables>, host: string) => {
    builds += 1;
    return reader.selectFrom('services').select('id').where('host', '=', host);
  });
  return { ask, builds: () => builds };
}

describe('select', () => {
  it('builds a statement once for all databases of a dialect, as long as the same is wanted', async () => {
    const { ask, builds } = services();
    const [one, other, file] = [database(), database(), database('sqlite')];
    await ask(one.reader(), 'a');
    await ask(other.reader(), 'a');
    await ask(one.reader(), 'a');
    expect(builds()).toBe(1);
    await ask(file.reader(), 'a');
    expect(builds()).toBe(2);
    await ask(one.reader(), "b'");
    expect(builds()).toBe(3);
    const sql = 'select `id` from `services` where `host` = ?';
    expect(one.asked.map((statement) => [statement.sql, statement.parameters])).toEqual([
      [sql, ['a']],
      [sql, ['a']],
      [sql, ["b'"]],
    ]);
    expect(file.asked[0]?.sql).toBe('select "id" from "services" where "host" = ?');
  });

  it('asks each time', async () => {
    const { ask } = services();
    const { reader } = database();
    expect(await ask(reader(), 'a')).toEqual([{ id: 1 }]);
    expect(await ask(reader(), 'a')).toEqual([{ id: 2 }]);
  });

  it('is asked by what was lent last, and not in a session that is over', async () => {
    const { ask } = services();
    const { asked, reader } = database();
    await ask(reader(), 'a');
    const over = new ExpectedError('no answer');
    await expect(ask(reader(AbortSignal.abort(over)), 'a')).rejects.toBe(over);
    expect(asked).toHaveLength(1);
  });

  it('is of a reader alone', async () => {
    const { ask } = services();
    await expect(ask({ ...database().reader() }, 'a')).rejects.toThrow('this is no reader');
  });
});

describe('selectOnce', () => {
  it('asks each database once, whoever reads it, until something else is wanted', async () => {
    const { ask } = services(selectOnce);
    const [one, other] = [database(), database()];
    const first = await ask(one.reader(), 'a');
    expect(await ask(one.reader(), 'a')).toBe(first);
    expect(await ask(other.reader(), 'a')).toEqual([{ id: 1 }]);
    expect([one.asked.length, other.asked.length]).toEqual([1, 1]);
    expect(await ask(one.reader(), 'b')).toEqual([{ id: 2 }]);
    expect(await ask(one.reader(), 'a')).toEqual([{ id: 3 }]);
  });

  it('tells two selects apart', async () => {
    const { reader } = database();
    expect(await services(selectOnce).ask(reader(), 'a')).toEqual([{ id: 1 }]);
    expect(await services(selectOnce).ask(reader(), 'a')).toEqual([{ id: 2 }]);
  });

  it('asks again where there was no answer', async () => {
    const { ask } = services(selectOnce);
    const { asked, reader } = database();
    await expect(ask(reader(), 'broken')).rejects.toThrow('cannot answer');
    await expect(ask(reader(), 'broken')).rejects.toThrow('cannot answer');
    expect(asked).toHaveLength(2);
  });

  it('keeps a short answer alone', async () => {
    const { ask } = services(selectOnce);
    let asked = 0;
    const answers: Answers = new Map();
    const long = async (count: number) => {
      const query = async () => {
        asked += 1;
        return Array.from({ length: count }, (_, id) => ({ id }));
      };
      const session = { dialect: 'mysql', query } as unknown as Session;
      return ask(createReader<Tables>(session, new AbortController().signal, answers), 'a');
    };
    await long(101);
    await long(101);
    expect(asked).toBe(2);
    expect(await long(100)).toBe(await long(100));
    expect(asked).toBe(3);
  });

  it('asks each time where nobody keeps answers', async () => {
    const { ask } = services(selectOnce);
    let asked = 0;
    const query = async () => [{ id: (asked += 1) }];
    const session = { dialect: 'mysql', query } as unknown as Session;
    const reader = createReader<Tables>(session, new AbortController().signal);
    await ask(reader, 'a');
    expect(await ask(reader, 'a')).toEqual([{ id: 2 }]);
  });
});
