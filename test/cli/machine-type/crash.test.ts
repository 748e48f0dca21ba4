import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { readJournal } from '../../../src/journal/read.js';
import { cells, instanceUuid } from '../../support/cells.js';
import type { Engine } from '../../support/databases.js';
import { type Deployment, makeDeployment } from '../../support/deployment.js';
import { preflight, shell, startPreflight } from '../../support/process.js';
import { cellUuid } from '../../support/rows.js';
import { allowWriting } from '../../support/writing.js';
import { serverUntil } from '../servers.js';

const UUID = instanceUuid(1, 1);

/** One stopped instance, recorded as pc-q35-6.2 unless told otherwise, that may be changed. */
async function stopped(engine: Engine, machineType?: string): Promise<Deployment> {
  const instance = { vm_state: 'stopped', host: 'a', ...(machineType && { machineType }) };
  const rows = cells({ cell1: { computes: [{ host: 'a' }], instances: [instance] } });
  const deployment = await makeDeployment(engine, { cells: 1, rows });
  onTestFinished(() => deployment.drop());
  await allowWriting(engine, deployment, ['cell1']);
  return deployment;
}

function command(deployment: Deployment, ...words: readonly string[]): string[] {
  return commandOn('journal', deployment, ...words);
}

/** The same with another journal. */
function commandOn(
  name: string,
  { configFile, directory }: Deployment,
  ...words: readonly string[]
): string[] {
  const journal = join(directory, name);
  return ['machine-type', ...words, '--config-file', configFile, '--journal', journal];
}

async function recorded(deployment: Deployment): Promise<unknown[]> {
  const rows = await deployment.sql(
    'cell1',
    "SELECT value FROM instance_system_metadata WHERE `key` = 'image_hw_machine_type'",
  );
  return rows.map(({ value }) => value);
}

function journalled({ directory }: Deployment) {
  return readJournal(join(directory, 'journal')).changes.map(
    ({ before, after, outcome, undoes }) => ({
      before,
      after,
      outcome,
      undo: undoes !== undefined,
    }),
  );
}

/** Lets the cell be reached through a server that does `act` when it is told `text`; `reached` when `act` calls back. */
async function stoppingAt(
  deployment: Deployment,
  text: string | RegExp,
  act: (reached: () => void, ...told: Parameters<Parameters<typeof serverUntil>[2]>) => void,
): Promise<{ readonly reached: Promise<void> }> {
  const real = inject('server');
  let tell = () => {};
  const reached = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = await serverUntil(real, text, (...told) => act(tell, ...told));
  onTestFinished(() => server.close());
  const set = (port: number) =>
    deployment.sql(
      'api',
      `UPDATE cell_mappings SET database_connection = REGEXP_REPLACE(database_connection, ':[0-9]+/', ':${port}/') WHERE name = 'cell1'`,
    );
  await set(server.port);
  return { reached: reached.then(async () => void (await set(real.port))) };
}

/** A journal that tells of a change by a process that died. */
const EARLIER = `${JSON.stringify({
  event: 'change',
  id: 'a',
  time: '2026-01-31T23:59:59.000Z',
  cell: { uuid: cellUuid(1), name: 'cell1' },
  instance: UUID,
  before: null,
  after: 'q35',
  hadRow: false,
})}\n`;

/** What a server answers that refuses a statement ("ERR_Packet" in MySQL's source code documentation). */
function errorPacket(number: number): Buffer {
  const payload = Buffer.from('\u00ff\0\0#HY000told so', 'latin1');
  payload.writeUInt16LE(number, 1);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 1]), payload]);
}

describe('a process that is killed', () => {
  const WRITE = 'update `instance_system_metadata`';
  // A statement ends where its packet does: READ COMMITTED is another.
  const COMMIT = /COMMIT$/;
  const before = (reached: () => void) => reached();

  test.each([
    {
      at: 'before it locks the instance',
      text: 'for update',
      act: before,
      value: 'pc-q35-6.2',
      journal: undefined,
      undo: { code: 1, stdout: '' },
    },
    {
      at: 'before it writes',
      text: WRITE,
      act: before,
      value: 'pc-q35-6.2',
      journal: { before: 'pc-q35-6.2', after: 'pc-q35-8.2', outcome: undefined, undo: false },
      undo: {
        code: 0,
        stdout: `Left instance ${UUID}: its machine type is pc-q35-6.2: the change to pc-q35-8.2 was never committed\n`,
      },
    },
    {
      at: 'before it commits',
      text: COMMIT,
      act: before,
      value: 'pc-q35-6.2',
      journal: { before: 'pc-q35-6.2', after: 'pc-q35-8.2', outcome: undefined, undo: false },
      undo: {
        code: 0,
        stdout: `Left instance ${UUID}: its machine type is pc-q35-6.2: the change to pc-q35-8.2 was never committed\n`,
      },
    },
    {
      at: 'after the server has committed, and before it knows',
      text: COMMIT,
      act: (
        reached: () => void,
        ...[client, server, data]: Parameters<Parameters<typeof serverUntil>[2]>
      ) => {
        server.unpipe(client);
        server.once('data', reached).resume();
        server.write(data);
      },
      value: 'pc-q35-8.2',
      journal: { before: 'pc-q35-6.2', after: 'pc-q35-8.2', outcome: undefined, undo: false },
      undo: { code: 0, stdout: `Took back instance ${UUID}: pc-q35-8.2 to pc-q35-6.2\n` },
    },
  ])(
    '$at leaves the instance old or new, and the journal tells',
    async ({ text, act, value, journal, undo }) => {
      const deployment = await stopped('mariadb', 'pc-q35-6.2');
      const { reached } = await stoppingAt(deployment, text, act);
      const { child, ended } = startPreflight(command(deployment, 'update', UUID, 'pc-q35-8.2'));
      await reached;
      child.kill('SIGKILL');
      expect(await ended).toMatchObject({ code: null, stdout: '' });
      expect(await recorded(deployment)).toEqual([value]);
      if (journal === undefined) expect(() => journalled(deployment)).toThrow(/cannot be read/);
      else expect(journalled(deployment)).toEqual([journal]);
      // What the killed process had locked is free again, and the journal is enough to go on with.
      expect(await preflight(command(deployment, 'undo'))).toMatchObject(undo);
      expect(await recorded(deployment)).toEqual(['pc-q35-6.2']);
    },
  );

  test.each([
    ['a connection that breaks', undefined, 'the connection to .* was lost'],
    ['a proxy that lost the server', 2013, 'the connection to .* was lost'],
    ['a server that is shut down', 1053, 'the connection to .* was lost'],
    ['a server that fails while it commits', 1180, '127.0.0.1:.*: told so'],
    ['a statement that somebody ends', 1317, 'the statement was ended on the server'],
  ])('%s once the server was told to commit: nobody says what is not known', async (...row) => {
    const [, number, reason] = row;
    const deployment = await stopped('mariadb', 'pc-q35-6.2');
    const { reached } = await stoppingAt(deployment, COMMIT, (tell, client, server, data) => {
      server.unpipe(client);
      const answered = () => {
        tell();
        if (number === undefined) client.destroy();
        else client.write(errorPacket(number));
      };
      server.once('data', answered).resume();
      server.write(data);
    });
    const result = await preflight(command(deployment, 'update', UUID, 'pc-q35-8.2'));
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(
      new RegExp(
        `^nova-preflight: whether the change was committed cannot be told: ${reason}\\. Look with machine-type get\\.\n$`,
      ),
    );
    expect(journalled(deployment)).toMatchObject([{ outcome: 'uncertain' }]);
    await reached;
    expect(await preflight(command(deployment, 'undo'))).toMatchObject({
      code: 0,
      stdout: `Took back instance ${UUID}: pc-q35-8.2 to pc-q35-6.2\n`,
    });
  });

  test('a server that says that it took all back', async () => {
    const deployment = await stopped('mariadb', 'pc-q35-6.2');
    await stoppingAt(deployment, COMMIT, (_, client) => client.write(errorPacket(1213)));
    const result = await preflight(command(deployment, 'update', UUID, 'pc-q35-8.2'));
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^nova-preflight: the transaction was rolled back, /);
    expect(journalled(deployment)).toMatchObject([{ outcome: 'not-committed' }]);
    expect(await recorded(deployment)).toEqual(['pc-q35-6.2']);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s while it waits for a lock changes nothing',
    async (signal) => {
      const deployment = await stopped('mariadb', 'pc-q35-6.2');
      const { reached } = await stoppingAt(deployment, 'for update', (tell) => tell());
      const { child, ended } = startPreflight(command(deployment, 'update', UUID, 'pc-q35-8.2'));
      await reached;
      child.kill(signal);
      expect(await ended).toMatchObject({
        code: signal === 'SIGINT' ? 130 : 143,
        stderr: `nova-preflight: interrupted by ${signal}\n`,
      });
      expect(await recorded(deployment)).toEqual(['pc-q35-6.2']);
    },
  );

  test('SIGINT once the server was told to commit says that nobody can tell', async () => {
    const deployment = await stopped('mariadb', 'pc-q35-6.2');
    const { reached } = await stoppingAt(deployment, COMMIT, (tell) => tell());
    const { child, ended } = startPreflight(command(deployment, 'update', UUID, 'pc-q35-8.2'));
    await reached;
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: `nova-preflight: whether the change was committed cannot be told: interrupted by SIGINT. Look with machine-type get.
nova-preflight: interrupted by SIGINT
`,
    });
    expect(journalled(deployment)).toMatchObject([{ outcome: 'uncertain' }]);
  });
});

describe('two updates at once on one instance', () => {
  /** Both see no type; whoever comes second has to see the first one's. */
  async function race(deployment: Deployment, whenStarted: () => Promise<void>) {
    const runs = ['pc', 'q35'].map((type) =>
      startPreflight(command(deployment, 'update', UUID, type)),
    );
    await whenStarted();
    const ended = await Promise.all(runs.map(async (run) => run.ended));
    const winner = ended[0]?.code === 0 ? 'pc' : 'q35';
    const loser = winner === 'pc' ? 'q35' : 'pc';
    expect(ended.map(({ stdout }) => stdout).sort()).toEqual([
      `Cannot update machine type ${winner} to ${loser}.\n`,
      `Updated instance ${UUID} machine type to ${winner} (previously None)\n`,
    ]);
    expect(ended.map(({ code }) => code)).toEqual(winner === 'pc' ? [0, 4] : [4, 0]);
    expect(await recorded(deployment)).toEqual([winner]);
    expect(journalled(deployment)).toEqual([
      { before: null, after: winner, outcome: 'committed', undo: false },
    ]);
  }

  test('on MariaDB: one waits for the lock of the other', async () => {
    const deployment = await stopped('mariadb');
    const { username, pathname } = new URL(deployment.url('cell1'));
    const holder = await createConnection({ uri: inject('server').rootUrl });
    onTestFinished(() => holder.end());
    await holder.query(`USE \`${pathname.slice(1)}\``);
    await holder.query('START TRANSACTION');
    await holder.query('SELECT uuid FROM instances WHERE uuid = ? FOR UPDATE', [UUID]);
    const root = await createConnection({ uri: inject('server').rootUrl });
    onTestFinished(() => root.end());
    await race(deployment, async () => {
      for (let waiting = 0; waiting < 2;) {
        const [rows] = await root.query<RowDataPacket[]>(
          "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ? AND INFO LIKE '%for update'",
          [username],
        );
        waiting = rows.length;
        await sleep(20);
      }
      await holder.query('COMMIT');
    });
  });

  test('on SQLite: one waits for the file of the other', async () => {
    const deployment = await stopped('sqlite');
    const holder = new Database(deployment.url('cell1').replace('sqlite:///', ''));
    holder.exec('BEGIN IMMEDIATE');
    await race(deployment, async () => {
      holder.exec('ROLLBACK');
      holder.close();
    });
  });

  test.each(['mariadb', 'sqlite'] as const)(
    'on %s: a lock that somebody keeps is told of',
    async (engine) => {
      const deployment = await stopped(engine);
      let free = async () => {};
      if (engine === 'mariadb') {
        const holder = await createConnection({ uri: inject('server').rootUrl });
        await holder.query(`USE \`${new URL(deployment.url('cell1')).pathname.slice(1)}\``);
        await holder.query('START TRANSACTION');
        await holder.query('SELECT uuid FROM instances WHERE uuid = ? FOR UPDATE', [UUID]);
        free = async () => holder.end();
      } else {
        const holder = new Database(deployment.url('cell1').replace('sqlite:///', ''));
        holder.exec('BEGIN IMMEDIATE');
        free = async () => {
          holder.exec('ROLLBACK');
          holder.close();
        };
      }
      writeFileSync(join(deployment.directory, 'earlier'), EARLIER);
      const [result, dry] = await Promise.all([
        preflight(command(deployment, 'update', UUID, 'q35', '--timeout', '2')),
        preflight(commandOn('earlier', deployment, 'undo', '--dry-run')),
      ]);
      await free();
      // Who only looks waits for nobody.
      expect(dry).toMatchObject({ code: 0, stderr: '' });
      expect(dry.stdout).toContain('was never committed');
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(
        engine === 'mariadb'
          ? /^nova-preflight: instance .* is locked: somebody else holds its row .* try again\.\n$/
          : /somebody else holds a lock on .*cell1\.db, and did not let go of it in time\.\n$/,
      );
      expect(await recorded(deployment)).toEqual([]);
      expect(() => journalled(deployment)).toThrow(/cannot be read/);
    },
  );
});

test('stdout that nobody reads ends a listing', async () => {
  const rows = cells({
    cell1: { instances: Array.from({ length: 20_000 }, () => ({ vm_state: 'stopped' })) },
  });
  const deployment = await makeDeployment('sqlite', { cells: 1, rows });
  onTestFinished(() => deployment.drop());
  const result = await shell(
    'preflight machine-type list-unset --config-file "$1" | head -1; echo "${PIPESTATUS[0]}"',
    [deployment.configFile],
  );
  expect(result).toMatchObject({ stdout: `${UUID}\n3\n`, stderr: '' });
});
