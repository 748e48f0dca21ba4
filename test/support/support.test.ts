import { existsSync, readFileSync } from 'node:fs';
import Database from 'libsql';
import type { ConnectionOptions } from 'mysql2/promise';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { answer } from './answer.js';
import { cells, instanceUuid } from './cells.js';
import { ENGINES } from './databases.js';
import type { Engine } from './databases.js';
import { makeDeployment } from './deployment.js';
import type { Deployment, DeploymentData } from './deployment.js';
import { goldenCases, loadGolden } from './golden.js';
import { PASSWORD } from './mariadb-databases.js';
import { TABLES, cellUuid } from './rows.js';
import type { DatabaseName, Row } from './rows.js';

/** A deployment that goes with its test. */
async function deployed(engine: Engine, data?: DeploymentData): Promise<Deployment> {
  const deployment = await makeDeployment(engine, data);
  onTestFinished(() => deployment.drop());
  return deployment;
}

function account(url: string): ConnectionOptions {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    user: username,
    password: decodeURIComponent(password),
    database: pathname.slice(1),
  };
}

test("MariaDB: the deployment's account may only SELECT, and only from its own databases", async () => {
  const [one, other] = [await deployed('mariadb'), await deployed('mariadb')];
  const options = account(one.url('cell1'));
  expect(options.password).toBe(PASSWORD);
  const grants = await answer(options, 'SHOW GRANTS');
  const rights = grants.flat().map((grant) => String(grant).replace(/ TO .*/, ''));
  const name = options.user ?? '';
  expect(rights.sort()).toEqual(
    [
      'GRANT USAGE ON *.*',
      ...['api', 'cell0', 'cell1', 'cell2', 'cell3', 'empty'].map(
        (database) => `GRANT SELECT ON \`${name}\\_${database}\`.*`,
      ),
    ].sort(),
  );
  await expect(answer(options, 'DELETE FROM instances')).rejects.toThrow(/DELETE command denied/);
  const foreign = { ...options, database: account(other.url('api')).database ?? '' };
  await expect(answer(foreign, 'SELECT 1')).rejects.toThrow(/Access denied/);
});

test('SQLite and MariaDB have the same columns', async () => {
  const [mariadb, sqlite] = [await deployed('mariadb'), await deployed('sqlite')];
  for (const database of ['api', 'cell1', 'empty'] as const) {
    const here = await mariadb.sql(
      database,
      'SELECT table_name t, column_name c FROM information_schema.columns WHERE table_schema = DATABASE()',
    );
    const there = await sqlite.sql(
      database,
      "SELECT m.name t, p.name c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'",
    );
    const names = (rows: readonly Row[]): string[] => rows.map((row) => `${row['t']}.${row['c']}`);
    expect(names(there).sort()).toEqual(names(here).sort());
  }
});

describe.each(ENGINES)('on %s', (engine) => {
  test('cells are mapped: cell0 by its own uuid, cell3 by a template, [database] is cell1', async () => {
    const deployment = await deployed(engine, { cells: 12 });
    const mappings = await deployment.sql('api', 'SELECT * FROM cell_mappings ORDER BY id');
    const facts = mappings.map((row) => [row['id'], row['uuid'], row['database_connection']]);
    expect(facts.slice(0, 3)).toEqual([
      [1, '00000000-0000-0000-0000-000000000000', deployment.url('cell0')],
      [2, 'c1111111-1111-4111-8111-111111111111', deployment.url('cell1')],
      [3, 'c2222222-2222-4222-8222-222222222222', deployment.url('cell2')],
    ]);
    expect(String(facts[3]?.[2])).toMatch(/^\{scheme\}:/);
    expect(facts[12]).toEqual([13, cellUuid(12), deployment.url('cell12')]);
    expect(cellUuid(12)).toBe('c0000012-0012-4012-8012-000000000012');
    expect(readFileSync(deployment.configFile, 'utf8')).toBe(
      `[DEFAULT]\n\n[api_database]\nconnection = ${deployment.url('api')}\n` +
        `\n[database]\nconnection = ${deployment.url('cell1')}\n`,
    );
  });

  test('hand-made cells hold what their case says', async () => {
    const deployment = await deployed(engine, {
      rows: cells({
        cell0: { computes: [{ host: 'never-mapped' }] },
        cell1: {
          computes: [
            { host: 'a', service: { version: 61 } },
            { host: 'b', node: null },
          ],
          instances: [
            { host: 'a', machineType: 'q35' },
            { vm_state: null, machineType: null, metadata: [{ key: 'image_os', value: ' ' }] },
            { uuid: 'chosen', deleted: 3 },
          ],
        },
      }),
    });
    const rows = async (name: DatabaseName, statement: string): Promise<unknown[]> =>
      (await deployment.sql(name, statement)).map((row) => Object.values(row));
    const [first, second] = [instanceUuid(1, 1), instanceUuid(1, 2)];
    expect(await rows('api', 'SELECT host, cell_id FROM host_mappings ORDER BY id')).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(
      await rows('api', 'SELECT instance_uuid, cell_id FROM instance_mappings ORDER BY id'),
    ).toEqual([
      [first, 2],
      [second, 2],
      ['chosen', 2],
    ]);
    expect(await rows('cell1', 'SELECT host, version FROM services ORDER BY id')).toEqual([
      ['a', 61],
      ['b', 74],
    ]);
    expect(await rows('cell1', 'SELECT hypervisor_hostname FROM compute_nodes')).toEqual([['a']]);
    expect(
      await rows('cell1', 'SELECT uuid, host, node, vm_state, deleted FROM instances ORDER BY id'),
    ).toEqual([
      [first, 'a', 'a', 'active', 0],
      [second, null, null, null, 0],
      ['chosen', null, null, 'active', 3],
    ]);
    expect(
      await rows(
        'cell1',
        'SELECT m.instance_uuid, m.key, m.value FROM instance_system_metadata m ORDER BY id',
      ),
    ).toEqual([
      [first, 'image_hw_machine_type', 'q35'],
      [second, 'image_hw_machine_type', null],
      [second, 'image_os', ' '],
    ]);
  });

  test('more rows than fit into one INSERT all arrive', async () => {
    const instances = Array.from({ length: 2500 }, () => ({ machineType: 'q35' }));
    const deployment = await deployed(engine, { rows: cells({ cell2: { instances } }) });
    const counted = await deployment.sql(
      'cell2',
      'SELECT COUNT(*) AS n FROM instances i JOIN instance_system_metadata m ON m.instance_uuid = i.uuid',
    );
    expect(counted).toEqual([{ n: 2500 }]);
  });

  test('every golden case loads, with as many rows as it has', async () => {
    for (const golden of goldenCases()) {
      const deployment = await loadGolden(engine, golden);
      for (const [name, tables] of Object.entries(golden.data.rows ?? {})) {
        for (const table of TABLES) {
          const rows = tables?.[table];
          if (rows === undefined) continue;
          const statement = `SELECT COUNT(*) AS n FROM ${table}`;
          const counted = await deployment.sql(name as DatabaseName, statement);
          expect([golden.name, name, table, counted[0]?.['n']]).toEqual([
            golden.name,
            name,
            table,
            rows.length,
          ]);
        }
      }
      await deployment.drop();
    }
  });

  test('drop removes everything', async () => {
    const deployment = await makeDeployment(engine);
    await deployment.drop();
    expect(existsSync(deployment.directory)).toBe(false);
    if (engine === 'mariadb') {
      const { user } = account(deployment.url('api'));
      const left = `SELECT User FROM mysql.user WHERE User = '${user}' UNION SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '${user}%' UNION SELECT Db FROM mysql.db WHERE User = '${user}'`;
      expect(await answer({ uri: inject('server').rootUrl }, left)).toEqual([]);
    }
  });
});

describe('golden cases', () => {
  const named = Object.fromEntries(goldenCases().map((golden) => [golden.name, golden]));

  test('the ordinary metadata is added to every instance, where the case does not have the row itself', () => {
    const metadata = (name: string): readonly Row[] =>
      named[name]?.data.rows?.['cell1']?.instance_system_metadata ?? [];
    expect(metadata('unset-shelved-offloaded')).toHaveLength(24);
    expect(metadata('meta-none')).toHaveLength(0);
    const buses = metadata('bad-image-prop').filter((row) => row['key'] === 'image_hw_disk_bus');
    expect(buses.map((row) => row['value'])).toEqual(['virtio', 'virtio', 'virtio', 'bogus']);
  });

  test('placeholders become URLs of this deployment', async () => {
    const down = named['cell-wrong-password'];
    if (down === undefined) throw new Error('no such case');
    const deployment = await loadGolden('sqlite', down);
    onTestFinished(() => deployment.drop());
    const [row] = await deployment.sql(
      'api',
      "SELECT database_connection AS url FROM cell_mappings WHERE name = 'cell2'",
    );
    const file = String(row?.['url']).replace('sqlite:///', '');
    const database = new Database(file);
    onTestFinished(() => {
      database.close();
    });
    expect(() => database.prepare('SELECT * FROM instances')).toThrow(/not a database/);
  });
});
