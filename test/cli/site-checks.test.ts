import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { cells } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { type Ended, preflight } from '../support/process.js';
import { allowWriting } from '../support/writing.js';
import { checkArguments, jsonReport } from './check-run.js';

let deployment: Deployment;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  const cell = (host: string) => ({
    computes: [{ host }],
    instances: [
      { host, machineType: 'q35' },
      { host, machineType: 'pc' },
    ],
  });
  deployment = await makeDeployment('mariadb', {
    cells: 2,
    rows: cells({ cell1: cell('a'), cell2: cell('b') }),
  });
});

afterAll(async () => {
  rmSync(directory, { recursive: true });
  await deployment.drop();
});

/** A module that is a check called `id`. */
function module(id: string, run: string, reads = '{}'): string {
  return `import { defineCheck, cellName, ExpectedError } from 'nova-preflight';
    export default defineCheck({
      id: '${id}', title: 'The site checks ${id}', docs: 'https://example.org/${id}', why: 'Why.', fix: 'Fix.',
      reads: ${reads},
      async run(deployment, context) { ${run} },
    });`;
}

const INSTANCES = "{ cell: { instances: ['uuid', 'host'] } }";

/** Writes modules into a folder of their own and gives it. */
function folderOf(modules: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(directory, 'checks-'));
  for (const [file, text] of Object.entries(modules)) writeFileSync(join(folder, file), text);
  return folder;
}

async function checked(folder: string): Promise<Ended> {
  return preflight(checkArguments(deployment, `--json --timeout 1 --checks ${folder}`));
}

/** How the site's checks ended; of the details their first line, since stacks follow. */
function outcomes(ended: Ended): (readonly [id: string, status: string, details: string | null])[] {
  return jsonReport(ended)
    .checks.filter(({ docs }) => !docs.startsWith('https://docs.openstack.org/'))
    .map(({ id, status, details }) => [id, status, details?.split('\n')[0] ?? null]);
}

test("a site's own checks run beside ours, and one that is broken costs its own answer alone", async () => {
  const folder = folderOf({
    'counts.mjs': module(
      'counts',
      `const answers = await deployment.askCells(async (cell) =>
        (await cell.reader.selectFrom('instances').select(['uuid']).execute()).length);
      return { status: 'warning', counts: Object.fromEntries(answers.map(({ cell, value }) => [cellName(cell), value])) };`,
      INSTANCES,
    ),
    'crashes.mjs': module('crashes', `throw new TypeError('no such thing');`),
    'declines.mjs': module('declines', `throw new ExpectedError('the vault is closed.');`),
    'exports-rubbish.mjs': 'export default 42;',
    'hangs.mjs': module('hangs', 'return new Promise(() => {});'),
    'hangs-at-import.mjs': 'await new Promise((resolve) => setTimeout(resolve, 1e6).unref());',
    'leaves-a-timer.mjs': module(
      'leaves-a-timer',
      `setInterval(() => {}, 1000); process.exitCode = 0; return { status: 'success' };`,
    ),
    'misnamed.mjs': module('another-name', `return { status: 'success' };`),
    'returns-rubbish.mjs': module('returns-rubbish', `return 'all is well';`),
    'syntax-error.mjs': 'export default {',
    'tells-a-password.mjs': module(
      'tells-a-password',
      `throw new Error('cannot connect to mysql://nova:s3cret@db/nova');`,
    ),
    'hw-machine-type-unset.mjs': module('hw-machine-type-unset', `return { status: 'success' };`),
    'notes.txt': 'no module',
  });
  const ended = await checked(folder);
  expect(ended).toMatchObject({ code: 255, stderr: '' });
  expect(outcomes(ended)).toEqual([
    ['counts', 'warning', null],
    ['crashes', 'unknown', 'The check crashed, which is a bug in it: TypeError: no such thing'],
    ['declines', 'unknown', 'The vault is closed.'],
    [
      'exports-rubbish',
      'unknown',
      `${folder}/exports-rubbish.mjs: is not a check: its default export is not a check.`,
    ],
    [
      'hangs-at-import',
      'unknown',
      `${folder}/hangs-at-import.mjs: importing it took longer than 1 s.`,
    ],
    ['hangs', 'unknown', 'Did not finish: it was idle for 1 s (--timeout).'],
    [
      'hw-machine-type-unset',
      'unknown',
      `${folder}/hw-machine-type-unset.mjs: there is another check with this id.`,
    ],
    ['leaves-a-timer', 'success', null],
    [
      'misnamed',
      'unknown',
      `${folder}/misnamed.mjs: is not a check: its id is "another-name" and its file's name is "misnamed".`,
    ],
    ['returns-rubbish', 'unknown', 'Returned no result: it is not an object.'],
    [
      'syntax-error',
      'unknown',
      `${folder}/syntax-error.mjs: it cannot be loaded: SyntaxError: Unexpected end of input`,
    ],
    [
      'tells-a-password',
      'unknown',
      'The check crashed, which is a bug in it: Error: cannot connect to mysql://***@db/nova',
    ],
  ]);
  const report = jsonReport(ended);
  expect(report.checks.slice(0, 3)).toMatchObject([
    { id: 'cells-v2', status: 'success' },
    { id: 'hw-machine-type-unset', status: 'success' },
    { id: 'counts', counts: { cell1: 2, cell2: 2 } },
  ]);
});

test('a check cannot write: its reader only selects, in a session that is read-only', async () => {
  const user = new URL(deployment.url('cell1')).username;
  await deployment.sql(
    'cell1',
    `CREATE TABLE written (id INT); CREATE FUNCTION write_it() RETURNS INT BEGIN INSERT INTO written VALUES (1); RETURN 1; END; GRANT EXECUTE ON FUNCTION write_it TO '${user}'@'%'`,
  );
  // It is the session that forbids it, whatever the account may do.
  await allowWriting('mariadb', deployment, ['cell1', 'cell2']);
  const folder = folderOf({
    'by-function.mjs': module(
      'by-function',
      `await deployment.askCells(async (cell) =>
        cell.reader.selectFrom('instances').select((eb) => eb.fn('write_it', []).as('x')).execute());
      return { status: 'success' };`,
      INSTANCES,
    ),
    'by-insert.mjs': module(
      'by-insert',
      `await deployment.askCells(async (cell) => cell.reader.insertInto('instances').values({ uuid: 'x' }).execute());
      return { status: 'success' };`,
    ),
    'by-lock.mjs': module(
      'by-lock',
      `await deployment.askCells(async (cell) => cell.reader.selectFrom('instances').select('uuid').forUpdate().execute());
      return { status: 'success' };`,
      INSTANCES,
    ),
  });
  const ended = await checked(folder);
  expect(ended).toMatchObject({ code: 255, stderr: '' });
  const { port } = inject('server');
  expect(outcomes(ended)).toEqual([
    [
      'by-function',
      'unknown',
      `Could not tell for cell cell1: 127.0.0.1:${port}: Cannot execute statement in a READ ONLY transaction.`,
    ],
    [
      'by-insert',
      'unknown',
      expect.stringMatching(/TypeError: cell\.reader\.insertInto is not a function$/),
    ],
    [
      'by-lock',
      'unknown',
      `Could not tell for cells cell1, cell2: 127.0.0.1:${port}: Cannot execute statement in a READ ONLY transaction.`,
    ],
  ]);
  expect(await deployment.sql('cell1', 'SELECT * FROM written')).toEqual([]);
});

test.each([
  [
    'a stray rejection',
    `void Promise.reject(new Error('nobody waits for this')); await new Promise((resolve) => setTimeout(resolve, 50));`,
  ],
  [
    'an error in a timer',
    `setTimeout(() => { throw new Error('nobody waits for this'); }); await new Promise((resolve) => setTimeout(resolve, 50));`,
  ],
])('a check that leaves %s behind does not end in a success', async (_, run) => {
  const folder = folderOf({
    'stray.mjs': module('stray', `${run} return { status: 'success' };`),
  });
  const ended = await checked(folder);
  expect(ended.code).toBe(255);
  expect(ended.stderr).toMatch(
    /^nova-preflight: an error was caught by nobody, probably a site check's: Error: nobody waits for this\n/,
  );
  expect(jsonReport(ended)).toMatchObject({ result: 0 });
});

test('a check that ends the process does not end it with a success', async () => {
  const ended = await checked(folderOf({ 'exits.mjs': module('exits', 'process.exit(0);') }));
  expect(ended).toMatchObject({
    code: 255,
    stdout: '',
    stderr:
      'nova-preflight: the run was ended from within, probably by a site check that calls exit.\n',
  });
});

test('a check that ends the process later does not change how the run ended', async () => {
  const later = `process.once('beforeExit', () => process.exit(0)); return { status: 'failure' };`;
  const ended = await checked(folderOf({ 'exits.mjs': module('exits', later) }));
  expect(ended).toMatchObject({ code: 2, stderr: '' });
});

test('a check that fails is a Failure', async () => {
  const ended = await checked(
    folderOf({
      'fails.mjs': module('fails', `return { status: 'failure', details: 'No.' };`),
    }),
  );
  expect(ended).toMatchObject({ code: 2, stderr: '' });
});
