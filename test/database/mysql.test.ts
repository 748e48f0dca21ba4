import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, afterAll, describe, expect, inject, it, vi } from 'vitest';
import { answer } from '../support/answer.js';
import { type Deployment, makeDeployment } from '../support/deployment.js';
import { startServer } from '../support/mariadb.js';
import { openMysql } from '../../src/database/mysql.js';
import type { Session, SessionLimits } from '../../src/database/session.js';
import { ask, failure, opened as openedBy } from './opened.js';
import { proxyTo } from './proxy.js';
import { type Reply, scriptedServer } from './scripted-server.js';

const server = inject('server');
const place = `${server.host}:${server.port}`;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await makeDeployment('mariadb', {
    cells: 1,
    afterwards: [
      [
        'cell1',
        'CREATE TABLE kinds (at datetime(6), day date, big bigint, price decimal(10,2), flag tinyint(1), ratio float, text varchar(9))',
      ],
      [
        'cell1',
        "INSERT INTO kinds VALUES ('2026-01-31 23:59:59.000001', '2026-02-01', 9007199254740993, 1.5, 1, 0.5, NULL)",
      ],
      [
        'cell1',
        'CREATE TABLE words (word varchar(9) CHARACTER SET utf8mb3, wide varchar(9) CHARACTER SET utf8mb4)',
      ],
      ['cell1', "INSERT INTO words VALUES ('Zürich', '密🔑')"],
    ],
  });
});
afterAll(async () => deployment.drop());

/** A session that is opened once. */
async function opened(
  url: string,
  limits?: Partial<SessionLimits>,
  signal?: AbortSignal,
): Promise<Session> {
  return openedBy(url, limits, signal, async (parsed, ...others) => {
    if (parsed.kind !== 'mysql') throw new Error(`${url} is of another kind`);
    return openMysql(parsed, ...others);
  });
}

/** The URL of cell1 with other credentials or another place. */
function urlOf(change: Partial<Pick<URL, 'username' | 'password' | 'port' | 'pathname'>>): string {
  // The standard's setters encode as SQLAlchemy decodes.
  return Object.assign(new URL(deployment.url('cell1')), change).href;
}

/** cell1 as an account that may do everything. */
function rootUrl(): string {
  const { username, password } = new URL(server.rootUrl);
  return urlOf({ username, password });
}

/** Statements that run on the server, by a word in them. */
async function running(word: string): Promise<number> {
  const statement = `SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE '%${word}%' AND ID <> CONNECTION_ID()`;
  const [[count] = []] = await answer({ uri: server.rootUrl }, statement);
  return Number(count);
}

/** A statement that goes on for hours, with a word to know it by. */
function longStatement() {
  const word = `w${randomBytes(4).toString('hex')}`;
  const tables = ['a', 'b', 'c', 'd', 'e'].map((name) => `information_schema.COLLATIONS ${name}`);
  const sql = `SELECT COUNT(*) AS ${word} FROM ${tables.join(', ')} WHERE a.ID + b.ID + c.ID + d.ID < e.ID - 9999`;
  return { word, sql };
}

/** The script of a server of some version, but for the statements to which `change` has a reply. */
function script(
  version: string,
  change: (statement: string, connection: number) => Reply | undefined,
): (statement: string, connection: number) => Reply {
  return (statement, connection) => {
    const reply = change(statement, connection);
    if (reply !== undefined) return reply;
    if (statement.startsWith('SELECT VERSION()')) {
      return { version, thread: 40 + connection, place: 'db1 3306 1', proof: 1 };
    }
    return 'OK';
  };
}

describe('a session', () => {
  it('is answered with all rows, whatever limit the server sets by default', async () => {
    const session = await opened(deployment.url('cell1'));
    const [row] = await ask(session, 'SELECT @@SESSION.sql_select_limit AS most');
    expect(row).toEqual({ most: '18446744073709551615' });
  });

  it('is read-only, at READ COMMITTED, and limited by the server', async () => {
    const session = await opened(deployment.url('cell1'), { statementTimeout: 2500 });
    const rows = await ask(
      session,
      `SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation', 'tx_read_only',
        'transaction_read_only', 'autocommit', 'max_statement_time', 'max_execution_time', 'wsrep_dirty_reads')`,
    );
    const variables = Object.fromEntries(
      rows.map((row) => [
        String(row['Variable_name']).replace(/^tx_/, 'transaction_'),
        row['Value'],
      ]),
    );
    const limit =
      session.server.split(' ')[0] === 'MariaDB'
        ? { max_statement_time: '2.500000', wsrep_dirty_reads: 'OFF' }
        : { max_execution_time: '2500' };
    expect(variables).toEqual({
      autocommit: 'ON',
      transaction_isolation: 'READ-COMMITTED',
      transaction_read_only: 'ON',
      ...limit,
    });
    expect(session.dialect).toBe('mysql');
    expect(session.server).toMatch(/^(MariaDB|MySQL) \d+\.\d+\.\d+$/);
  });

  it.each([
    "INSERT INTO alembic_version VALUES ('x')",
    'UPDATE instances SET host = NULL',
    'DELETE FROM instances',
    'CREATE TABLE t (a int)',
    'CREATE TEMPORARY TABLE t (a int)',
    'DROP TABLE instances',
    'SELECT * FROM instances FOR UPDATE',
    'LOCK TABLES instances WRITE',
  ])('refuses to an account that may do everything: %s', async (statement) => {
    const session = await opened(rootUrl());
    expect(await failure(ask(session, statement))).toMatch(/^ExpectedError: .*READ ONLY/i);
  });

  it('takes one statement at a time, so that nothing can be slipped in after it', async () => {
    const session = await opened(rootUrl());
    const two = "SELECT 1; INSERT INTO alembic_version VALUES ('x')";
    expect(await failure(ask(session, two))).toMatch(/error in your SQL syntax/);
  });

  it('binds parameters as values', async () => {
    const session = await opened(deployment.url('cell1'));
    const text = "' OR 1=1 -- \\' \" ? :a \u0000\n";
    const row = await session.query({
      sql: "SELECT ? AS text, ? AS number, ? AS nothing, '?' AS mark",
      parameters: [text, 1, null],
    });
    expect(row).toEqual([{ text, number: 1, nothing: null, mark: '?' }]);
  });

  it('gives times as text, and integers that a number cannot hold', async () => {
    const session = await opened(deployment.url('cell1'));
    const [row] = await ask(session, 'SELECT *, COUNT(*) OVER () AS counted FROM kinds');
    expect(row).toEqual({
      at: '2026-01-31 23:59:59.000001',
      day: '2026-02-01',
      big: '9007199254740993',
      price: '1.50',
      flag: 1,
      ratio: 0.5,
      text: null,
      counted: 1,
    });
  });

  it.each(['utf8', 'utf8mb3', 'utf8mb4', 'latin1'])(
    'has every character, with charset=%s',
    async (charset) => {
      const url = deployment.url('cell1').replace('charset=utf8', `charset=${charset}`);
      const session = await opened(url);
      const rows = await session.query({
        sql: 'SELECT * FROM words WHERE word = ?',
        parameters: ['Zürich'],
      });
      expect(rows).toEqual([{ word: 'Zürich', wide: '密🔑' }]);
    },
  );

  it('gives the columns of those tables that are there', async () => {
    const session = await opened(deployment.url('cell1'));
    expect(await session.columns(['alembic_version', 'kinds', 'nowhere', "'"])).toEqual(
      new Map([
        ['alembic_version', new Set(['version_num'])],
        ['kinds', new Set(['at', 'day', 'big', 'price', 'flag', 'ratio', 'text'])],
      ]),
    );
  });

  it.skipIf(server.socketPath === null)('goes over a unix socket', async () => {
    const { password } = new URL(server.rootUrl);
    const url = `mysql://root:${password}@/mysql?unix_socket=${server.socketPath}`;
    const session = await opened(url);
    expect(await ask(session, "SELECT SUBSTRING_INDEX(USER(), '@', -1) AS host")).toEqual([
      { host: 'localhost' },
    ]);
    expect(await failure(opened(`${url}.none`))).toBe(
      `ExpectedError: there is no socket ${server.socketPath}.none.`,
    );
  });
});

describe('what goes wrong', () => {
  it('is said in our words', async () => {
    const user = new URL(deployment.url('cell1')).username;
    const database = new URL(deployment.url('cell1')).pathname.slice(1);
    const said = async (url: string) => failure(opened(url));
    expect(await said(urlOf({ password: 'wr0ng' }))).toBe(
      `ExpectedError: access denied: ${place} refused the password of user "${user}".`,
    );
    expect(await said(urlOf({ pathname: 'mysql' }))).toBe(
      `ExpectedError: access denied: user "${user}" may not use database "mysql" on ${place}; grant it SELECT.`,
    );
    expect(await said(rootUrl().replace(database, 'nowhere'))).toBe(
      `ExpectedError: there is no database "nowhere" on ${place}.`,
    );
    expect(await said(urlOf({ port: '1' }))).toBe(
      'ExpectedError: connection refused by 127.0.0.1:1.',
    );
    expect(await said('mysql://u:p@no-such-host.invalid/nova')).toBe(
      'ExpectedError: host name "no-such-host.invalid" cannot be resolved.',
    );
    const session = await opened(deployment.url('cell1'));
    expect(await failure(ask(session, 'SELECT nothing FROM instances'))).toMatch(
      `ExpectedError: the schema of database "${database}" is not what was expected (Unknown column 'nothing' in`,
    );
    expect(await failure(ask(session, 'SELECT * FROM nowhere'))).toBe(
      `ExpectedError: the schema of database "${database}" is not what was expected (Table '${database}.nowhere' doesn't exist).`,
    );
  });

  it('is a statement over the limit: the server itself ends it, and the session lives', async () => {
    const session = await opened(deployment.url('cell1'), { statementTimeout: 300 });
    const { word, sql } = longStatement();
    expect(await failure(ask(session, sql))).toBe(
      'ExpectedError: the server ended a statement at the time limit of 0.3 s.',
    );
    expect(await running(word)).toBe(0);
    expect(await ask(session, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is a question that is given up: abort() ends its statement on the server', async () => {
    const session = await opened(deployment.url('cell1'));
    const { word, sql } = longStatement();
    void ask(session, sql).catch(() => {});
    await vi.waitFor(async () => expect(await running(word)).toBe(1));
    await session.abort();
    await vi.waitFor(async () => expect(await running(word)).toBe(0), { timeout: 1000 });
    expect(await failure(ask(session, 'SELECT 1'))).toBe(
      `LostConnectionError: the connection to ${place} was lost.`,
    );
  });

  it('is a server that hangs: nothing waits for it for long, and no connection is kept', async () => {
    const proxy = await proxyTo(server.host, server.port);
    const url = urlOf({ port: String(proxy.port) });
    const [asked, idle] = [await opened(url), await opened(url)];
    proxy.freeze();
    void ask(asked, 'SELECT 1').catch(() => {});
    // This one hangs when it was greeted and let in.
    const mute = await scriptedServer(
      script('8.0.36', (statement, connection) =>
        connection > 1 || statement === 'SELECT hours' ? 'hang' : undefined,
      ),
    );
    const half = await opened(mute.url);
    void ask(half, 'SELECT hours').catch(() => {});

    const took = async (act: () => Promise<unknown>) => {
      const started = performance.now();
      return [await act(), performance.now() - started] as const;
    };
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');
    setTimeout(() => abort.abort(reason), 200);
    const results = await Promise.all([
      took(async () => asked.abort()),
      took(async () => half.abort()),
      took(async () => idle.close()),
      took(async () => failure(opened(url, { connectTimeout: 300 }))),
      took(async () => failure(opened(url, {}, abort.signal))),
      took(async () => failure(opened(`${url}&connect_timeout=1`))),
    ]);
    expect(results.map(([said]) => said)).toEqual([
      undefined,
      undefined,
      undefined,
      `ExpectedError: 127.0.0.1:${proxy.port} did not answer within 0.3 s.`,
      'Error: Ctrl-C',
      `ExpectedError: 127.0.0.1:${proxy.port} did not answer within 1 s.`,
    ]);
    const limits = [4500, 4500, 2000, 1500, 1500, 2500];
    expect(results.filter(([, time], index) => time > (limits[index] ?? 0))).toEqual([]);
    expect(await proxy.clients()).toBe(0);
  });

  it('is a connection that breaks, in the middle of a statement or before the next', async () => {
    const proxy = await proxyTo(server.host, server.port);
    const url = urlOf({ port: String(proxy.port) });
    const [asked, idle] = [await opened(url), await opened(url)];
    const { word, sql } = longStatement();
    const broken = failure(ask(asked, sql));
    await vi.waitFor(async () => expect(await running(word)).toBe(1));
    proxy.cut();
    const lost = `LostConnectionError: the connection to 127.0.0.1:${proxy.port} was lost.`;
    expect(await broken).toBe(lost);
    await sleep(20);
    expect(await failure(ask(idle, 'SELECT 1'))).toBe(lost);
    expect(await failure(ask(idle, 'SELECT 1'))).toBe(lost);
    await idle.close();
    await asked.abort();
    await answer({ uri: server.rootUrl }, 'SELECT 1');
  });

  it.skipIf(server.socketPath === null)('is a server that is stopped', async () => {
    const other = await startServer();
    const url = `${other.rootUrl}/mysql`;
    const [asked, idle] = [await opened(url), await opened(url)];
    const broken = failure(ask(asked, longStatement().sql));
    await sleep(100);
    await other.stop();
    expect(await broken).toMatch(
      /^\w+: (the connection to \S+ was lost|\S+ (Connection was killed|Server shutdown in progress))\.$/,
    );
    expect(await failure(ask(idle, 'SELECT 1'))).toBe(
      `LostConnectionError: the connection to 127.0.0.1:${other.port} was lost.`,
    );
    expect(await failure(opened(url))).toBe(
      `ExpectedError: connection refused by 127.0.0.1:${other.port}.`,
    );
    await Promise.all([asked.abort(), idle.close()]);
  });
});

describe('on a server that no test run has', () => {
  it.each([
    ['8.0.36', 'MySQL 8.0.36', 'transaction', 'max_execution_time = 1500'],
    ['9.4.0-commercial', 'MySQL 9.4.0', 'transaction', 'max_execution_time = 1500'],
    ['10.5.4-MariaDB', 'MariaDB 10.5.4', 'tx', 'max_statement_time = 1.5'],
    ['11.8.3-MariaDB-log', 'MariaDB 11.8.3', 'tx', 'max_statement_time = 1.5'],
  ])('speaks to %s in its dialect', async (version, name, prefix, limit) => {
    const { url, statements } = await scriptedServer(
      script(version, () => undefined),
      version,
    );
    const session = await opened(url, { statementTimeout: 1500 });
    expect(session.server).toBe(name);
    const isolation = `${prefix}_isolation = 'READ-COMMITTED', ${prefix}_read_only = 1`;
    const set = statements.find((statement) => statement.startsWith('1: SET'));
    expect(statements).toEqual([
      // What greets as MySQL may be a proxy.
      ...(prefix === 'tx' ? [] : [expect.stringMatching(/^1: SELECT VERSION\(\)/)]),
      expect.stringContaining(`1: SET SESSION ${isolation}, autocommit = 1, sql_mode`),
      expect.stringMatching(
        new RegExp(
          `^1: SELECT VERSION\\(\\) .*, @@SESSION\\.${prefix}_read_only AND @@SESSION\\.${limit} AS proof$`,
        ),
      ),
    ]);
    expect(set?.endsWith(`${limit}, wsrep_dirty_reads = 0`)).toBe(true);
  });

  it.each([
    // As ProxySQL does: nothing is set before it is known what the server is.
    ['8.0.11', '10.11.9-MariaDB', 'tx', /^1: SELECT VERSION\(\)/],
    ['5.5.30', '8.0.36', 'transaction', /^1: SELECT VERSION\(\)/],
    ['10.4.0-MariaDB', '8.0.36', 'transaction', /^1: SET SESSION tx_isolation/],
  ])('is greeted as %s by a proxy to %s', async (greeted, version, prefix, begins) => {
    const foreign = prefix === 'tx' ? 'max_execution_time' : 'max_statement_time';
    for (const swallowed of [undefined, 'OK'] as const) {
      const { url, statements } = await scriptedServer(
        script(version, (statement) => {
          if (statement.startsWith('SET') && statement.includes(foreign)) return swallowed ?? 1193;
          const isForeign = !statement.includes(`@@SESSION.${prefix}_`);
          return statement.includes('@@SESSION') && isForeign ? 1193 : undefined;
        }),
        greeted,
      );
      const { server: name } = await opened(url, { statementTimeout: 1500 });
      expect(name).toMatch(prefix === 'tx' ? /^MariaDB/ : /^MySQL/);
      expect(statements[0]).toMatch(begins);
      const [proof, set] = statements.toReversed();
      expect(set).toContain(`1: SET SESSION ${prefix}_isolation = 'READ-COMMITTED'`);
      expect(proof).toContain(`@@SESSION.${prefix}_read_only AND @@SESSION.max_`);
    }
  });

  it.each([
    ['knows of no clusters: the same without them', 1193, 'MariaDB 10.11.9', 3],
    ['refuses for another reason: nothing is asked', 1227, /^ExpectedError: .*: said no\.$/, 1],
  ])('that %s', async (_, number, outcome, sent) => {
    const refusing = script('10.11.9-MariaDB', (statement) =>
      statement.includes('wsrep_dirty_reads') ? number : undefined,
    );
    const { url, statements } = await scriptedServer(refusing, '10.11.9-MariaDB');
    const told = await opened(url).then(({ server }) => server, String);
    expect(told).toEqual(typeof outcome === 'string' ? outcome : expect.stringMatching(outcome));
    expect(statements).toHaveLength(sent);
    expect(statements[1] ?? '1: SET SESSION').toMatch(/^1: SET SESSION(?!.*wsrep)/);
  });

  it('asks nothing where the session did not become read-only', async () => {
    const swallowing = script('8.0.36', (statement) =>
      statement.startsWith('SELECT VERSION()')
        ? { version: '8.0.36', thread: 41, place: 'db1 3306 1', proof: 0 }
        : undefined,
    );
    const { url } = await scriptedServer(swallowing);
    expect(await failure(opened(url))).toBe(
      'ExpectedError: the session could not be made read-only and limited (a proxy that swallows SET statements?), so nothing was asked.',
    );
  });

  it('is told apart from an answer without rows, as a proxy gives it that swallows statements', async () => {
    const { url } = await scriptedServer(script('8.0.36', () => undefined));
    const session = await opened(url);
    expect(await failure(ask(session, 'SELECT 1'))).toBe(
      'ExpectedError: the server says that it is done where it was asked for rows (a proxy that swallows statements?).',
    );
  });

  it('may cut the names of columns, which is told', async () => {
    const { url } = await scriptedServer(
      script('8.0.36', (statement) =>
        statement.includes('information_schema')
          ? { t: 'services', c: 'id,host', n: 3 }
          : undefined,
      ),
    );
    const session = await opened(url);
    expect(await failure(session.columns(['services']))).toBe(
      'ExpectedError: the server cut the names of the columns of services (a proxy that swallows SET statements?).',
    );
  });

  it.each([
    ['the same server', 'db1 3306 1', ['2: KILL QUERY 41']],
    ['another server, behind a load balancer', 'db2 3306 2', []],
  ])('kills by the number of a thread only on %s', async (_, second, kills) => {
    const balanced = script('8.0.36', (statement, connection) => {
      if (statement === 'SELECT hours') return 'hang';
      if (connection === 1 || !statement.startsWith('SELECT VERSION()')) return undefined;
      return { version: '8.0.36', thread: 7, place: second, proof: 1 };
    });
    const { url, statements } = await scriptedServer(balanced);
    const session = await opened(url);
    void ask(session, 'SELECT hours').catch(() => {});
    await vi.waitFor(() => expect(statements).toContain('1: SELECT hours'));
    await session.abort();
    expect(statements.filter((statement) => statement.includes('KILL'))).toEqual(kills);
  });

  it('opens no second connection to end a session that is idle', async () => {
    const { url, statements } = await scriptedServer(script('8.0.36', () => undefined));
    const session = await opened(url);
    await session.abort();
    expect(statements.filter((statement) => statement.startsWith('2'))).toEqual([]);
  });
});
