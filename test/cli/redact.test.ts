import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { type Ended, preflight } from '../support/process.js';
import { answers, checkArguments, jsonReport, mapCells } from './check-run.js';
import { type FakeServer, serverUntil } from './servers.js';

let deployment: Deployment;
let user: string;
let directory: string;
let dying: FakeServer;

beforeAll(async () => {
  deployment = await makeDeployment('mariadb', { cells: 1 });
  user = new URL(deployment.url('cell1')).username;
  directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  dying = await serverUntil(inject('server'), '`compute_nodes`', (client) => client.destroy());
});

afterAll(async () => {
  await dying.close();
  rmSync(directory, { recursive: true });
  await deployment.drop();
});

/** Everything that a run of `upgrade check` wrote: stdout, stderr and a report in a file. */
async function written(env: Record<string, string> = {}): Promise<{ ended: Ended; text: string }> {
  const file = join(directory, `${randomUUID()}.txt`);
  const ended = await preflight(checkArguments(deployment, `--json -f table=${file}`), { env });
  return { ended, text: [ended.stdout, ended.stderr, readFileSync(file, 'utf8')].join('\n') };
}

function expectNothingOf(password: string, text: string): void {
  const asJson = JSON.stringify(password).slice(1, -1);
  for (const form of [password, asJson, encodeURIComponent(password), encodeURI(password)]) {
    expect(text).not.toContain(form);
  }
}

// Whatever means something in a URL; and words of drivers, of servers, of ours, of the URL itself.
describe.each([
  { passwords: ['n0va:p@ss/w#rd%', String.raw`a b"c'd\e+f?g[h]`, 'пароль ✓'] },
  { passwords: ['denied'] },
  { passwords: ['refused'] },
  { passwords: ['localhost'] },
  { passwords: ['cell1'] },
  { passwords: ['the name of the user'] },
])('$passwords: a password is never shown', ({ passwords }) => {
  test('whatever a cell answers', async () => {
    const server = inject('server');
    const place = `127.0.0.1:${server.port}`;
    const accounts = passwords.map((text, index) => {
      const name = `${user}p${index}`;
      return { name, password: text.replace('the name of the user', name) };
    });
    const connections = accounts.map(({ name, password }, index) => {
      const encoded = encodeURIComponent(password);
      const url = (at: string, database: string) =>
        `mysql+pymysql://${name}:${encoded}@${at}/${user}_${database}?charset=utf8mb4`;
      return {
        [`${index} can be asked`]: url(place, 'cell1'),
        [`${index} has no tables`]: url(place, 'empty'),
        [`${index} has no database`]: url(place, 'nowhere'),
        [`${index} has another password`]: url(place, 'cell1').replace(name, user),
        [`${index} has no server`]: url('localhost:1', 'cell1'),
        [`${index} has no host`]: url('no-such-host.invalid', 'cell1'),
        [`${index} has no socket`]: `${url(place, 'cell1')}&unix_socket=/nowhere/${encoded}`,
        [`${index} gets lost`]: url(`127.0.0.1:${dying.port}`, 'cell1'),
        [`${index} has no CA`]: `${url(place, 'cell1')}&ssl_ca=/nowhere/${encoded}`,
        [`${index} has no such character set`]: url(place, 'cell1').replace('utf8mb4', encoded),
      };
    });
    for (const { name, password } of accounts) {
      const quoted = password.replaceAll('\\', '\\\\').replaceAll("'", "''");
      await deployment.sql(
        'api',
        `CREATE USER '${name}'@'%' IDENTIFIED BY '${quoted}'; GRANT SELECT ON \`${user}\\_%\`.* TO '${name}'@'%'`,
      );
    }
    try {
      const mapped = Object.assign({}, ...connections) as Record<string, string>;
      await mapCells(deployment, mapped);
      const { ended, text } = await written();
      expect(ended.code).toBe(255);
      const reasons = answers(jsonReport(ended), 'hw-machine-type-unset');
      expect(Object.keys(reasons)).toEqual(Object.keys(mapped));
      for (const [name, reason] of Object.entries(reasons)) {
        expect(reason).toEqual(
          name.endsWith('can be asked') ? true : expect.stringMatching(/\.\)?$/),
        );
      }
      for (const { password } of accounts) expectNothingOf(password, text);
    } finally {
      const names = accounts.map(({ name }) => `'${name}'@'%'`);
      await deployment.sql('api', `DROP USER ${names.join(', ')}`);
    }
  });

  test('where the API database cannot be asked', async () => {
    for (const password of passwords) {
      const url = `mysql+pymysql://nova:${encodeURIComponent(password)}@localhost:1/nova_api`;
      const { ended, text } = await written({ OS_API_DATABASE__CONNECTION: url });
      expect(ended.code).toBe(255);
      expectNothingOf(password, text);
    }
  });
});

test.concurrent.each([
  'mysql+pymysql://nova:s3cret@rest@127.0.0.1/nova_api',
  'mysql+pymysql://nova:s3cret#rest@127.0.0.1:x/nova_api',
  'mysql+pymysql://nova:s3cret%ff@127.0.0.1/nova_api',
  'mysql+pymysql:/nova:s3cret@127.0.0.1/nova_api',
  'postgresql://nova:s3cret@127.0.0.1/nova_api',
  'mysql+pymysql://nova:s3cret@127.0.0.1/nova_api?charset=none',
  '$s3cret',
])('a URL that cannot be used is not shown: %s', async (url) => {
  const { ended, text } = await written({ OS_API_DATABASE__CONNECTION: url });
  expect(ended.code).toBe(255);
  expect(text).not.toContain('s3cret');
});
