import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { ExpectedError } from '../../src/error.js';
import { CELL0_UUID } from '../../src/nova/cell.js';
import {
  type CellWatch,
  type DatabaseOptions,
  type Databases,
  openDatabases,
} from '../../src/nova/databases.js';
import type { OpenCell } from '../../src/nova/deployment.js';
import type { Reads } from '../../src/nova/schema.js';
import { answer } from '../support/answer.js';
import { cells } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { type Deployment, type DeploymentData, makeDeployment } from '../support/deployment.js';
import { PASSWORD } from '../support/mariadb-databases.js';
import { cellUuid } from '../support/rows.js';

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
const connect = (name: string, text: string) =>
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
        connect('cell1', "'{refused cell1}'"),
        connect('cell2', "'{denied cell2}'"),
        connect('cell4', "'{url empty}'"),
        connect('cell5', 'NULL'),
        connect('cell6', "'postgresql://nova:s3cret@db/nova'"),
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
    afterwards: [connect('cell2', "'mysql://nova:0ther-p%40ss@127.0.0.1:1/nova'")],
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
