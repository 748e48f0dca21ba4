import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtInChecks } from '../checks/index.js';
import { makeDemo } from '../src/demo/deployment.js';
import { executable } from './support/executable.js';
import { preflight } from './support/process.js';

/** What users read: the README and the pages that it leads to. */
const TEXT = ['README.md', 'docs/upgrade-check.md', 'docs/site-checks.md']
  .map((file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
  .join('\n');

let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'nova-preflight-test-'));
  await makeDemo(path.join(directory, 'demo'), new Date());
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The code block below a comment in the README. */
function block(comment: string): string {
  const [, text] =
    new RegExp(`<!-- ${comment} -->\\s*\`\`\`\\w*\\n(.*?)\`\`\``, 's').exec(TEXT) ?? [];
  if (text === undefined) throw new Error(`There is no block "${comment}".`);
  return text;
}

async function check(...args: string[]) {
  return preflight([
    'upgrade',
    'check',
    '--config-file',
    path.join(directory, 'demo', 'nova.conf'),
    ...args,
  ]);
}

test('the output that is shown is what the demo gives', async () => {
  const [command = '', ...shown] = block('output: the demo').split('\n');
  const args = command.replace('$ nova-preflight upgrade check ', '').split(' ');
  const { stdout, code } = await check(...args);
  const timeless = (text: string) => text.replace(/\d+\.\d s$/m, 'N s');
  expect(timeless(stdout)).toBe(timeless(shown.join('\n')));
  expect(code).toBe(2);
});

test('the steps that are shown are what upgrade path prints', async () => {
  const [command = '', ...shown] = block('output: upgrade path').split('\n');
  expect(command).toBe('$ nova-preflight upgrade path --from zed --to 2024.1');
  const { stdout } = await preflight(command.split(' ').slice(2));
  expect(stdout).toBe(shown.join('\n'));
});

test('the story of pc and q35 goes on the demo as it is told', async () => {
  const [, story = ''] = TEXT.split('<!-- example: pc to q35 -->');
  const [told = ''] = story.split('\n## ');
  const commands = [...told.matchAll(/^((?:nova-preflight|printf) .*) # (\d)$/gm)];
  expect(commands.length).toBe(12);
  const cwd = path.join(directory, 'demo');
  const program = `${process.execPath} ${executable()}`;
  for (const [, command = '', code = ''] of commands) {
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', command.replace(/^nova-preflight/, program)],
      { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: directory } },
    );
    expect({ command, status, stderr: stderr.includes('bug in') }).toEqual({
      command,
      status: Number(code),
      stderr: false,
    });
  }
});

test('the table of checks has every check, with the question that it asks', () => {
  const rows = [...TEXT.matchAll(/^\| `([\w-]+)` +\| (.*?\?) +\| .* \|$/gm)];
  expect(rows.map(([, id, asks]) => [id, asks])).toEqual(
    builtInChecks.map(({ id, asks }) => [id, asks]),
  );
});

test("the example of a site's check does what it says", async () => {
  writeFileSync(
    path.join(directory, 'disabled-computes.mjs'),
    block('example: disabled-computes.mjs'),
  );
  const { stdout, stderr, code } = await check(
    '--json',
    '--only',
    'disabled-computes',
    '--checks',
    directory,
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    result: 1,
    checks: [
      {
        id: 'disabled-computes',
        check: 'Disabled compute services',
        status: 'warning',
        details: '1 compute service is disabled.',
        counts: { disabled: 1 },
        findings: [{ kind: 'host', id: 'compute-1-06', cell: 'cell1' }],
        findingsTotal: 1,
      },
    ],
  });
  expect(code).toBe(1);
});
