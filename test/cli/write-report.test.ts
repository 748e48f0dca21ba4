import { lstatSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cells } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { preflight, shell } from '../support/process.js';
import { checkArguments, jsonReport } from './check-run.js';
import { temporaryDirectory } from './temporary-directory.js';

let deployment: Deployment;

beforeAll(async () => {
  const instances = Array.from({ length: 1000 }, () => ({ host: 'a' }));
  deployment = await makeDeployment('sqlite', {
    cells: 1,
    rows: cells({ cell1: { computes: [{ host: 'a' }], instances } }),
  });
});

afterAll(() => deployment.drop());

const isTable = expect.stringMatching(/^\+-+\+\n\| Upgrade Check Results [^]*\(exit code 1\)/);

test.concurrent.each([['-f table'], ['']])('%s: a table on stdout', async (options) => {
  const ended = await preflight(checkArguments(deployment, options));
  expect(ended).toMatchObject({ code: 1, stdout: isTable, stderr: '' });
});

test.concurrent.each([['--format=json'], ['--json']])(
  '%s: one document on stdout',
  async (options) => {
    const ended = await preflight(checkArguments(deployment, options));
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(jsonReport(ended)).toMatchObject({ result: 1, verdict: 'warning' });
  },
);

test.concurrent(
  'several formats in one run: the same report, each where it is to go',
  async (context) => {
    const directory = temporaryDirectory(context);
    writeFileSync(join(directory, 'report.json'), 'what was there before');
    const ended = await preflight(
      checkArguments(deployment, '-f json=report.json -f table -f table=report.txt'),
      { cwd: directory },
    );
    expect(ended).toMatchObject({ code: 1, stdout: isTable, stderr: '' });
    expect(readdirSync(directory)).toEqual(['report.json', 'report.txt']);
    expect(readFileSync(join(directory, 'report.txt'), 'utf8')).toBe(ended.stdout);
    const stdout = readFileSync(join(directory, 'report.json'), 'utf8');
    expect(jsonReport({ stdout })).toMatchObject({ result: 1, verdict: 'warning' });
  },
);

test.concurrent('files whose names are alike, and a link, are each written', async (context) => {
  const directory = temporaryDirectory(context);
  writeFileSync(join(directory, 'target'), 'what was there before');
  symlinkSync('target', join(directory, 'link'));
  const ended = await preflight(
    checkArguments(deployment, '-f json=report.part -f table=report -f json=link'),
    { cwd: directory },
  );
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: '' });
  expect(readdirSync(directory)).toEqual(['link', 'report', 'report.part', 'target']);
  expect(lstatSync(join(directory, 'link')).isSymbolicLink()).toBe(true);
  for (const file of ['report.part', 'target']) {
    jsonReport({ stdout: readFileSync(join(directory, file), 'utf8') });
  }
});

test.concurrent('a format to a file alone leaves stdout empty', async (context) => {
  const directory = temporaryDirectory(context);
  const ended = await preflight(checkArguments(deployment, '-f json=report.json'), {
    cwd: directory,
  });
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: '' });
});

test.concurrent('wrong usage is told before any database is asked', async (context) => {
  const directory = temporaryDirectory(context);
  const env = { OS_API_DATABASE__CONNECTION: 'sqlite:////nowhere/api.db' };
  const ended = await preflight(
    checkArguments(deployment, '-f table -f json=nowhere/report.json'),
    { cwd: directory, env },
  );
  expect(ended).toMatchObject({
    code: 64,
    stdout: '',
    stderr: `nova-preflight: --format: there is no folder ${directory}/nowhere for the report ${directory}/nowhere/report.json.\nSee nova-preflight --help.\n`,
  });
});

test.concurrent('a file that cannot be written: 255, and the other reports are there', async () => {
  const ended = await preflight(checkArguments(deployment, '-f json=/dev/full -f table'));
  expect(ended).toMatchObject({
    code: 255,
    stdout: isTable,
    stderr:
      'nova-preflight: the report cannot be written to /dev/full: ENOSPC: no space left on device, write\n',
  });
});

test.concurrent('a Failure stays one where its report cannot be written', async () => {
  const empty = await makeDeployment('sqlite', {
    cells: 1,
    afterwards: [['api', "DELETE FROM cell_mappings WHERE name = 'cell0'"]],
  });
  try {
    const ended = await preflight(checkArguments(empty, '-f json=/dev/full'));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
  } finally {
    await empty.drop();
  }
});

test.concurrent(
  'a file is never half written: the one before stays, and no draft',
  async (context) => {
    const directory = temporaryDirectory(context);
    const file = join(directory, 'report.json');
    writeFileSync(file, 'what was there before');
    // A limit of 4 KiB a file stands for a full disk.
    const ended = await shell(
      'trap "" XFSZ; ulimit -f 4; preflight "$@"; echo $?',
      checkArguments(deployment, `--limit 0 -f json=${file}`),
    );
    expect(ended).toMatchObject({
      stdout: '255\n',
      stderr: `nova-preflight: the report cannot be written to ${file}: EFBIG: file too large, write\n`,
    });
    expect(readdirSync(directory)).toEqual(['report.json']);
    expect(readFileSync(file, 'utf8')).toBe('what was there before');
  },
);

test.concurrent('a file that is no plain one, such as a pipe, is written to as it is', async () => {
  const ended = await shell(
    'preflight "$@" 2>&1 >/dev/null | cat; echo ${PIPESTATUS[0]} >&2',
    checkArguments(deployment, '-f json=/dev/stderr'),
  );
  expect(ended.stderr).toBe('1\n');
  expect(jsonReport(ended)).toMatchObject({ result: 1 });
});

test.concurrent('stdout that cannot be written is told, and no success', async () => {
  const ended = await shell('preflight "$@" >/dev/full; echo $?', checkArguments(deployment));
  expect(ended).toMatchObject({
    stdout: '255\n',
    stderr: 'nova-preflight: stdout cannot be written: ENOSPC: no space left on device, write\n',
  });
});

test.concurrent('stderr that cannot be written changes nothing', async () => {
  const ended = await shell('preflight bogus 2>/dev/full; echo $?');
  expect(ended).toMatchObject({ stdout: '64\n', stderr: '' });
});

test.concurrent('a reader that stops, as head does, changes nothing', async () => {
  const ended = await shell(
    'preflight "$@" | head -1; echo ${PIPESTATUS[0]}',
    checkArguments(deployment, '--limit 0 --json'),
  );
  expect(ended).toMatchObject({ stdout: '{\n1\n', stderr: '' });
});

test.concurrent('a reader that is slow gets the whole report', async () => {
  const ended = await shell(
    'preflight "$@" | (sleep 1.2; cat)',
    checkArguments(deployment, '--limit 0 --json'),
  );
  expect(ended.stdout.length).toBeGreaterThan(2 ** 17);
  expect(jsonReport(ended)).toMatchObject({ result: 1 });
});
