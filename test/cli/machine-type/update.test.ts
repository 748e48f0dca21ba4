import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { instanceUuid } from '../../support/cells.js';
import { ENGINES } from '../../support/databases.js';
import { makeDeployment } from '../../support/deployment.js';
import { runInProcess } from '../../support/in-process.js';
import { cells } from '../../support/cells.js';
import type { Row } from '../../support/rows.js';
import { change, changeable, command, journalled, journalOf, rowsOf } from './deployment.js';

const UUID = instanceUuid(1, 1);
const KEY = 'image_hw_machine_type';
const row = (value: string | null, more: Row = {}): Row => ({ key: KEY, value, ...more });
const stopped = { vm_state: 'stopped' };

describe.each(ENGINES)('update on %s', (engine) => {
  test.each<{ what: string; metadata: Row[]; type: string; previous: string; rows: Row[] }>([
    {
      what: 'no row: one that was created and not updated',
      metadata: [],
      type: 'q35',
      previous: 'None',
      rows: [row('q35', { live: 1, created: 1, updated: 0 })],
    },
    {
      what: 'NULL',
      metadata: [row(null)],
      type: 'q35',
      previous: 'None',
      rows: [row('q35', { live: 1, created: 1, updated: 1 })],
    },
    {
      what: 'several rows: the last counts, the first stays',
      metadata: [row('pc-q35-5.2'), row('pc-q35-6.2')],
      type: 'pc-q35-8.2',
      previous: 'pc-q35-6.2',
      rows: [row('pc-q35-8.2', { live: 1, created: 1, updated: 1 })],
    },
    {
      what: 'several rows, of which the first has the type',
      metadata: [row('pc-q35-8.2'), row('pc-q35-6.2')],
      type: 'pc-q35-8.2',
      previous: 'pc-q35-6.2',
      rows: [row('pc-q35-8.2', { live: 1, created: 1, updated: 0 })],
    },
    {
      what: 'a soft-deleted row, which Nova reads, is live again',
      metadata: [row('pc-q35-6.2', { deleted: 7, deleted_at: '2023-01-01 00:00:00' })],
      type: 'pc-q35-8.2',
      previous: 'pc-q35-6.2',
      rows: [row('pc-q35-8.2', { live: 1, created: 1, updated: 1 })],
    },
    {
      what: 'the first row has the type, and is soft-deleted',
      metadata: [row('pc-q35-8.2', { deleted: 7 }), row('pc-q35-6.2')],
      type: 'pc-q35-8.2',
      previous: 'pc-q35-6.2',
      rows: [row('pc-q35-8.2', { live: 1, created: 1, updated: 1 })],
    },
    {
      what: 'a row without the prefix, which Nova would go on reading',
      metadata: [row('pc-q35-5.2'), { key: 'hw_machine_type', value: 'pc-q35-6.2' }],
      type: 'pc-q35-8.2',
      previous: 'pc-q35-6.2',
      rows: [row('pc-q35-8.2', { live: 1, created: 1, updated: 1 })],
    },
    {
      what: 'keys that only the database takes for the same',
      metadata: [
        { key: 'Image_hw_machine_type', value: 'virt' },
        { key: `${KEY} `, value: 'virt' },
      ],
      type: 'q35',
      previous: 'None',
      rows: [
        { key: 'Image_hw_machine_type', value: 'virt', live: 1, created: 1, updated: 0 },
        { key: `${KEY} `, value: 'virt', live: 1, created: 1, updated: 0 },
        row('q35', { live: 1, created: 1, updated: 0 }),
      ],
    },
  ])('$what', async ({ metadata, type, previous, rows }) => {
    const deployment = await changeable(engine, {
      cell1: {
        instances: [
          { ...stopped, metadata },
          { ...stopped, metadata },
        ],
      },
    });
    const other = instanceUuid(1, 2);
    const untouched = await rowsOf(deployment, other);
    expect(await change(deployment, ['update', UUID, type])).toEqual({
      code: 0,
      stdout: `Updated instance ${UUID} machine type to ${type} (previously ${previous})\n`,
      stderr: '',
    });
    expect(await rowsOf(deployment, UUID)).toEqual(rows);
    expect(await rowsOf(deployment, other)).toEqual(untouched);
    const read = await runInProcess(command(deployment, 'get', UUID));
    expect(read).toEqual({ code: 0, stdout: `${type}\n`, stderr: '' });
  });

  test('--force says what it goes over, and the journal keeps it', async () => {
    const instance = { vm_state: 'active', task_state: 'rebooting', machineType: 'pc' };
    const deployment = await changeable(engine, { cell1: { instances: [instance] } });
    expect(await change(deployment, ['update', UUID, 'q35', '--force'])).toEqual({
      code: 0,
      stdout: `Forcing update of machine type.\nUpdated instance ${UUID} machine type to q35 (previously pc)\n`,
      stderr: `nova-preflight: --force goes over this: the instance is in vm_state active.
nova-preflight: --force goes over this: the instance is in task_state rebooting.
nova-preflight: --force goes over this: pc is of the family pc-i440fx, q35 of pc-q35.
`,
    });
    expect(journalled(deployment)).toEqual([
      {
        event: 'change',
        who: 'tester@host',
        cell: { uuid: 'c1111111-1111-4111-8111-111111111111', name: 'cell1' },
        instance: UUID,
        before: 'pc',
        after: 'q35',
        hadRow: true,
        forced: true,
        overridden: [
          'the instance is in vm_state active',
          'the instance is in task_state rebooting',
          'pc is of the family pc-i440fx, q35 of pc-q35',
        ],
        outcome: 'committed',
      },
    ]);
    expect(statSync(journalOf(deployment)).mode & 0o777).toBe(0o600);
  });

  test.each([
    [['q35'], 0, `Would update instance ${UUID} machine type to q35 (previously None)\n`],
    [['bogus'], 5, 'Machine type bogus is not supported.\n'],
    [
      ['bogus', '--force'],
      0,
      `Forcing update of machine type.\nWould update instance ${UUID} machine type to bogus (previously None)\n`,
    ],
  ])('--dry-run %j changes nothing and needs no right to', async (words, code, stdout) => {
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: cells({ cell1: { instances: [stopped] } }),
    });
    try {
      const run = await change(deployment, ['update', UUID, ...words, '--dry-run']);
      expect(run).toMatchObject({ code, stdout });
      expect(await rowsOf(deployment, UUID)).toEqual([]);
      expect(() => readFileSync(journalOf(deployment))).toThrow('ENOENT');
    } finally {
      await deployment.drop();
    }
  });

  test('a change that cannot be journalled is not made, unless that is asked for', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped] } });
    mkdirSync(journalOf(deployment));
    const refused = await change(deployment, ['update', UUID, 'q35']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      `nova-preflight: the journal ${journalOf(deployment)} cannot be written: EISDIR: illegal operation on a directory, open '${journalOf(deployment)}'. Name another with --journal, or go without with --no-journal.\n`,
    );
    expect(await rowsOf(deployment, UUID)).toEqual([]);
    const run = await runInProcess(command(deployment, 'update', UUID, 'q35', '--no-journal'));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await rowsOf(deployment, UUID)).toHaveLength(1);
  });

  test.each([
    ['XDG_STATE_HOME', { XDG_STATE_HOME: '{directory}/state' }, 'state/nova-preflight'],
    ['the home', { XDG_STATE_HOME: 'relative' }, 'home/.local/state/nova-preflight'],
  ])('the journal is in %s unless one is named', async (_, env, folder) => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped] } });
    const { directory } = deployment;
    const run = await runInProcess(command(deployment, 'update', UUID, 'q35'), {
      env: { XDG_STATE_HOME: env.XDG_STATE_HOME.replace('{directory}', directory) },
      home: join(directory, 'home'),
    });
    expect(run.code).toBe(0);
    const file = join(directory, folder, 'machine-types.jsonl');
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
    expect(statSync(join(directory, folder)).mode & 0o777).toBe(0o700);
  });

  test('a UUID in capital letters is the same instance', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [{ vm_state: 'active' }] } });
    const run = await change(deployment, ['update', UUID.toUpperCase(), 'q35']);
    expect(run).toMatchObject({
      code: 3,
      stdout: `Instance ${UUID} in vm_state active. Cannot update machine type. while the instance is in this state.\n`,
    });
  });

  test('one whose cell does not answer', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped] } });
    await deployment.sql(
      'api',
      "UPDATE cell_mappings SET database_connection = '{refused cell1}' WHERE name = 'cell1'",
    );
    const run = await change(deployment, ['update', UUID, 'q35']);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^nova-preflight: cell cell1 did not answer: /);
  });

  test('one that is mapped to no cell yet is found in the cell that has it', async () => {
    const deployment = await changeable(engine, { cell1: {}, cell2: { instances: [stopped] } });
    await deployment.sql('api', 'UPDATE instance_mappings SET cell_id = NULL');
    const uuid = instanceUuid(2, 1);
    const run = await change(deployment, ['update', uuid, 'q35']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(journalled(deployment)).toMatchObject([{ cell: { name: 'cell2' } }]);
  });
});

test('an account that may not write is told which right it lacks, and the journal that nothing was changed', async () => {
  const deployment = await changeable('mariadb', { cell1: { instances: [stopped] } });
  const { username, pathname } = new URL(deployment.url('cell1'));
  const table = `\`${pathname.slice(1)}\`.instance_system_metadata`;
  await deployment.sql('cell1', `REVOKE INSERT ON ${table} FROM '${username}'@'%'`);
  const run = await change(deployment, ['update', UUID, 'q35']);
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toMatch(
    /^nova-preflight: permission denied: user ".*" may not change what was to be changed in ".*"; grant it INSERT \(INSERT command denied to user .*\)\.\n$/,
  );
  expect(journalled(deployment)).toMatchObject([{ after: 'q35', outcome: 'not-committed' }]);
  expect(await rowsOf(deployment, UUID)).toEqual([]);
});

test('a database that keeps something else than was written is left as it was', async () => {
  const deployment = await changeable('mariadb', { cell1: { instances: [stopped] } });
  await deployment.sql(
    'cell1',
    "CREATE TRIGGER other BEFORE INSERT ON instance_system_metadata FOR EACH ROW SET NEW.value = 'virt'",
  );
  const run = await change(deployment, ['update', UUID, 'q35']);
  expect(run).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `nova-preflight: instance ${UUID}: the database holds something else than was written to it (["virt"]), so the change was taken back.\n`,
  });
  expect(await rowsOf(deployment, UUID)).toEqual([]);
});
