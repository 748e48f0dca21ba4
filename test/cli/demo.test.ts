import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preflight, shell } from '../support/process.js';
import { temporaryDirectory } from './temporary-directory.js';

const FILES = [
  'nova.conf',
  'nova_api.db',
  'nova_cell0.db',
  'nova_cell1.db',
  'nova_cell2.db',
  'nova_cell3.db',
];

test.concurrent(
  "demo: exits with 0, tells the check's exit code and what to try next",
  async (context) => {
    const cwd = temporaryDirectory(context);
    const ended = await preflight(['demo'], { cwd });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(
      /^Made a Nova deployment of \d+ instances in 3 cells, in nova-preflight-demo\.\n\n\$ nova-preflight upgrade check --config-file nova-preflight-demo\/nova\.conf --skip placement-api\n\+-+\+\n\| Upgrade Check Results /,
    );
    expect(ended.stdout).toContain(`
The check exited with 2; this demo exits with 0. Try next (in a clone: npx . instead of nova-preflight):
  nova-preflight upgrade check --config-file nova-preflight-demo/nova.conf --skip placement-api --limit 0
  nova-preflight upgrade check --config-file nova-preflight-demo/nova.conf --skip placement-api --json
  nova-preflight upgrade check --config-file nova-preflight-demo/nova.conf --skip placement-api -f table -f json=report.json
  nova-preflight upgrade check --config-file nova-preflight-demo/nova.conf --skip placement-api --include-non-libvirt
  nova-preflight upgrade check --config-file nova-preflight-demo/nova.conf --skip placement-api --only cells-v2
  nova-preflight upgrade check --help
`);
    expect(readdirSync(join(cwd, 'nova-preflight-demo'))).toEqual(FILES);
  },
);

test.concurrent(
  'the commands of the demo can be pasted, and exit with what it said',
  async (context) => {
    const cwd = temporaryDirectory(context);
    const { stdout } = await preflight(['demo', "it's a demo"], { cwd });
    const commands = stdout
      .split('\n')
      .filter((line) => line.startsWith('  nova-preflight '))
      .map((line) => line.replace('  nova-preflight', 'preflight'));
    const codes = await Promise.all(
      commands.map(async (command) => {
        const { stdout: code } = await shell(`${command} >/dev/null; echo $?`, [], { cwd });
        return Number(code);
      }),
    );
    expect(codes).toEqual([2, 2, 2, 2, 0, 0]);
  },
);

test.concurrent('demo twice: the earlier one is replaced', async (context) => {
  const cwd = temporaryDirectory(context);
  const first = await preflight(['demo', 'here'], { cwd });
  const second = await preflight(['demo', 'here'], { cwd });
  expect(second).toMatchObject({ code: 0, stderr: '' });
  const timeless = (text: string) => text.replace(/ in \d+\.\d s$/m, '');
  expect(timeless(second.stdout)).toBe(timeless(first.stdout));
  expect(readdirSync(join(cwd, 'here'))).toEqual(FILES);
});

test.concurrent("demo in somebody else's folder: refused, and nothing touched", async (context) => {
  const cwd = temporaryDirectory(context);
  mkdirSync(join(cwd, 'here'));
  writeFileSync(join(cwd, 'here', 'nova.conf'), '[DEFAULT]\n');
  const ended = await preflight(['demo', 'here'], { cwd });
  expect(ended).toMatchObject({
    code: 255,
    stdout: '',
    stderr: `nova-preflight: The demo cannot be made in ${cwd}/here: the directory is not empty and holds no nova.conf of an earlier demo. Choose an empty or a new directory.\n`,
  });
  expect(readdirSync(join(cwd, 'here'))).toEqual(['nova.conf']);
});

test.concurrent(
  'the demo asks its own databases, whatever the environment is set up for',
  async (context) => {
    const cwd = temporaryDirectory(context);
    const env = { OS_API_DATABASE__CONNECTION: 'sqlite:////nowhere/api.db' };
    const ended = await preflight(['demo'], { cwd, env });
    expect(ended.stdout).toContain('The check exited with 2;');
  },
);

test.concurrent('demo takes one folder and no option of the check', async (context) => {
  const cwd = temporaryDirectory(context);
  expect(await preflight(['demo', 'a', 'b'], { cwd })).toMatchObject({ code: 64 });
  expect(await preflight(['demo', '--json'], { cwd })).toMatchObject({ code: 64 });
  expect(readdirSync(cwd)).toEqual([]);
});
