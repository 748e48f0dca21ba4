import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReader } from '../../src/database/reader.js';
import type { Row, Session, Statement } from '../../src/database/session.js';
import { ExpectedError } from '../../src/error.js';
import { cells } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import { type Deployment, makeDeployment } from '../support/deployment.js';
import { ask, failure, opened } from './opened.js';

interface Tables {
  instances: { id: number; uuid: string; host: string | null; vm_state: string | null };
}

const FREE = new AbortController().signal;
const REFUSAL =
  'ExpectedError: Only a select can be run here: this reader cannot write, open a transaction or stream.';

describe.each(ENGINES)('a reader on %s', (engine) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await makeDeployment(engine, {
      cells: 1,
      rows: cells({
        cell1: {
          instances: [
            { uuid: 'a', host: "h'1" },
            { uuid: 'b', vm_state: null },
          ],
        },
      }),
    });
  });
  afterAll(async () => deployment.drop());

  /** A session that writes down what it is sent. */
  async function recorded(): Promise<{ session: Session; sent: Statement[] }> {
    const session = await opened(deployment.url('cell1'));
    const sent: Statement[] = [];
    const query = async (statement: Statement) => {
      sent.push(statement);
      return session.query(statement);
    };
    return { session: { ...session, query }, sent };
  }

  it('selects in the words of the server, with bound parameters', async () => {
    const { session, sent } = await recorded();
    const reader = createReader<Tables>(session, FREE);
    const rows = await reader
      .selectFrom('instances as i')
      .select(['i.uuid', 'i.vm_state'])
      .where('i.host', '=', "h'1")
      .execute();
    expect(rows).toEqual([{ uuid: 'a', vm_state: 'active' }]);
    const quoted = {
      mariadb: 'select `i`.`uuid`, `i`.`vm_state` from `instances` as `i` where `i`.`host` = ?',
      sqlite: 'select "i"."uuid", "i"."vm_state" from "instances" as "i" where "i"."host" = ?',
    };
    expect(sent.map(({ sql: text, parameters }) => [text, parameters])).toEqual([
      [quoted[engine], ["h'1"]],
    ]);
  });

  it('is a door to nothing else', async () => {
    const reader = createReader<Tables>(await opened(deployment.url('cell1')), FREE);
    expect(Object.keys(reader)).toEqual(['selectFrom']);
    expect(Object.isFrozen(reader)).toBe(true);
    const kysely = reader as Kysely<Tables>;
    for (const method of ['insertInto', 'deleteFrom', 'transaction', 'getExecutor', 'destroy']) {
      expect(method in kysely, method).toBe(false);
    }
    const raw = sql`DELETE FROM instance_system_metadata`;
    expect(await failure((async () => raw.execute(kysely))())).toMatch(/^TypeError: /);
  });

  it('sends no statement that is not a select, even to someone who goes round its type', async () => {
    const { session, sent } = await recorded();
    const reader = createReader<Tables>(session, FREE);
    // The only door that Kysely leaves open: a plugin may put anything in place of a query.
    const raw = sql<Tables['instances']>`UPDATE instances SET host = NULL`;
    const disguised = reader
      .selectFrom('instances')
      .select('id')
      .withPlugin({
        transformQuery: () => raw.toOperationNode(),
        transformResult: async ({ result }) => result,
      });
    expect(await failure(disguised.execute())).toMatch(/node of the same kind/);
    const stream = reader.selectFrom('instances').select('id').stream();
    expect(await failure(stream.next())).toBe(REFUSAL);
    expect(sent).toEqual([]);
    expect(await ask(session, 'SELECT COUNT(*) AS n FROM instances')).toEqual([{ n: 2 }]);
  });

  it('sends nothing more once it is aborted', async () => {
    const { session, sent } = await recorded();
    const reason = new ExpectedError('no answer');
    const reader = createReader<Tables>(session, AbortSignal.abort(reason));
    const query = reader.selectFrom('instances').selectAll();
    await expect(query.execute()).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });

  it('does not wait for an answer once it is aborted', async () => {
    const abort = new AbortController();
    const session: Session = {
      ...(await opened(deployment.url('cell1'))),
      query: async () => new Promise<Row[]>(() => {}),
    };
    const reader = createReader<Tables>(session, abort.signal);
    const waiting = failure(reader.selectFrom('instances').selectAll().execute());
    await sleep(10);
    abort.abort(new Error('Ctrl-C'));
    expect(await waiting).toBe('Error: Ctrl-C');
  });
});
