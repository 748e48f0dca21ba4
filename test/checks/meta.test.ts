import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import { applicability } from '../../src/check/applicability.js';
import type { Check } from '../../src/check/check.js';
import { validCheck } from '../../src/check/validate.js';
import {
  checksOf,
  findRelease,
  newestRelease,
  type Release,
  releases,
} from '../../src/nova/releases.js';
import type { AnyColumns } from '../../src/nova/schema.js';
import { cells } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { TABLES } from '../support/rows.js';
import type { DatabaseName } from '../support/rows.js';
import { runAll } from '../support/run-all.js';

const CHECKS = new URL('../../checks/', import.meta.url);

/** The ids of all checks, by the names of their files. */
const FILES = readdirSync(CHECKS)
  .filter((file) => file !== 'index.ts')
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

/** What one can go to: Victoria too, which is older than the oldest target, and 28.0.0, which has more checks than 28. */
const TARGETS: readonly Release[] = [victoria(), ...releases, bobcat()];

function victoria(): Release {
  return { ...newestRelease(), major: 22, checks: [] };
}

function bobcat(): Release {
  const release = findRelease('28.0.0') ?? newestRelease();
  return { ...release, checks: checksOf(release, '28.0.0') };
}

/** Table to columns, as Nova creates them on MariaDB. */
function columnsOf(schema: 'api' | 'cell'): ReadonlyMap<string, ReadonlySet<string>> {
  const file = new URL(`../support/schema/${schema}.sql`, import.meta.url);
  const tables = readFileSync(file, 'utf8').matchAll(/^CREATE TABLE `(\w+)` \(([^;]*)\)/gm);
  const columns = [...tables].map(
    ([, table = '', body = '']) =>
      [
        table,
        new Set([...body.matchAll(/^ {2}`(\w+)` /gm)].map(([, column = '']) => column)),
      ] as const,
  );
  // What Nova up to 2023.1 left there.
  return new Map(columns).set(
    'migrate_version',
    new Set(['repository_id', 'repository_path', 'version']),
  );
}

test('every file in checks/ is listed once, and nothing else', () => {
  expect(builtInChecks.map(({ id }) => id).sort()).toEqual(FILES);
  expect(Object.isFrozen(builtInChecks)).toBe(true);
});

test('titles are told apart', () => {
  expect(new Set(builtInChecks.map(({ title }) => title)).size).toBe(builtInChecks.length);
});

describe.each(FILES)('%s', (id) => {
  async function check(): Promise<Check> {
    const module = (await import(new URL(`${id}.ts`, CHECKS).href)) as { default: unknown };
    return validCheck(module.default, id);
  }

  test('is a check of that id, frozen, and the one that is listed', async () => {
    const found = await check();
    expect(builtInChecks).toContain(found);
    expect(Object.isFrozen(found)).toBe(true);
  });

  test('has a test', () => {
    expect(existsSync(new URL(`${id}.test.ts`, import.meta.url))).toBe(true);
  });

  test('explains itself', async () => {
    const { docs, title, why, fix, since, until } = await check();
    expect(new URL(docs).protocol).toBe('https:');
    for (const text of [title, why, fix]) expect(text).toBe(text.trim().replaceAll(/\s+/g, ' '));
    for (const text of [why, fix]) expect(text).toMatch(/\.$/);
    for (const release of [since, until]) expect(release ?? '1').toMatch(/^\d+$/);
  });

  test('tells what it asks, how it can end, and where more is to be read', async () => {
    const { asks, docs, links = [], results = {} } = await check();
    expect(asks).toMatch(/^[A-Z].*[^ ]\?$/);
    // That a test ends in no other way is held by runOn.
    expect(Object.keys(results)).toEqual(expect.arrayContaining(['success', 'unknown']));
    expect(results.warning ?? results.failure).toBeDefined();
    for (const text of Object.values(results)) expect(text).toMatch(/^\S[^\n]*\.$/);
    expect(links.length).toBeGreaterThan(0);
    expect(new Set([docs, ...links]).size).toBe(links.length + 1);
    for (const link of links) {
      expect(link).toMatch(
        /^https:\/\/(docs\.openstack\.org\/.+|bugs\.launchpad\.net\/bugs\/\d+)$/,
      );
    }
  });

  test('is for at least one target and not for another', async () => {
    const found = await check();
    const applies = TARGETS.map((target) => applicability(found, target, 'all').applies);
    expect(applies).toContain(true);
    if (Number(found.since) >= 23) expect(applies).toContain(false);
    const inNova = TARGETS.filter((target) => target.checks.includes(id));
    for (const target of inNova)
      expect(applicability(found, target, 'nova-status').applies).toBe(true);
  });

  test.each(['api', 'cell'] as const)('reads tables and columns of Nova: %s', async (kind) => {
    const { reads: all } = await check();
    const declared: AnyColumns = { ...all[kind], ...all.optional?.[kind] };
    const reads = Object.entries(declared).map(([table, names]) => [table, names ?? []] as const);
    const known = columnsOf(kind);
    expect(known.size).toBeGreaterThan(3);
    expect(
      reads.flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)),
    ).toEqual(
      reads.flatMap(([table, columns]) =>
        columns.filter((column) => known.get(table)?.has(column)).map((name) => `${table}.${name}`),
      ),
    );
  });

  test('reads nothing else: it gives the same answers where nothing else is there', async () => {
    const found = await check();
    for (const rows of [unsetInstances, { ...unsetInstances, api: {} }]) {
      const deployment = await makeDeployment('sqlite', { cells: 1, rows });
      onTestFinished(() => deployment.drop());
      const run = async () => runAll(deployment.configFile, { checks: [found] });
      const before = await run();
      expect(before[0]?.status).not.toBe('unknown');
      await strip(deployment, 'api', {
        ...found.reads.api,
        ...found.reads.optional?.api,
        cell_mappings: ['id', 'uuid', 'name', 'disabled', 'database_connection'],
      });
      for (const name of ['cell0', 'cell1'] as const) {
        await strip(deployment, name, { ...found.reads.cell, ...found.reads.optional?.cell });
      }
      expect(await run()).toEqual(before);
    }
  });
});

const unsetInstances = cells({
  cell1: {
    computes: [{ host: 'a' }, { host: 'b', node: { hypervisor_type: 'ironic' } }],
    instances: [
      { host: 'a' },
      { host: 'b' },
      { host: 'a', metadata: [null, 'pc'].map((value) => ({ key: 'hw_machine_type', value })) },
    ],
  },
});

/** Leaves nothing of a database but these columns of these tables. */
async function strip(
  deployment: Deployment,
  name: DatabaseName,
  columns: AnyColumns,
): Promise<void> {
  const tables = TABLES.filter((table) => columnsOf(name === 'api' ? 'api' : 'cell').has(table));
  for (const table of tables) {
    const kept = [...new Set(columns[table] ?? [])].map((column) => `"${column}"`);
    if (kept.length === 0) continue;
    await deployment.sql(name, `CREATE TABLE kept_${table} AS SELECT ${kept.join()} FROM ${table}`);
  }
  for (const table of [...tables].reverse()) await deployment.sql(name, `DROP TABLE ${table}`);
  for (const table of tables.filter((table) => columns[table] !== undefined)) {
    await deployment.sql(name, `ALTER TABLE kept_${table} RENAME TO ${table}`);
  }
}
