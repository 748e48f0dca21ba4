import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { sql } from 'kysely';
import { ExpectedError } from '../../src/error.js';
import { CELL0_UUID } from '../../src/nova/cell.js';
import {
  type CellWatch,
  type DatabaseOptions,
  type Databases,
  openDatabases,
} from '../../src/nova/databases.js';
import type { OpenCell, Step } from '../../src/nova/deployment.js';
import { censusColumns, unsetMachineTypes } from '../../src/nova/unset-machine-types.js';
import type { Reads } from '../../src/nova/schema.js';
import { countingServer, fakeServer } from '../cli/servers.js';
import { proxyTo } from '../database/proxy.js';
import { answer } from '../support/answer.js';
import { cells, instanceUuid } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { type Deployment, type DeploymentData, makeDeployment } from '../support/deployment.js';
import { PASSWORD } from '../support/mariadb-databases.js';
import { cellUuid, instanceRow, metadataRow } from '../support/rows.js';

interface Opened {
  readonly deployment: Deployment;
  readonly databases: Databases;
  readonly watch: CellWatch & { readonly heard: string[] };
  /** A view that reads instances and records in `watch`. */
  readonly view: (reads?: Reads) => ReturnType<Databases['view']>;
}

const READS: Reads = { cell: { instances: ['id', 'uuid', 'deleted'] } };

/** The databases of a deployment that goes with its test. */
async function opened(
  engine: Engine,
  data?: DeploymentData,
  options: Partial<DatabaseOptions> & { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Opened> {
  const deployment = await makeDeployment(engine, data);
  const { directory, configFile } = deployment;
  const { env = {}, ...given } = options;
  const databases = openDatabases({
    config: loadConfig({
      sources: [{ kind: 'file', path: configFile }],
      env,
      home: directory,
      cwd: directory,
      directories: [],
    }),
    cwd: directory,
    home: directory,
    concurrency: 8,
    serverConcurrency: 8,
    timeout: 20_000,
    pause: 0,
    maxRunning: Infinity,
    signal: new AbortController().signal,
    ...given,
  });
  onTestFinished(async () => {
    await databases.close();
    await deployment.drop();
  });
  const heard: string[] = [];
  const watch = {
    heard,
    asking: (asked: readonly { name: string | null }[]) =>
      heard.push(`asking ${asked.map(({ name }) => name).join(' ')}`),
    progress: ({ name }: { name: string | null }, seen: number, expected: number) =>
      heard.push(`${name}: ${seen} of ${expected}`),
    busy: ({ name }: { name: string | null }, running: number | undefined) =>
      heard.push(running === undefined ? `${name} goes on` : `${name} waits`),
    answered: ({ name }: { name: string | null }) => heard.push(`${name} answered`),
    unanswered: ({ name }: { name: string | null }, reason: string) =>
      heard.push(`${name}: ${reason}`),
  };
  return { deployment, databases, watch, view: (reads = READS) => databases.view(reads, watch) };
}

async function countInstances({ reader }: OpenCell): Promise<number> {
  const row = await reader
    .selectFrom('instances')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
}

const instances = (count: number) => ({ instances: Array.from({ length: count }, () => ({})) });

const disable = (name: string) =>
  ['api', `UPDATE cell_mappings SET disabled = 1 WHERE name = '${name}'`] as const;
const connectTo = (name: string, text: string) =>
  ['api', `UPDATE cell_mappings SET database_connection = ${text} WHERE name = '${name}'`] as const;

describe.each(ENGINES)('openDatabases on %s', (engine) => {
  it('lists and asks the cells in the order of their mappings, disabled ones too, cell0 where it is wanted', async () => {
    const { view, watch } = await opened(engine, {
      cells: 3,
      rows: cells({ cell0: instances(1), cell1: instances(2), cell2: {}, cell3: instances(3) }),
      afterwards: [disable('cell2')],
    });
    const cell = (number: number, name = `cell${number}`) => ({
      uuid: cellUuid(number),
      name,
      disabled: number === 2,
      isCell0: number === 0,
    });
    const deployment = view();
    expect(await deployment.cells()).toEqual([cell(0), cell(1), cell(2), cell(3)]);
    // The first to be asked answers last.
    const slow = async (open: OpenCell) => {
      const count = await countInstances(open);
      await sleep(open.name === 'cell1' ? 50 : 0);
      return count;
    };
    expect(await deployment.askCells(slow)).toEqual([
      { cell: cell(1), value: 2 },
      { cell: cell(2), value: 0 },
      { cell: cell(3), value: 3 },
    ]);
    expect(watch.heard[0]).toBe('asking cell1 cell2 cell3');
    expect(watch.heard.at(-1)).toBe('cell1 answered');
    expect(watch.heard.toSorted()).toEqual([
      'asking cell1 cell2 cell3',
      'cell1 answered',
      'cell2 answered',
      'cell3 answered',
    ]);
    const all = await deployment.askCells(countInstances, { cell0: true });
    expect(all.map(({ value }) => value)).toEqual([1, 2, 0, 3]);
    const asked = await deployment.askCells(async (open) => open, { cell0: true });
    const [first] = asked;
    expect(first?.value).toEqual({
      ...cell(0),
      reader: { selectFrom: expect.any(Function) },
      has: expect.any(Function),
      signal: expect.any(AbortSignal),
      progress: expect.any(Function),
      workOff: expect.any(Function),
    });
  });

  it('tells how far a cell is, as long as it is being asked', async () => {
    const { view, watch } = await opened(engine, { cells: 2 }, { timeout: 300, concurrency: 1 });
    const tellers: OpenCell['progress'][] = [];
    await view().askCells(async ({ name, progress }) => {
      tellers.push(progress);
      progress(1, 20);
      if (name === 'cell1') return;
      await new Promise<never>(() => {});
    });
    for (const progress of tellers) progress(20, 20);
    expect(watch.heard).toEqual([
      'asking cell1 cell2',
      'cell1: 1 of 20',
      'cell1 answered',
      'cell2: 1 of 20',
      'cell2: no answer within 0.3 s (--timeout).',
    ]);
  });

  it('leaves out the cells that cannot answer, and tells why, each in its own words', async () => {
    const { view, watch, deployment } = await opened(engine, {
      cells: 7,
      afterwards: [
        connectTo('cell1', "'{refused cell1}'"),
        connectTo('cell2', "'{denied cell2}'"),
        connectTo('cell4', "'{url empty}'"),
        connectTo('cell5', 'NULL'),
        connectTo('cell6', "'postgresql://nova:s3cret@db/nova'"),
        ['cell7', 'ALTER TABLE instances DROP COLUMN display_name'],
      ],
    });
    const reads: Reads = { cell: { instances: ['id', 'display_name'], services: ['id'] } };
    const answers = await view(reads).askCells(countInstances);
    expect(answers.map(({ cell, value }) => [cell.name, value])).toEqual([['cell3', 0]]);
    const file = (name: string) => `${deployment.directory}/${name}`;
    const { host, port } = inject('server');
    const user = new URL(deployment.url('api')).username;
    const backend = {
      mariadb: [
        'cell1: connection refused by 127.0.0.1:1.',
        `cell2: access denied: ${host}:${port} refused the password of user "${user}".`,
      ],
      sqlite: [
        `cell1: there is no file ${file('nowhere/cell1.db')}.`,
        `cell2: ${file('no-database.db')}: file is not a database.`,
      ],
    }[engine];
    expect(watch.heard.toSorted()).toEqual([
      'asking cell1 cell2 cell3 cell4 cell5 cell6 cell7',
      ...backend,
      'cell3 answered',
      "cell4: has no table instances, services: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).",
      'cell5: cell mapping cell5 has no database_connection; set it with nova-manage cell_v2 update_cell.',
      'cell6: cell mapping cell6: PostgreSQL is not supported (postgresql://); only MySQL, MariaDB and SQLite databases can be checked.',
      'cell7: has no column instances.display_name: the account may not SELECT it (GRANT), or the schema is of another release than those this check knows.',
    ]);
    // What is missing is the business of those who read it.
    await view().askCells(countInstances);
    expect(watch.heard).toContain('cell7 answered');
  });

  it('gives a cell its time, ends it in a hanging question, and frees its place', async () => {
    const { view, watch } = await opened(engine, { cells: 2 }, { timeout: 400, concurrency: 1 });
    const started = performance.now();
    let ended: unknown;
    const answers = await view().askCells(async (open) => {
      if (open.name === 'cell2') return 'here';
      open.signal.addEventListener('abort', () => {
        ended = open.signal.reason;
      });
      return new Promise<string>(() => {});
    });
    expect(performance.now() - started).toBeGreaterThan(390);
    expect(answers.map(({ value }) => value)).toEqual(['here']);
    expect(watch.heard).toEqual([
      'asking cell1 cell2',
      'cell1: no answer within 0.4 s (--timeout).',
      'cell2 answered',
    ]);
    expect(ended).toEqual(new ExpectedError('no answer within 0.4 s (--timeout).'));
  });

  it('passes a crash in a question on: it is a bug, not a silent cell', async () => {
    const { view, watch } = await opened(engine, { cells: 2 });
    const crash = new TypeError('cannot read properties of undefined');
    const asked = view().askCells(async ({ name }) => {
      if (name === 'cell2') throw crash;
      return name;
    });
    await expect(asked).rejects.toBe(crash);
    expect(watch.heard.filter((line) => line.startsWith('cell2'))).toEqual([]);
    await expect(view().askApi(async () => Promise.reject(crash))).rejects.toBe(crash);
  });

  it('says what is wrong with the API database, to everybody, in the same words', async () => {
    const { view, watch } = await opened(engine, { config: { api_database: '{url empty}' } });
    const problem =
      "API database: has no table cell_mappings: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).";
    for (const asked of [view().cells(), view().askCells(countInstances), view().cells()]) {
      await expect(asked).rejects.toEqual(new ExpectedError(problem));
    }
    expect(watch.heard).toEqual([]);
  });

  it('verifies what is read of the API database, and only for those who read it', async () => {
    const { view, deployment } = await opened(engine);
    await deployment.sql('api', 'DROP TABLE host_mappings');
    const asked = view({ api: { host_mappings: ['id'] } }).askApi(async () => 'answer');
    await expect(asked).rejects.toThrow(/^API database: has no table host_mappings: /);
    expect(await view().askApi(async () => 'answer')).toBe('answer');
  });

  it('tells of each database which of the optional tables it has', async () => {
    const { view, watch } = await opened(engine, {
      cells: 2,
      afterwards: [
        ['api', 'DROP TABLE alembic_version'],
        ['cell1', 'DROP TABLE alembic_version'],
        ['cell2', 'CREATE TABLE migrate_version (repository_id VARCHAR(250), version INTEGER)'],
      ],
    });
    const tables = { alembic_version: ['version_num'], migrate_version: ['version'] } as const;
    const deployment = view({ cell: READS.cell ?? {}, optional: { api: tables, cell: tables } });
    const names = ['alembic_version', 'migrate_version'] as const;
    expect(await deployment.askApi(async (_reader, _signal, has) => names.filter(has))).toEqual([]);
    const answers = await deployment.askCells(async ({ has }) => names.filter(has));
    expect(answers.map(({ value }) => value)).toEqual([[], names]);

    // One that is there and lacks a column is not "not there"; nor is one that nobody said would be read.
    const branch = view({ optional: { cell: { migrate_version: ['repository_path' as never] } } });
    expect(await branch.askCells(async ({ name }) => name)).toHaveLength(1);
    expect(watch.heard).toContainEqual(
      expect.stringMatching(/^cell2: has no column migrate_version.repository_path: /),
    );
    await expect(branch.askCells(async ({ has }) => has('services'))).rejects.toThrow(
      'has("services"): the check does not read this table.',
    );
  });

  it('asks for the mappings once', async () => {
    const { view, deployment } = await opened(engine, { cells: 1 });
    const before = await view().cells();
    await deployment.sql('api', "UPDATE cell_mappings SET name = 'changed'");
    expect(await view().cells()).toEqual(before);
  });

  it('fills templates from [database]connection, and says so where it is not set', async () => {
    const data = { cells: 3, config: { database: null } };
    const { view, watch } = await opened(engine, data);
    const answers = await view().askCells(countInstances);
    expect(answers.map(({ cell }) => cell.name)).toEqual(['cell1', 'cell2']);
    expect(watch.heard.find((line) => line.startsWith('cell3'))).toBe(
      'cell3: the database_connection of this cell mapping is a template, and [database]connection, from which Nova fills it, is not set; set it, or write the whole URL into the mapping (nova-manage cell_v2 update_cell).',
    );
  });

  it.each(['OS_DEFAULT__SQL_CONNECTION', 'OS_DATABASE__CONNECTION'])(
    'takes [database]connection also from %s, or not, as oslo.config does',
    async (variable) => {
      const deployment = await makeDeployment(engine, { cells: 3, config: { database: null } });
      onTestFinished(() => deployment.drop());
      const config = loadConfig({
        sources: [{ kind: 'file', path: deployment.configFile }],
        env: { [variable]: deployment.url('cell1') },
        home: deployment.directory,
        cwd: deployment.directory,
        directories: [],
      });
      const databases = openDatabases({
        config,
        cwd: deployment.directory,
        home: deployment.directory,
        concurrency: 1,
        serverConcurrency: 1,
        timeout: 20_000,
        pause: 0,
        maxRunning: Infinity,
        signal: new AbortController().signal,
      });
      onTestFinished(() => databases.close());
      const watch = {
        asking: vi.fn(),
        progress: vi.fn(),
        busy: vi.fn(),
        answered: vi.fn(),
        unanswered: vi.fn(),
      };
      const answers = await databases.view(READS, watch).askCells(countInstances);
      // Former names count in files only (oslo.config 10.6, sources/_environment.py asks for the present one).
      const filled = variable === 'OS_DATABASE__CONNECTION';
      expect(answers.map(({ cell }) => cell.name)).toEqual(
        filled ? ['cell1', 'cell2', 'cell3'] : ['cell1', 'cell2'],
      );
    },
  );

  it('ends everything at close(), also what is still being asked, and asks nothing more', async () => {
    const { view, databases } = await opened(engine, { cells: 2 }, { concurrency: 1 });
    const asked = view().askCells(async () => new Promise<never>(() => {}));
    await sleep(100);
    await databases.close();
    expect(await asked).toEqual([]);
    await expect(view().askApi(async () => 'answer')).rejects.toEqual(
      new ExpectedError('the run is over.'),
    );
  });

  it('rejects with the reason of its signal', async () => {
    const abort = new AbortController();
    const { view } = await opened(engine, { cells: 2 }, { signal: abort.signal });
    const reason = new Error('SIGINT');
    const asked = view().askCells(async () => {
      abort.abort(reason);
      return new Promise<never>(() => {});
    });
    await expect(asked).rejects.toBe(reason);
  });
});

it('does not count the wait for a place as time of the cell', async () => {
  const { view } = await opened('sqlite', { cells: 3 }, { timeout: 1000, concurrency: 1 });
  const slow = async ({ name }: OpenCell) => {
    await sleep(400);
    return name;
  };
  const answers = await view().askCells(slow);
  expect(answers.map(({ value }) => value)).toEqual(['cell1', 'cell2', 'cell3']);
});

it('refuses to read on when the time is up', async () => {
  const { view } = await opened('sqlite', { cells: 1 }, { timeout: 200 });
  let late: Promise<unknown> = Promise.resolve();
  await view().askCells(async (open) => {
    late = sleep(300).then(async () => countInstances(open));
    await late;
  });
  await expect(late).rejects.toThrow('no answer within 0.2 s (--timeout).');
});

it('names the files in which [api_database]connection is not set', async () => {
  const { view, deployment } = await opened('sqlite', { config: { api_database: null } });
  await expect(view().cells()).rejects.toThrow(
    `API database: [api_database]connection is not set in ${deployment.configFile}.`,
  );
  const { databases } = await opened('sqlite', undefined, {
    config: loadConfig({ sources: [], env: {}, home: '/', cwd: '/', directories: [] }),
  });
  const empty = databases.view(
    {},
    {
      asking() {},
      progress() {},
      busy() {},
      answered() {},
      unanswered() {},
    },
  );
  await expect(empty.cells()).rejects.toThrow(
    'API database: [api_database]connection is not set: no configuration file was found; name one with --config-file.',
  );
});

it('says where a bad URL of the API database stands', async () => {
  const { view, deployment } = await opened('sqlite', {
    config: { api_database: 'oracle://nova:s3cret@db/nova' },
  });
  const said = await view()
    .cells()
    .catch((error: Error) => error.message);
  expect(said).toMatch(
    `API database: [api_database]connection (${deployment.configFile}:4): database URLs with oracle:// are not supported`,
  );
  expect(said).not.toContain('s3cret');
});

it('adds [database]connection_parameters to the URL of cells, and those of [api_database] to its own', async () => {
  const { view, watch } = await opened(
    'mariadb',
    { cells: 1 },
    { env: { OS_DATABASE__CONNECTION_PARAMETERS: 'charset=klingon' } },
  );
  expect(await view().cells()).toHaveLength(2);
  await view().askCells(countInstances);
  expect(watch.heard[1]).toMatch(/^cell1: cell mapping cell1: charset is given 2 times/);
  const other = await opened(
    'mariadb',
    {},
    { env: { OS_API_DATABASE__CONNECTION_PARAMETERS: 'ssl_capath=/etc/ssl' } },
  );
  await expect(other.view().cells()).rejects.toThrow(/^API database: .*ssl_capath/);
});

it('knows the passwords of all databases that were asked, and of no others', async () => {
  const { databases, view } = await opened('mariadb', {
    cells: 2,
    afterwards: [connectTo('cell2', "'mysql://nova:0ther-p%40ss@127.0.0.1:1/nova'")],
  });
  expect(databases.secrets()).toEqual([]);
  await view().cells();
  expect(databases.secrets()).toContain(PASSWORD);
  expect(databases.secrets()).not.toContain('0ther-p@ss');
  await view().askCells(countInstances);
  expect(databases.secrets()).toEqual(
    expect.arrayContaining([PASSWORD, encodeURIComponent(PASSWORD), '0ther-p@ss', '0ther-p%40ss']),
  );
});

it('has never more sessions open than it may, and leaves none', async () => {
  const { view, databases, deployment } = await opened(
    'mariadb',
    { cells: 12 },
    { concurrency: 3 },
  );
  const user = new URL(deployment.url('api')).username;
  const sessions = async () => {
    const statement = `SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '${user}'`;
    const [[count] = []] = await answer({ uri: inject('server').rootUrl }, statement);
    return Number(count);
  };
  const ask = async () =>
    view().askCells(async (open) => {
      await countInstances(open);
      // The server may need a moment to forget one that was closed.
      await vi.waitFor(async () => expect(await sessions()).toBeLessThanOrEqual(3));
      return open.uuid;
    });
  const answers = await Promise.all([ask(), ask(), view().askApi(async () => [])]);
  expect(answers.map((found) => found.length)).toEqual([12, 12, 0]);
  await databases.close();
  await vi.waitFor(async () => expect(await sessions()).toBe(0));
});

/** Statements of an account that run on the server, or its sessions. */
async function processes(deployment: Deployment, which: 'sessions' | 'statements') {
  const user = new URL(deployment.url('api')).username;
  const running = which === 'sessions' ? '' : " AND COMMAND = 'Query'";
  const [[count] = []] = await answer(
    { uri: inject('server').rootUrl },
    `SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '${user}'${running}`,
  );
  return Number(count);
}

/** A step that keeps the server busy for so many seconds. */
const sleepStep =
  (seconds: number): Step =>
  async (reader) => {
    await reader
      .selectFrom('instances')
      .select(sql`sleep(${seconds})`.as('slept'))
      .limit(1)
      .execute();
    return true;
  };

it('gives a server no more sessions than it may, while others get theirs', async () => {
  const [left, right] = await Promise.all([
    countingServer(inject('server')),
    countingServer(inject('server')),
  ]);
  onTestFinished(async () => {
    await Promise.all([left.close(), right.close()]);
  });
  const { port } = inject('server');
  const { view, watch, deployment } = await opened(
    'mariadb',
    { cells: 12 },
    { concurrency: 6, serverConcurrency: 2 },
  );
  const through = async (place: { port: number }, cellNames: string) =>
    deployment.sql(
      'api',
      `UPDATE cell_mappings SET database_connection = REPLACE(database_connection, ':${port}/', ':${place.port}/') WHERE name ${cellNames}`,
    );
  await deployment.sql(
    'api',
    `UPDATE cell_mappings SET database_connection = '${deployment.url('cell3')}' WHERE name = 'cell3'`,
  );
  await through(left, "<> 'cell12'");
  await through(right, "= 'cell12'");
  const order: string[] = [];
  let lastIsThere = () => {};
  const last = new Promise<void>((resolve) => {
    lastIsThere = resolve;
  });
  const answers = await view().askCells(async (open) => {
    await countInstances(open);
    order.push(open.name ?? '');
    // The first two on the full server hold it until the cell on the other, which came last, has answered.
    if (open.name === 'cell12') lastIsThere();
    else await last;
    await open.workOff(async () => false);
    return open.name;
  });
  expect(answers).toHaveLength(12);
  expect(order.indexOf('cell12')).toBeLessThan(3);
  expect(watch.heard.filter((line) => line.endsWith('answered'))).toHaveLength(12);
  expect([left.most(), right.most()]).toEqual([2, 1]);
});

describe('a second session for a cell', () => {
  const one = { cells: 1, rows: cells({ cell1: instances(1) }) };

  /** Works off so many steps and tells how many sessions did them. */
  async function readersOf(open: OpenCell, steps: number): Promise<number> {
    const readers = new Set<unknown>();
    let left = steps;
    await open.workOff(async (reader) => {
      if (left === 0) return false;
      left -= 1;
      readers.add(reader);
      expect(await reader.selectFrom('instances').select('uuid').execute()).toHaveLength(1);
      await sleep(20);
      return true;
    });
    return readers.size;
  }

  it.each([
    ['there is a place', {}, 2],
    ['there is none in all', { concurrency: 1 }, 1],
    ['there is none on the server', { serverConcurrency: 1 }, 1],
  ])('works with %s', async (_, options, expected) => {
    const { view, deployment, databases } = await opened('mariadb', one, options);
    const [found] = await view().askCells(async (open) => readersOf(open, 10));
    expect(found?.value).toBe(expected);
    await databases.close();
    await vi.waitFor(async () => expect(await processes(deployment, 'sessions')).toBe(0));
  });

  it('is set up as the first is', async () => {
    const { view } = await opened('mariadb', one);
    const states = new Set<string>();
    const sessions = new Set<unknown>();
    await view().askCells(async (open) => {
      let left = 20;
      await open.workOff(async (reader) => {
        const row = await reader
          .selectFrom('instances')
          .select([
            sql`connection_id()`.as('id'),
            sql<string>`concat_ws(' ', @@autocommit + 0, @@group_concat_max_len)`.as('state'),
          ])
          .executeTakeFirstOrThrow();
        sessions.add(row.id);
        states.add(row.state);
        left -= 1;
        return left > 0;
      });
    });
    expect(sessions.size).toBe(2);
    // As long as the server lets it be; its own default is 1 MiB.
    expect([...states]).toEqual([expect.stringMatching(/^1 \d{10}$/)]);
  });

  it('is done without where the account may have no more than one', async () => {
    const { view, watch, deployment } = await opened('mariadb', one, { concurrency: 3 });
    const user = new URL(deployment.url('api')).username;
    await deployment.sql(
      'api',
      `CREATE USER '${user}one'@'%' IDENTIFIED BY 's1ngle' WITH MAX_USER_CONNECTIONS 1;
       GRANT SELECT ON \`${user}_cell1\`.* TO '${user}one'@'%'`,
    );
    onTestFinished(async () => {
      await answer({ uri: inject('server').rootUrl }, `DROP USER '${user}one'@'%'`).catch(() => {});
    });
    const url = deployment.url('cell1').replace(/\/\/[^@]*@/, `//${user}one:s1ngle@`);
    await deployment.sql(
      'api',
      `UPDATE cell_mappings SET database_connection = '${url}' WHERE name = 'cell1'`,
    );
    for (let time = 0; time < 2; time += 1) {
      const found = await view().askCells(async (open) => readersOf(open, 5));
      expect(found.map(({ value }) => value)).toEqual([1]);
    }
    expect(watch.heard.filter((line) => line !== 'asking cell1')).toEqual([
      'cell1 answered',
      'cell1 answered',
    ]);
  });

  it('outlives the loss of its connection, and so does the first', async () => {
    const { host, port } = inject('server');
    const proxy = await proxyTo(host, port);
    const { view, deployment, watch } = await opened('mariadb', one);
    const url = deployment.url('cell1').replace(`:${port}/`, `:${proxy.port}/`);
    await deployment.sql(
      'api',
      `UPDATE cell_mappings SET database_connection = '${url}' WHERE name = 'cell1'`,
    );
    const done: number[] = [];
    const readers = new Set<unknown>();
    await view().askCells(async (open) => {
      let next = 1;
      await open.workOff(async (reader) => {
        const piece = next;
        if (piece > 12) return false;
        next += 1;
        // Both are in the midst of a statement, or about to begin one.
        if (piece === 6 || piece === 9) proxy.cut();
        await reader.selectFrom('instances').select('uuid').execute();
        await sleep(10);
        readers.add(reader);
        done.push(piece);
        return true;
      });
    });
    expect(watch.heard.at(-1)).toBe('cell1 answered');
    expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(readers.size).toBe(2);
  });

  it('is not used where a load balancer leads it to another server', async () => {
    const { port } = inject('server');
    let connections = 0;
    const balancer = await fakeServer((client) => {
      connections += 1;
      const isOther = connections > 1;
      const upstream = connect(port, inject('server').host);
      upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('close', () => upstream.destroy()).pipe(upstream);
      // The other server tells another number.
      upstream.on('data', (data) => {
        client.write(
          isOther
            ? Buffer.from(data.toString('latin1').replace(`${port} 1`, `${port} 7`), 'latin1')
            : data,
        );
      });
    });
    onTestFinished(() => balancer.close());
    const { view, deployment } = await opened('mariadb', one);
    const url = deployment.url('cell1').replace(`:${port}/`, `:${balancer.port}/`);
    await deployment.sql(
      'api',
      `UPDATE cell_mappings SET database_connection = '${url}' WHERE name = 'cell1'`,
    );
    const [found] = await view().askCells(async (open) => readersOf(open, 10));
    expect([found?.value, connections]).toEqual([1, 2]);
  });

  it.each([
    ['the time limit', { timeout: 1500 }, async () => {}],
    ['close()', {}, async ({ databases }: Opened) => databases.close()],
    ['the loss of the first', {}, async () => {}],
  ])('leaves no statement on the server at %s', async (how, options, end) => {
    const everything = await opened('mariadb', one, options);
    const { view, deployment, watch } = everything;
    let begun = 0;
    const asked = view().askCells(async (open) => {
      const slow = sleepStep(15);
      await open.workOff(async (reader) => {
        begun += 1;
        if (begun === 1) return true;
        if (reader === open.reader && how === 'the loss of the first') {
          await vi.waitFor(
            async () => expect(await processes(deployment, 'statements')).toBe(1),
            5000,
          );
          throw new ExpectedError('lost.');
        }
        return slow(reader);
      });
    });
    if (how !== 'the loss of the first') {
      await vi.waitFor(async () => expect(await processes(deployment, 'statements')).toBe(2), 5000);
    }
    await end(everything);
    expect(await asked).toEqual([]);
    expect(watch.heard.at(-1)).toBe(
      {
        'the time limit': 'cell1: no answer within 1.5 s (--timeout).',
        'close()': 'cell1: the run is over.',
        'the loss of the first': 'cell1: lost.',
      }[how],
    );
    await vi.waitFor(async () => expect(await processes(deployment, 'statements')).toBe(0), 3000);
  });
});

describe('a server that is busy with others', () => {
  const one = { cells: 1, rows: cells({ cell1: instances(3) }) };
  /** More threads than other tests run meanwhile. */
  const MANY = 40;

  /** Keeps the server busy until the test or what it gives is called. */
  async function busyServer(): Promise<() => Promise<void>> {
    const { rootUrl } = inject('server');
    const sleepers = await Promise.all(
      Array.from({ length: MANY }, async () => createConnection(rootUrl)),
    );
    for (const sleeper of sleepers) sleeper.query('SELECT SLEEP(60)').catch(() => {});
    let isOver = false;
    const end = async () => {
      if (isOver) return;
      isOver = true;
      const root = await createConnection(rootUrl);
      for (const { threadId } of sleepers) await root.query(`KILL ${threadId}`);
      await root.end();
      for (const sleeper of sleepers) sleeper.destroy();
    };
    onTestFinished(end);
    return end;
  }

  it('is waited for, which is told and is not the time of the cell, and answers when they are done', async () => {
    const calm = await busyServer();
    const { view, watch } = await opened('mariadb', one, { maxRunning: 30, timeout: 4000 });
    const started = performance.now();
    setTimeout(() => void calm(), 2500);
    const answers = await view().askCells(countInstances);
    expect(answers.map(({ value }) => value)).toEqual([3]);
    expect(performance.now() - started).toBeGreaterThan(2000);
    expect(new Set(watch.heard)).toEqual(new Set(['asking cell1', 'cell1 answered']));
  });

  it('is waited for by a cell, which is told', async () => {
    const { view, watch } = await opened('mariadb', one, { maxRunning: 30, timeout: 6000 });
    await view().cells();
    const calm = await busyServer();
    await sleep(1100);
    setTimeout(() => void calm(), 1500);
    expect((await view().askCells(countInstances)).map(({ value }) => value)).toEqual([3]);
    expect(watch.heard.slice(0, 2)).toEqual(['asking cell1', 'cell1 waits']);
    expect(watch.heard.slice(-2)).toEqual(['cell1 goes on', 'cell1 answered']);
  });

  it('could not tell when it is busy for the whole time limit, and that is the reason', async () => {
    const { view, watch } = await opened('mariadb', one, { maxRunning: 30, timeout: 1200 });
    await view().cells();
    await busyServer();
    await sleep(1100);
    expect(await view().askCells(countInstances)).toEqual([]);
    expect(watch.heard.at(-1)).toMatch(
      /^cell1: 127\.0\.0\.1:\d+ was busy: \d+ running threads besides ours, more than 30 \(--max-running\), for 1\.2 s \(--timeout\) in all\.$/,
    );
  });

  it('is asked at once where nothing bounds that', async () => {
    const { view, watch } = await opened('mariadb', one);
    await busyServer();
    expect((await view().askCells(countInstances)).map(({ value }) => value)).toEqual([3]);
    expect(watch.heard).toEqual(['asking cell1', 'cell1 answered']);
  });
});

it('rests between statements, which is not the time of the cell', async () => {
  const { view } = await opened('mariadb', { cells: 1 }, { pause: 150, timeout: 1000 });
  const started = performance.now();
  const answers = await view().askCells(async (open) => {
    for (let time = 0; time < 10; time += 1) await countInstances(open);
    return 'done';
  });
  expect(answers.map(({ value }) => value)).toEqual(['done']);
  expect(performance.now() - started).toBeGreaterThan(1400);
});

it('asks for as much at a time with rests as without', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => 1 + 25_000 * index);
  const uuid = instanceUuid(1, 1);
  const { view, watch } = await opened(
    'mariadb',
    {
      cells: 1,
      rows: {
        cell1: {
          instances: [instanceRow({ uuid })],
          instance_system_metadata: ids.map((id) =>
            metadataRow({ id, instance_uuid: uuid, key: 'image_hw_machine_type', value: 'q35' }),
          ),
        },
      },
    },
    { pause: 200, serverConcurrency: 1 },
  );
  await view({ cell: censusColumns }).askCells(unsetMachineTypes);
  // Slices of 50 000 ids; with the rests for their time each would be less than half of the one before.
  expect(watch.heard.filter((line) => line.startsWith('cell1: ')).length).toBeLessThan(9);
  expect(watch.heard.at(-2)).toBe('cell1: 275001 of 275001');
});

it('knows cell0 by its UUID alone', async () => {
  const { view } = await opened('sqlite', {
    cells: 1,
    afterwards: [
      ['api', `DELETE FROM cell_mappings WHERE uuid = '${CELL0_UUID}'`],
      ['api', "UPDATE cell_mappings SET name = 'cell0'"],
    ],
  });
  const answers = await view().askCells(countInstances);
  expect(answers.map(({ cell }) => [cell.name, cell.isCell0])).toEqual([['cell0', false]]);
});
