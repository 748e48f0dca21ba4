import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import { loadChecks } from '../../src/check/load.js';
import { ExpectedError } from '../../src/error.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { preflight } from '../support/process.js';

/** Outside of the repository, so that 'nova-preflight' is nowhere to be found but in the program that loads it. */
let root: string;
let deployment: Deployment;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'site-checks-'));
  deployment = await makeDeployment('sqlite', { cells: 1 });
});

afterAll(async () => {
  await deployment.drop();
  rmSync(root, { recursive: true, force: true });
});

/** A new folder with these files. */
function folder(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(path.join(root, 'checks-'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(directory, name), text);
  }
  return directory;
}

/** The text of a module that imports the contract. */
function module(id: string, run: string): string {
  return `import { cellName, defineCheck, ExpectedError } from 'nova-preflight';
export default defineCheck({
  id: '${id}', title: 'Site ${id}', docs: 'https://example.org/${id}', why: 'Because.', fix: 'Do.',
  reads: { cell: { services: ['id', 'host', 'deleted'] } },
  run: ${run},
});
`;
}

const SUCCESS = "() => ({ status: 'success' })";

interface LoadedOutcome {
  readonly id: string;
  readonly check: string;
  readonly status: string;
  readonly details: string | null;
}

/** Runs the checks of folders, and one of ours, in a process of its own: only there does Node itself load them. */
async function outcomesOf(
  directories: readonly string[],
  ...more: readonly string[]
): Promise<{ code: number | null; stderr: string; outcomes: LoadedOutcome[] }> {
  const args = directories.flatMap((directory) => ['--checks', directory]);
  const { code, stdout, stderr } = await preflight([
    'upgrade',
    'check',
    '--config-file',
    deployment.configFile,
    '--json',
    ...args,
    ...more,
    '--skip',
    ...builtInChecks.map(({ id }) => id).filter((id) => !OURS.some((ours) => ours.id === id)),
  ]);
  const report = JSON.parse(stdout) as { checks: LoadedOutcome[] };
  const outcomes = report.checks.map(({ id, check, status, details }) => ({
    id,
    check,
    status,
    details,
  }));
  return { code, stderr, outcomes };
}

const OURS = [
  { id: 'cells-v2', check: 'Cells v2', status: 'success', details: expect.any(String) as string },
  {
    id: 'hw-machine-type-unset',
    check: 'hw_machine_type unset',
    status: 'success',
    details: null,
  },
];

describe('the executable', () => {
  test('loads modules that import the contract by name, and leaves alone what is no check', async () => {
    const first = folder({
      'zeta.mjs': module('zeta', SUCCESS),
      'asks.js': module(
        'asks',
        `async (deployment, { limit }) => {
          const answers = await deployment.askCells(async ({ reader }) =>
            reader.selectFrom('services').select('host').execute());
          return {
            status: 'warning',
            details: answers.map(({ cell, value }) => cellName(cell) + ' ' + value.length).join() + ' ' + limit,
          };
        }`,
      ),
      'a.mjs': module('a', SUCCESS),
      'types.d.ts': 'rubbish(',
      'types.d.mts': 'rubbish(',
      'zeta.test.mjs': 'rubbish(',
      '_helper.mjs': 'rubbish(',
      '.hidden.mjs': 'rubbish(',
      'README.md': 'rubbish(',
      'package.cjs': 'rubbish(',
    });
    const second = folder({ 'beta.mjs': module('beta', SUCCESS) });
    const loaded = (id: string) => ({ id, check: `Site ${id}`, status: 'success', details: null });
    expect(await outcomesOf([first, second], '--limit', '7')).toEqual({
      code: 1,
      stderr: '',
      outcomes: [
        ...OURS,
        loaded('a'),
        { ...loaded('asks'), status: 'warning', details: 'cell1 0 7' },
        loaded('zeta'),
        loaded('beta'),
      ],
    });
  });

  test('a broken module is reported by name and brings nothing else down', async () => {
    const broken: Readonly<Record<string, { text: string; details: RegExp; check?: string }>> = {
      'bad-syntax.mjs': { text: 'export default {', details: /: it cannot be loaded: SyntaxError/ },
      'cells-v2.mjs': {
        text: module('cells-v2', SUCCESS),
        details: /: there is another check with this id\.$/,
      },
      'exports-nothing.mjs': {
        text: 'export const id = 1;',
        details: /: is not a check: its default export is not a check\.$/,
      },
      'exports-rubbish.mjs': {
        text: 'export default { id: "exports-rubbish", docs: 1 };',
        details:
          /: is not a check: title must be a text; docs must be a text; why must be a text; fix must be a text; reads must name tables and columns; run must be a function\.$/,
      },
      'missing-import.mjs': {
        text: "import './nowhere.mjs';",
        details: /: it cannot be loaded: Error \[ERR_MODULE_NOT_FOUND\]/,
      },
      'never-ends.mjs': {
        text: 'await new Promise((resolve) => setTimeout(resolve, 60_000));',
        details: /: importing it took longer than 0\.5 s\.$/,
      },
      'other-id.mjs': {
        text: module('some-id', SUCCESS),
        details: /: is not a check: its id is "some-id" and its file's name is "other-id"\.$/,
      },
      'throws-error.mjs': {
        text: "throw new Error('no luck');",
        details: /: it cannot be loaded: Error: no luck\n +at /,
      },
      'throws-null.mjs': {
        text: 'throw Object.create(null);',
        details: /: it cannot be loaded: \[Object: null prototype\] \{\}$/,
      },
      'throws-string.mjs': { text: "throw 'no luck';", details: /: it cannot be loaded: no luck$/ },
    };
    const directory = folder({
      ...Object.fromEntries(Object.entries(broken).map(([file, { text }]) => [file, text])),
      'works.mjs': module('works', SUCCESS),
      'expects.mjs': module('expects', "() => { throw new ExpectedError('no luck.'); }"),
    });
    const { code, outcomes } = await outcomesOf([directory], '--timeout', '0.5');
    const reported = Object.entries(broken).map(([file, { details }]) => {
      const id = path.parse(file).name;
      const text = expect.stringMatching(details) as string;
      return { id, check: id, status: 'unknown', details: text };
    });
    const expected = [
      ...reported,
      { id: 'works', check: 'Site works', status: 'success', details: null },
      { id: 'expects', check: 'Site expects', status: 'unknown', details: 'No luck.' },
    ].sort((one, other) => (one.id < other.id ? -1 : 1));
    expect([code, outcomes]).toEqual([255, [...OURS, ...expected]]);
    for (const [file] of Object.entries(broken)) {
      const { name: id } = path.parse(file);
      const told = outcomes.findLast((outcome) => outcome.id === id);
      expect(told?.details?.startsWith(`${path.join(directory, file)}: `)).toBe(true);
    }
  });
});

describe('loadChecks', () => {
  async function load(directories: readonly string[], signal = new AbortController().signal) {
    const contract = new URL('../../dist/index.js', import.meta.url);
    const taken = ['cells-v2'];
    return loadChecks({ directories, contract, taken, timeout: 5000, signal });
  }

  test('no folders, no checks', async () => {
    expect(await load([])).toEqual([]);
  });

  test('of the same id the first counts, in the order of the folders and then of the names', async () => {
    const text = (id: string, title: string) =>
      `export default { id: '${id}', title: '${title}', docs: 'https://example.org/', why: 'a', fix: 'b', reads: {}, run() {} };`;
    const directories = [
      folder({ 'b.mjs': text('b', 'first b'), 'b.js': text('b', 'js goes before mjs') }),
      folder({ 'b.mjs': text('b', 'second b'), 'a.mjs': text('a', 'a') }),
    ];
    const checks = await load(directories);
    expect(checks.map(({ id, title }) => [id, title])).toEqual([
      ['b', 'js goes before mjs'],
      ['b', 'b'],
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  test('what stands for a broken module has all that a check has', async () => {
    const directory = folder({ 'Bad Name.mjs': 'export default {};' });
    const [check] = await load([directory]);
    const file = path.join(directory, 'Bad Name.mjs');
    expect(check).toEqual({
      id: 'Bad Name',
      title: 'Bad Name',
      docs: pathToFileURL(file).href,
      why: 'A check that cannot be loaded checks nothing.',
      fix: 'Mend the module.',
      reads: {},
      run: expect.any(Function) as unknown,
    });
    expect(Object.isFrozen(check)).toBe(true);
  });

  test('a folder that is not there', async () => {
    const directory = path.join(root, 'nowhere');
    await expect(load([directory])).rejects.toThrow(
      new ExpectedError(
        `--checks ${directory}: the folder cannot be read (ENOENT: no such file or directory, scandir '${directory}'); name a folder that holds your check modules.`,
      ),
    );
  });

  test.each([
    ['an empty folder', {}],
    [
      'a folder without a module',
      { 'README.md': '', 'check.d.ts': '', '_a.mjs': '', '.b.mjs': '' },
    ],
  ])('%s', async (_, files) => {
    const directory = folder(files);
    mkdirSync(path.join(directory, 'nested'));
    await expect(load([directory])).rejects.toThrow(
      new ExpectedError(
        `--checks ${directory}: the folder holds no module (*.mjs, *.js); a check is one file with a default export.`,
      ),
    );
  });

  test('an interrupted run rejects with the reason, even while a module is being imported', async () => {
    const directory = folder({ 'never-ends.mjs': 'await new Promise(() => {});' });
    const reason = new Error('interrupted');
    await expect(load([directory], AbortSignal.abort(reason))).rejects.toBe(reason);
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(reason), 50);
    await expect(load([directory], interruption.signal)).rejects.toBe(reason);
  });
});
