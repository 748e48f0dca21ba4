import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  onTestFinished,
  test,
} from 'vitest';
import { cells, instanceUuid } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { executable } from '../support/executable.js';
import { preflight, type Running, shell, startPreflight } from '../support/process.js';
import { answers, checkArguments, jsonReport, mapCells } from './check-run.js';
import { serverForFirst } from './servers.js';

let deployment: Deployment;
/** The account that the executable has; nobody else uses it. */
let user: string;
let root: Connection;

beforeAll(async () => {
  const cell = { computes: [{ host: 'a' }], instances: [{ host: 'a', machineType: 'q35' }] };
  deployment = await makeDeployment('mariadb', { cells: 2, rows: cells({ cell1: cell }) });
  user = new URL(deployment.url('cell1')).username;
  root = await createConnection(inject('server').rootUrl);
});

afterAll(async () => {
  await root.end();
  await deployment.drop();
});

/** The statements that our account is running on the server. */
async function statements(): Promise<string[]> {
  const [rows] = await root.query<RowDataPacket[]>(
    "SELECT INFO AS text FROM information_schema.PROCESSLIST WHERE USER = ? AND COMMAND = 'Query' AND INFO IS NOT NULL",
    [user],
  );
  return rows.map((row) => String(row['text']));
}

/** Waits until `isTrue` is, for ten seconds at the most. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 10_000;
  while (!(await isTrue())) {
    if (Date.now() > limit) throw new Error('it did not come true in time');
    await sleep(20);
  }
}

/** Within a moment nothing of ours runs any more, although what it waited for has not come. */
async function expectNothingRunning(): Promise<void> {
  for (let tries = 0; tries < 20 && (await statements()).length > 0; tries += 1) await sleep(20);
  expect(await statements()).toEqual([]);
}

test('many instances', async () => {
  const instances = Array.from({ length: 6000 }, () => ({}));
  const many = await makeDeployment('mariadb', { cells: 1, rows: cells({ cell1: { instances } }) });
  onTestFinished(() => many.drop());
  const words = ['machine-type', 'list-unset', '--config-file', many.configFile];
  const list = await preflight(words);
  expect(list).toMatchObject({ code: 3, stderr: '' });
  expect(list.stdout.trimEnd().split('\n')).toEqual(
    instances.map((_, index) => instanceUuid(1, index + 1)),
  );
  // A list that nobody got.
  expect(await shell('preflight "$@" >/dev/full; echo $?', words)).toMatchObject({
    stdout: '255\n',
    stderr: 'nova-preflight: stdout cannot be written: ENOSPC: no space left on device, write\n',
  });
  const check = await preflight(checkArguments(many, '--json'));
  expect(answers(jsonReport(check), 'hw-machine-type-unset')).toEqual({ cell1: true });
});

describe('a statement that does not end', () => {
  beforeEach(() => root.query(`LOCK TABLES \`${user}_cell1\`.instance_system_metadata WRITE`));
  afterEach(() => root.query('UNLOCK TABLES'));

  async function running(options: string): Promise<Running> {
    const run = startPreflight(checkArguments(deployment, options));
    await until(async () =>
      (await statements()).some((text) => text.includes('`instance_system_metadata`')),
    );
    return run;
  }

  test('is ended on the server at the time limit, and told', async () => {
    const { ended } = await running('--json --timeout 1');
    const result = await ended;
    await expectNothingRunning();
    expect(result).toMatchObject({ code: 255, stderr: '' });
    expect(answers(jsonReport(result), 'hw-machine-type-unset')).toEqual({
      cell1: 'no answer within 1 s (--timeout).',
      cell2: true,
    });
    expect(result.milliseconds).toBeLessThan(2500);
  });

  test.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is ended on the server at %s, exit code %i', async (signal, code) => {
    const { child, ended } = await running('--json');
    const sent = performance.now();
    child.kill(signal);
    const result = await ended;
    await expectNothingRunning();
    expect(result).toMatchObject({
      code,
      stdout: '',
      stderr: `nova-preflight: interrupted by ${signal}\n`,
    });
    expect(performance.now() - sent).toBeLessThan(2000);
  });

  test('a second SIGINT ends at once what waits for a server', async () => {
    // The second connection, over which the statement would be ended, gets no answer.
    const server = await serverForFirst(inject('server'), 1);
    const mapping = deployment.url('cell1').replace(/:\d+\//, `:${server.port}/`);
    try {
      await mapCells(deployment, { cell1: mapping });
      const { child, ended } = await running('--only hw-machine-type-unset');
      child.kill('SIGINT');
      await until(async () => server.connections() === 2);
      const sent = performance.now();
      child.kill('SIGINT');
      expect(await ended).toMatchObject({ code: 130, stdout: '', stderr: '' });
      expect(performance.now() - sent).toBeLessThan(500);
    } finally {
      await server.close();
      await root.query('UNLOCK TABLES');
      await mapCells(deployment, { cell1: '{url cell1}', cell2: '{url cell2}' });
    }
  });
});

test('a program that is not whole exits with 255: 1 would be a Warning', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  try {
    cpSync(executable(), join(directory, 'bin', 'nova-preflight.cjs'));
    const start = async () => shell('node bin/nova-preflight.cjs; echo $?', [], { cwd: directory });
    expect(await start()).toMatchObject({
      stdout: '255\n',
      stderr:
        'nova-preflight: this clone is not built yet; run npm ci (with the development dependencies) or npm run build.\n',
    });
    mkdirSync(join(directory, 'dist'));
    writeFileSync(join(directory, 'dist', 'main.cjs'), "require('./missing.js');\n");
    const cannotStart = {
      stdout: '255\n',
      stderr: expect.stringMatching(/^nova-preflight cannot start: Error.* Cannot find module /),
    };
    expect(await start()).toMatchObject(cannotStart);
    cpSync(join(executable(), '..', 'load.cjs'), join(directory, 'bin', 'load.cjs'));
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
    expect(await start()).toMatchObject(cannotStart);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a working directory that is gone: 255', async () => {
  const ended = await shell(
    'cd "$(mktemp -d)" && rmdir "$PWD" && preflight upgrade check; echo $?',
  );
  expect(ended).toMatchObject({
    stdout: '255\n',
    stderr: expect.stringMatching(/^nova-preflight cannot start: Error: ENOENT: .* uv_cwd/),
  });
});
