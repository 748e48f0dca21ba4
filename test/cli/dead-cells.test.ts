import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { cells } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { preflight } from '../support/process.js';
import { answers, checkArguments, jsonReport, mapCells } from './check-run.js';
import {
  blackHole,
  countingServer,
  fakeServer,
  hangingServer,
  type Place,
  serverUntil,
  silentServer,
} from './servers.js';

let deployment: Deployment;

beforeAll(async () => {
  deployment = await makeDeployment('mariadb', {
    cells: 2,
    rows: cells({
      cell1: {
        computes: [{ host: 'a' }],
        instances: [{ host: 'a' }, { host: 'a', machineType: 'q35' }],
      },
      cell2: { computes: [{ host: 'b' }], instances: [{ host: 'b' }, { host: 'b' }] },
    }),
  });
});

afterAll(() => deployment.drop());

test.concurrent(
  'each cell that cannot answer is named with its reason, in time, and costs only its own answers',
  async () => {
    const server = inject('server');
    const [hanging, silent, dying, hole, stranger] = await Promise.all([
      hangingServer(),
      silentServer(server),
      serverUntil(server, '`instance_system_metadata`', (client) => client.destroy()),
      blackHole(),
      fakeServer((client) => client.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n')),
    ]);
    const good = deployment.url('cell1');
    const user = new URL(good).username;
    const at = ({ port }: Place) => good.replace(`:${server.port}/`, `:${port}/`);
    await deployment.sql(
      'api',
      `CREATE USER '${user}one'@'%' IDENTIFIED BY 's1ngle' WITH MAX_USER_CONNECTIONS 1`,
    );
    const only = await createConnection({
      host: server.host,
      port: server.port,
      user: `${user}one`,
      password: 's1ngle',
    });
    try {
      await mapCells(deployment, {
        good,
        refused: '{refused cell1}',
        'wrong password': '{denied cell1}',
        'no tables': '{url empty}',
        'no database': `${server.rootUrl.replace('mysql:', 'mysql+pymysql:')}/${user}_cell9`,
        'no access': good.replace(`${user}_cell1`, 'mysql'),
        full: good.replace(/\/\/[^@]*@/, `//${user}one:s1ngle@`),
        hanging: at(hanging),
        silent: at(silent),
        dying: at(dying),
        'black hole': at(hole),
        'no database server': at(stranger),
        'no such host': good.replace('127.0.0.1', 'no-such-host.invalid'),
        'no socket': `${good}&unix_socket=/nowhere/socket`,
        'no URL': 'nova_cell1',
        PostgreSQL: 'postgresql+psycopg2://nova:s3cret@127.0.0.1/nova_cell1',
        'password with @': 'mysql+pymysql://nova:p@ss@127.0.0.1/nova_cell1',
        template: 'mysql+pymysql://{username}:{password}@{host}/nova_cell1',
        'no connection': null,
        'good too': '{url cell2}',
      });
      const ended = await preflight(
        checkArguments(deployment, '--json --timeout 2 --concurrency 20'),
      );
      const report = jsonReport(ended);
      const place = `127.0.0.1:${server.port}`;
      const late = 'no answer within 2 s (--timeout).';
      const reasons = {
        refused: 'connection refused by 127.0.0.1:1.',
        'wrong password': `access denied: ${place} refused the password of user "${user}".`,
        'no tables':
          "has no table instances, instance_system_metadata, compute_nodes, services: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).",
        'no database': `there is no database "${user}_cell9" on ${place}.`,
        'no access': `access denied: user "${user}" may not use database "mysql" on ${place}; grant it SELECT.`,
        full: `${place} takes no more connections (User '${user}one' has exceeded the 'max_user_connections' resource (current value: 1)).`,
        hanging: late,
        silent: late,
        dying: `the connection to 127.0.0.1:${dying.port} was lost.`,
        'black hole': late,
        'no database server': late,
        'no such host': 'host name "no-such-host.invalid" cannot be resolved.',
        'no socket': 'there is no socket /nowhere/socket.',
        'no URL':
          'cell mapping no URL is not a database URL; it should look like mysql+pymysql://user:password@host/database.',
        PostgreSQL:
          'cell mapping PostgreSQL: PostgreSQL is not supported (postgresql+psycopg2://); only MySQL, MariaDB and SQLite databases can be checked.',
        'password with @':
          'cell mapping password with @: the database URL cannot be read, because what follows its user name and password is not a host, a port and a database. If the password holds : / ? # [ ] @ or %, percent-encode it (for example @ as %40, / as %2F, : as %3A, # as %23, % as %25); an IPv6 address stands in square brackets.',
        template:
          'the template in the database_connection of this cell mapping cannot be filled: what begins with the brace at character 39 is no field of it. [database]connection gives the fields username, password, hostname, port, scheme, query, fragment, path; a brace that is meant as such is written twice or percent-encoded.',
        'no connection':
          'cell mapping no connection has no database_connection; set it with nova-manage cell_v2 update_cell.',
      };
      expect(answers(report, 'hw-machine-type-unset')).toEqual({
        good: true,
        ...reasons,
        'good too': true,
      });
      const [cellsV2, machineTypes] = report.checks;
      expect(cellsV2).toMatchObject({ status: 'success', result: 0, cells: [] });
      expect(machineTypes).toMatchObject({ status: 'unknown', result: 255 });
      expect(machineTypes?.counts).toMatchObject({
        instances: 4,
        unset: 3,
        byState: { active: 3 },
      });
      const details = machineTypes?.details?.split('\n') ?? [];
      const late4 = 'Could not tell for cells hanging, silent, black hole, no database server: ';
      expect(details).toContain(late4 + late);
      for (const [name, reason] of Object.entries(reasons).filter(([, one]) => one !== late)) {
        expect(details).toContain(`Could not tell for cell ${name}: ${reason}`);
      }
      expect(machineTypes?.details).toContain('\n3 instances of 4 have no recorded machine type (');
      expect(ended).toMatchObject({ code: 255, stderr: '' });
      expect(ended.milliseconds).toBeLessThan(6000);
    } finally {
      await Promise.all([hanging, silent, dying, hole, stranger].map((fake) => fake.close()));
      await only.end();
      await deployment.sql('api', `DROP USER '${user}one'@'%'`);
    }
  },
);

test.concurrent(
  '40 cells, ten of them dead, take one time limit, and no server gets more than --server-concurrency connections',
  async () => {
    const server = inject('server');
    const deployment = await makeDeployment('mariadb', {
      cells: 1,
      rows: cells({ cell1: { computes: [{ host: 'a' }], instances: [{ host: 'a' }] } }),
    });
    const [counting, hanging, silent, dying, hole] = await Promise.all([
      countingServer(server),
      hangingServer(),
      silentServer(server),
      serverUntil(server, '`instance_system_metadata`', (client) => client.destroy()),
      blackHole(),
    ]);
    const at = (port: number, name: 'api' | 'cell1' = 'cell1') =>
      deployment.url(name).replace(`:${server.port}/`, `:${port}/`);
    const dead = {
      'dead 1': at(hanging.port),
      'dead 2': at(1),
      'dead 3': at(silent.port),
      'dead 4': '{denied cell1}',
      'dead 5': at(hole.port),
      'dead 6': at(server.port).replace('_cell1', '_nowhere'),
      'dead 7': at(dying.port),
      'dead 8': 'nova_cell1',
      'dead 9': at(silent.port),
      'dead 10': at(server.port).replace('_cell1', '_empty'),
    };
    const alive = Array.from({ length: 30 }, (_, index) => [`alive ${index}`, at(counting.port)]);
    try {
      await mapCells(deployment, { ...dead, ...(Object.fromEntries(alive) as object) });
      const ended = await preflight(
        checkArguments(deployment, '--json --timeout 2 --concurrency 8 --server-concurrency 3'),
        { env: { OS_API_DATABASE__CONNECTION: at(counting.port, 'api') } },
      );
      const report = jsonReport(ended);
      expect(ended).toMatchObject({ code: 255, stderr: '' });
      expect(answers(report, 'hw-machine-type-unset')).toEqual({
        ...Object.fromEntries(Object.keys(dead).map((name) => [name, expect.any(String)])),
        ...Object.fromEntries(alive.map(([name]) => [name, true])),
      });
      expect(report.checks[1]?.counts).toMatchObject({ instances: 30, unset: 30 });
      expect(ended.milliseconds).toBeLessThan(6000);
      expect(counting.connections()).toBeGreaterThan(30);
      expect(counting.most()).toBeLessThanOrEqual(3);
      // The dead ones are on other servers, and cost those alive nothing.
      expect(counting.most()).toBeGreaterThan(1);
    } finally {
      await Promise.all([counting, hanging, silent, dying, hole].map((fake) => fake.close()));
      await deployment.drop();
    }
  },
);
