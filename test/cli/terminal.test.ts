import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cells } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { preflight, preflightOnTerminal } from '../support/process.js';
import { checkArguments, mapCells } from './check-run.js';
import { type FakeServer, hangingServer } from './servers.js';

let directory: string;
let quick: Deployment;
let slow: Deployment;
let hanging: FakeServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  const instances = [{ host: 'a' }, { vm_state: 'shelved_offloaded' }];
  const rows = cells({ cell1: { computes: [{ host: 'a' }], instances } });
  quick = await makeDeployment('sqlite', { cells: 1, rows });
  slow = await makeDeployment('mariadb', { cells: 1, rows });
  hanging = await hangingServer();
  await mapCells(slow, {
    'quick cell': '{url cell1}',
    'slow cell': `mysql+pymysql://nova@127.0.0.1:${hanging.port}/nova_cell2`,
  });
});

afterAll(async () => {
  await hanging.close();
  await quick.drop();
  await slow.drop();
  rmSync(directory, { recursive: true });
});

const ESCAPE = '\u001B';
const WIPE = `\r${ESCAPE}[K`;

describe.concurrent('progress', () => {
  const args = () => checkArguments(slow, '--timeout 1.5');

  test('on a terminal: on stderr, on one line, and wiped', async () => {
    const stdout = join(directory, 'report.txt');
    const ended = await preflightOnTerminal(args(), { columns: 80, stdout });
    expect(ended.code).toBe(255);
    const lines = ended.stdout.split(WIPE);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines[0]).toBe('');
    expect(lines.at(-1)).toBe('');
    for (const line of lines.slice(1, -1)) {
      expect(line).toMatch(
        /^1 of 2 checks done, 1 of 2 cell answers, waiting for slow cell [12] s$/,
      );
    }
    expect(readFileSync(stdout, 'utf8')).not.toContain(ESCAPE);
  });

  test('on a narrow terminal: still on one line', async () => {
    const stdout = join(directory, 'narrow.txt');
    const ended = await preflightOnTerminal(args(), { columns: 40, stdout });
    const lines = ended.stdout.split(WIPE).slice(1, -1);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.length >= 40)).toEqual([]);
  });

  test('elsewhere: not at all', async () => {
    const stderr = join(directory, 'stderr.txt');
    const [piped, redirected, dumb] = await Promise.all([
      preflight(args()),
      preflightOnTerminal(args(), { columns: 80, stderr }),
      preflightOnTerminal(args(), {
        columns: 80,
        stdout: join(directory, 'dumb.txt'),
        env: { TERM: 'dumb' },
      }),
    ]);
    expect(piped.stderr).toBe('');
    expect(readFileSync(stderr, 'utf8')).toBe('');
    expect(redirected.stdout).not.toContain('checks done');
    expect(dumb.stdout).toBe('');
  });
});

describe.concurrent('colour', () => {
  const coloured = `Result: ${ESCAPE}[33mWarning${ESCAPE}[39m`;

  test('on a terminal: the results alone', async () => {
    const { code, stdout } = await preflightOnTerminal(checkArguments(quick), { columns: 80 });
    expect(code).toBe(1);
    expect(stdout).toContain(`| Result: ${ESCAPE}[32mSuccess${ESCAPE}[39m `);
    expect(stdout).toContain(`| ${coloured} `);
    const plain = await preflight(checkArguments(quick));
    const timeless = (text: string) => text.replace(/ in \d+\.\d s/, '');
    expect(timeless(stripVTControlCharacters(stdout))).toBe(timeless(plain.stdout));
  });

  test.each<[what: string, env: Record<string, string>]>([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('not with %s', async (_, env) => {
    const ended = await preflightOnTerminal(checkArguments(quick), { columns: 80, env });
    expect(ended.stdout).toContain('| Result: Warning ');
    expect(ended.stdout).not.toContain(ESCAPE);
  });

  test('an empty NO_COLOR means nothing', async () => {
    const env = { NO_COLOR: '' };
    const ended = await preflightOnTerminal(checkArguments(quick), { columns: 80, env });
    expect(ended.stdout).toContain(coloured);
  });

  test('not in a pipe or a file, whatever FORCE_COLOR says', async () => {
    const file = join(directory, 'plain.txt');
    const env = { FORCE_COLOR: '1', TERM: 'xterm' };
    const options = `-f table -f table=${file}`;
    const ended = await preflight(checkArguments(quick, options), { env });
    expect(ended.stdout + readFileSync(file, 'utf8')).not.toContain(ESCAPE);
    await preflightOnTerminal(checkArguments(quick, options), { columns: 80, env });
    expect(readFileSync(file, 'utf8')).not.toContain(ESCAPE);
  });
});

describe.concurrent.each([
  [60, 60],
  [80, 80],
  [200, 200],
  // A terminal that does not know its size.
  [0, 80],
])('%i columns', (columns, width) => {
  test('the table fits, and what is to be copied is whole', async () => {
    const ended = await preflightOnTerminal(checkArguments(quick), {
      columns,
      env: { NO_COLOR: '1' },
    });
    const lines = ended.stdout.split('\n');
    const framed = lines.filter((line) => /^[+|]/.test(line));
    expect([...new Set(framed.map((line) => line.length))]).toEqual([width]);
    for (const whole of [
      'https://docs.openstack.org/nova/latest/admin/hw-machine-type.html',
      'nova-manage libvirt update_machine_type <uuid> <machine-type>',
      'nova-manage libvirt list_unset_machine_type',
    ]) {
      expect(lines.filter((line) => line.includes(whole))).toHaveLength(1);
    }
  });
});

test('the help on a terminal that does not know its size', async () => {
  const { code, stdout } = await preflightOnTerminal(['--help'], { columns: 0 });
  expect(code).toBe(0);
  expect(stdout).toContain(
    '  nova-preflight upgrade           Check whether an upgrade can go on\n',
  );
});
