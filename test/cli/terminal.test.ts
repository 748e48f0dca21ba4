import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { cells } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { preflight, preflightOnTerminal } from '../support/process.js';
import { checkArguments, mapCells } from './check-run.js';
import { type FakeServer, serverUntil } from './servers.js';

let directory: string;
let quick: Deployment;
let slow: Deployment;
let hanging: FakeServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  const instances = [
    { host: 'a' },
    { vm_state: 'shelved_offloaded' },
    { host: 'a', machineType: 'q35' },
    { host: 'a', machineType: 'pc' },
  ];
  const rows = cells({ cell1: { computes: [{ host: 'a' }], instances } });
  quick = await makeDeployment('sqlite', { cells: 1, rows });
  slow = await makeDeployment('mariadb', { cells: 1, rows });
  // A check of each cell ends there, and not the question before it: which release runs.
  hanging = await serverUntil(inject('server'), '`instances`', () => {});
  mkdirSync(join(directory, 'checks'));
  writeFileSync(join(directory, 'checks', 'counts.mjs'), COUNTS);
  await mapCells(slow, {
    'quick cell': '{url cell1}',
    'slow cell': slow.url('cell1').replace(`:${inject('server').port}/`, `:${hanging.port}/`),
  });
});

afterAll(async () => {
  await hanging.close();
  await quick.drop();
  await slow.drop();
  rmSync(directory, { recursive: true });
});

/** A check that sees nine tenths of its rows within 1.8 s. */
const COUNTS = `import { defineCheck } from 'nova-preflight';
  export default defineCheck({
    id: 'counts', title: 'Counts', docs: 'https://example.org/counts', why: 'Why.', fix: 'Fix.', reads: {},
    async run(deployment) {
      await deployment.askCells(async ({ progress }) => {
        for (let seen = 100; seen < 1000; seen += 100) {
          progress(seen, 1000);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      });
      return { status: 'success' };
    },
  });`;

const ESCAPE = '\u001B';
const WIPE = `\r${ESCAPE}[J`;

describe.concurrent('progress', () => {
  const args = () => checkArguments(slow, '--timeout 2.5');

  test('on a terminal: on stderr, on one line, and wiped', async () => {
    const stdout = join(directory, 'report.txt');
    // Wide enough to name both cells, should it be drawn while the first is waited for too.
    const ended = await preflightOnTerminal(args(), { columns: 100, stdout });
    expect(ended.code).toBe(255);
    const lines = ended.stdout.split(WIPE);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines[0]).toBe('');
    expect(lines.at(-1)).toBe('');
    for (const line of lines.slice(1, -1)) {
      expect(line).toMatch(
        // Before the checks begin there is only the time to be told.
        /^1 s$|^[01] of 2 checks done(, [01] of 2 cell answers, waiting for (quick cell, )?slow cell)? \d s$/,
      );
    }
    expect(lines.at(-2)).toMatch(
      /^1 of 2 checks done, 1 of 2 cell answers, waiting for slow cell [1-9] s$/,
    );
    expect(readFileSync(stdout, 'utf8')).not.toContain(ESCAPE);
  });

  test.each(['inventory', 'impact --set x86_64=q35'])('of machine-type %s', async (words) => {
    const stdout = join(directory, `${words.split(' ')[0]}.txt`);
    const options = ['--config-file', slow.configFile, '--timeout', '2.5'];
    const args = ['machine-type', ...words.split(' '), ...options];
    const ended = await preflightOnTerminal(args, { columns: 80, stdout });
    expect(ended.code).toBe(words === 'inventory' ? 255 : 2);
    const lines = ended.stdout.split(WIPE);
    expect(lines.at(-2)).toMatch(/^1 of 2 cell answers, waiting for slow cell [1-9] s$/);
    // Wiped before anything else is told.
    expect(lines.at(-1)).toMatch(/^(nova-preflight: cell slow cell did not answer: .*\r?\n)?$/);
    expect(readFileSync(stdout, 'utf8')).not.toContain(ESCAPE);
  });

  test('on a narrow terminal: still on one line', async () => {
    const stdout = join(directory, 'narrow.txt');
    const ended = await preflightOnTerminal(args(), { columns: 40, stdout });
    const lines = ended.stdout.split(WIPE).slice(1, -1);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.length >= 40)).toEqual([]);
  });

  test('with a bar for each cell that counts rows, drawn over the ones before', async () => {
    const stdout = join(directory, 'bars.txt');
    const args = checkArguments(quick, `--only counts --checks ${join(directory, 'checks')}`);
    const ended = await preflightOnTerminal(args, { columns: 80, stdout });
    expect(ended.code).toBe(0);
    expect(ended.stdout.startsWith(WIPE)).toBe(true);
    const [, ...drawn] = ended.stdout.split(`\r${ESCAPE}[1A${ESCAPE}[J`);
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.pop()).toBe('');
    for (const lines of drawn) {
      expect(lines).toMatch(
        /^cell1 {2}\[[#.]+\] {2}[1-9]00 of 1,000 rows(, \d s left)?\n0 of 1 cell answers \d s$/,
      );
    }
    expect(drawn.at(-1)).toContain(' s left\n');
  });

  test('elsewhere: not at all', async () => {
    const stderr = join(directory, 'stderr.txt');
    const [piped, redirected, dumb, none] = await Promise.all([
      preflight(args()),
      preflightOnTerminal(args(), { columns: 80, stderr }),
      preflightOnTerminal(args(), {
        columns: 80,
        stdout: join(directory, 'dumb.txt'),
        env: { TERM: 'dumb' },
      }),
      preflightOnTerminal([...args(), '--progress', 'none'], {
        columns: 80,
        stdout: join(directory, 'none.txt'),
      }),
    ]);
    expect(piped.stderr).toBe('');
    expect(readFileSync(stderr, 'utf8')).toBe('');
    expect(redirected.stdout).not.toContain('checks done');
    expect(dumb.stdout).toBe('');
    expect(none.stdout).toBe('');
  });

  test('--progress json: as JSON objects on stderr, also in a pipe', async () => {
    const { stderr, stdout } = await preflight([...args(), '--progress', 'json']);
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const quickCell = { uuid: expect.any(String) as unknown, name: 'quick cell' };
    const slowCell = { uuid: expect.any(String) as unknown, name: 'slow cell' };
    const check = 'hw-machine-type-unset';
    const reason = 'no answer within 2.5 s (--timeout).';
    const ms = expect.any(Number) as unknown;
    expect(events.filter((event) => event['check'] === check)).toEqual([
      { event: 'check-started', check, ms },
      { event: 'cells-asked', check, cells: [quickCell, slowCell], ms },
      { event: 'cell-progress', check, cell: quickCell, seen: 2, expected: 2, ms },
      { event: 'cell-answered', check, cell: quickCell, ms },
      { event: 'cell-unanswered', check, cell: slowCell, reason, ms },
      { event: 'check-done', check, ms },
    ]);
    const times = events.map(({ ms }) => Number(ms));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThanOrEqual(2500);
    expect(stdout).toContain('Upgrade Check Results');
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
      'nova-preflight machine-type update <uuid> <machine-type>',
      'nova-preflight machine-type list-unset',
    ]) {
      expect(lines.filter((line) => line.includes(whole))).toHaveLength(1);
    }
  });
});

test('the help on a terminal that does not know its size', async () => {
  const { code, stdout } = await preflightOnTerminal(['--help'], { columns: 0 });
  expect(code).toBe(0);
  expect(stdout).toContain('  upgrade           Check whether an upgrade can go on\n');
});
