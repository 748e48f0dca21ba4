import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import { checksOf, findRelease, newestRelease, releases } from '../../src/nova/releases.js';
import { preflight } from '../support/process.js';

/** A folder with one site check, which is for targets from 30 on. */
let site: string;

beforeAll(() => {
  site = mkdtempSync(path.join(tmpdir(), 'site-checks-'));
  writeFileSync(
    path.join(site, 'own-rule.mjs'),
    `import { defineCheck } from 'nova-preflight';
     export default defineCheck({
       id: 'own-rule', title: 'Own rule', since: '30', docs: 'https://example.org/own',
       why: 'Because.', fix: 'Do.', reads: { cell: { services: ['host'] } },
       run: () => ({ status: 'success' }),
     });`,
  );
});

afterAll(() => {
  rmSync(site, { recursive: true });
});

interface Listed {
  readonly target: { readonly series: string };
  readonly checks: readonly { readonly id: string; readonly applies: boolean }[];
}

async function listed(args: readonly string[]): Promise<Listed> {
  const { code, stdout, stderr } = await preflight([
    'upgrade',
    'list-checks',
    '-f',
    'json',
    ...args,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Listed;
}

test.each(['23', 'yoga', '28.0.0', '28.0.1', '2026.1'])(
  'of nova-status for target %s, those apply that it has',
  async (target) => {
    const release = findRelease(target) ?? newestRelease();
    const { checks } = await listed(['--target', target, '--profile', 'nova-status']);
    const known = builtInChecks.map(({ id }) => id);
    expect(checks.map(({ id }) => id)).toEqual(known);
    expect(
      checks
        .filter(({ applies }) => applies)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      checksOf(release, target)
        .filter((id) => known.includes(id))
        .sort(),
    );
  },
);

test('every target has a list', async () => {
  for (const { series } of releases.slice(0, 3)) {
    expect((await listed(['--target', series])).target.series).toBe(series);
  }
});

test('without a target, it is for the newest release that is known', async () => {
  expect((await listed([])).target.series).toBe(newestRelease().series);
});

test('a check of the site is listed with the others, for its targets', async () => {
  const own = async (target: string) => {
    const { checks } = await listed(['--checks', site, '--target', target]);
    return checks.find(({ id }) => id === 'own-rule');
  };
  expect([await own('29'), await own('30')]).toMatchObject([
    { applies: false, reason: 'it is for targets from 30 on, not for 2024.1 Caracal (29)' },
    {
      applies: true,
      reason:
        'nova-status of 2024.2 Dalmatian (30) does not have it, and it is for targets from 30 on',
    },
  ]);
});

test('the list for people tells what each asks and whether it applies', async () => {
  const { code, stdout, stderr } = await preflight(['upgrade', 'list-checks', '--target', 'zed']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Checks for an upgrade to Zed \(26\): \d+ of \d+\n/);
  expect(stdout).toContain('\n\nhw-machine-type-unset: hw_machine_type unset\n');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('explain tells all that a check says of itself', async () => {
  const { code, stdout, stderr } = await preflight([
    'upgrade',
    'explain',
    'own-rule',
    '--checks',
    site,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`own-rule: Own rule

Why
  Because.

For
  targets from 30 on

What it reads
  each cell: services (host)

How to fix it
  Do.

See
  https://example.org/own
`);
});

test.each(builtInChecks.map(({ id }) => id))('explain %s', async (id) => {
  const { code, stdout, stderr } = await preflight(['upgrade', 'explain', id]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').filter((line) => line.length > 80 && !line.includes('://'))).toEqual(
    [],
  );
});
