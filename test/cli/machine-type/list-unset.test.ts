import { describe, expect, onTestFinished, test } from 'vitest';
import { type CellCase, cells, instanceUuid } from '../../support/cells.js';
import { ENGINES } from '../../support/databases.js';
import { type Deployment, makeDeployment } from '../../support/deployment.js';
import { runInProcess } from '../../support/in-process.js';
import { command } from './deployment.js';

async function made(
  engine: (typeof ENGINES)[number],
  cases: Readonly<Record<`cell${number}`, CellCase>>,
): Promise<Deployment> {
  const deployment = await makeDeployment(engine, { cells: 2, rows: cells(cases) });
  onTestFinished(() => deployment.drop());
  return deployment;
}

describe.each(ENGINES)('list-unset on %s', (engine) => {
  const two = async () =>
    made(engine, {
      cell0: { instances: [{ vm_state: 'error' }] },
      cell1: {
        computes: [{ host: 'a' }, { host: 'metal', node: { hypervisor_type: 'ironic' } }],
        instances: [
          { uuid: 'ffffffff-0000-4000-8000-000000000000', host: 'a', display_name: 'web, "1"' },
          { uuid: '11111111-0000-4000-8000-000000000000', vm_state: 'shelved_offloaded' },
          { machineType: 'q35', host: 'a' },
          { uuid: '77777777-0000-4000-8000-000000000000', host: 'metal' },
        ],
      },
      cell2: { instances: [{ machineType: null, project_id: null }] },
    });

  test('cell after cell, each in the order of its UUIDs; those of other drivers apart', async () => {
    const deployment = await two();
    expect(await runInProcess(command(deployment, 'list-unset'))).toEqual({
      code: 3,
      stdout: `11111111-0000-4000-8000-000000000000
ffffffff-0000-4000-8000-000000000000
${instanceUuid(2, 1)}
`,
      stderr:
        "nova-preflight: left out: 1 on compute nodes of other drivers than libvirt's, which record no machine type (--include-non-libvirt lists them).\n",
    });
  });

  test('columns and formats', async () => {
    const deployment = await two();
    const words = [
      'list-unset',
      '--include-non-libvirt',
      '-c',
      'name,cell,host',
      '-c',
      'project,state,reason',
    ];
    const table = await runInProcess(command(deployment, ...words, '-f', 'csv'));
    expect(table).toEqual({
      code: 3,
      stdout: `name,cell,host,project,state,reason
11111111-0000-4000-8000-000000000000,cell1,,b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6,shelved_offloaded,shelved-offloaded
77777777-0000-4000-8000-000000000000,cell1,metal,b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6,active,other-driver
"web, ""1""",cell1,a,b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6,active,not-recorded
${instanceUuid(2, 1)},cell2,,,active,null-value
`,
      stderr: '',
    });
  });

  test.each([
    ['c2222222-2222-4222-8222-222222222222', 3, `${instanceUuid(2, 1)}\n`],
    ['C2222222-2222-4222-8222-222222222222', 3, `${instanceUuid(2, 1)}\n`],
    ['cell2', 3, `${instanceUuid(2, 1)}\n`],
    ['cell0', 3, `${instanceUuid(0, 1)}\n`],
    ['cell9', 2, 'Cell cell9 has no mapping.\n'],
    ['CELL2', 2, 'Cell CELL2 has no mapping.\n'],
  ])('--cell-uuid %s lists that cell alone', async (cell, code, stdout) => {
    const run = await runInProcess(command(await two(), 'list-unset', '--cell-uuid', cell));
    expect(run).toEqual({ code, stdout, stderr: '' });
  });

  test('a cell that is not asked may be dead; a name that two cells have is none', async () => {
    const deployment = await two();
    await deployment.sql(
      'api',
      "UPDATE cell_mappings SET database_connection = '{refused cell1}', name = 'cell2' WHERE name = 'cell1'",
    );
    const uuid = 'c2222222-2222-4222-8222-222222222222';
    const one = await runInProcess(command(deployment, 'list-unset', '--cell-uuid', uuid));
    expect(one).toMatchObject({ code: 3, stderr: '' });
    const named = await runInProcess(command(deployment, 'list-unset', '--cell-uuid', 'cell2'));
    expect(named).toEqual({
      code: 1,
      stdout: '',
      stderr: `nova-preflight: several cells have the name "cell2"; give the UUID of one: c1111111-1111-4111-8111-111111111111, ${uuid}.\n`,
    });
  });

  test.each(['uuid', 'uuid,cell', 'uuid,state'])(
    '%s of those that count, in parts',
    async (columns) => {
      const states = ['active', 'building', 'Building', null, 'building ', 'error', 'shelved'];
      const instances = Array.from({ length: 2100 }, (_, index) => ({
        vm_state: states[index % states.length] ?? null,
        deleted: index % 10 === 0 ? index : 0,
        ...(index % 4 === 0 ? { machineType: 'q35' } : {}),
      }));
      const deployment = await made(engine, { cell1: { instances }, cell2: { instances: [{}] } });
      const run = await runInProcess(command(deployment, 'list-unset', '-c', columns));
      const expected = instances.flatMap(({ vm_state, deleted, machineType }, index) =>
        vm_state === 'building' || deleted !== 0 || machineType !== undefined
          ? []
          : [instanceUuid(1, index + 1)],
      );
      const lines = run.stdout.trimEnd().split('\n');
      expect(lines.map((line) => line.slice(0, 36))).toEqual([...expected, instanceUuid(2, 1)]);
      expect(run).toMatchObject({ code: 3, stderr: '' });
      if (columns === 'uuid,cell') {
        expect([lines[0]?.slice(37), lines.at(-1)?.slice(37)]).toEqual(['cell1', 'cell2']);
      }
    },
  );

  test('UUIDs alone are those of longer rows, whatever stands in the database', async () => {
    const capitals = 'ABCDEF00-0000-4000-8000-00000000000A';
    const instances = [
      { id: -7, vm_state: 'building' },
      { id: 4, uuid: capitals },
      { id: 2_000_000_000, vm_state: 'building' },
      { id: 2_000_000_001 },
      { id: 2_000_000_002, machineType: 'q35' },
    ];
    const deployment = await made(engine, { cell1: { instances } });
    const alone = await runInProcess(command(deployment, 'list-unset'));
    const longer = await runInProcess(command(deployment, 'list-unset', '-c', 'uuid,name'));
    expect(alone.stdout.trimEnd().split('\n').toSorted()).toEqual([instanceUuid(1, 4), capitals]);
    expect(longer.stdout.replaceAll(/ .*/g, '')).toBe(alone.stdout);
  });

  test('where there are none, only a list says nothing', async () => {
    const deployment = await made(engine, { cell1: { instances: [{ machineType: 'q35' }] } });
    const run = async (...words: string[]) =>
      runInProcess(command(deployment, 'list-unset', ...words));
    const none = 'No instances found without hw_machine_type set.\n';
    expect(await run()).toEqual({ code: 0, stdout: none, stderr: '' });
    expect(await run('-f', 'value')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await run('-f', 'json')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
    expect(await run('-f', 'csv')).toEqual({ code: 0, stdout: 'uuid\n', stderr: '' });
    expect((await run('-f', 'table')).stdout).toBe('+------+\n| uuid |\n+------+\n+------+\n');
  });

  test('more than one part', async () => {
    const instances = Array.from({ length: 5500 }, () => ({}));
    const deployment = await made(engine, { cell1: { instances } });
    const run = await runInProcess(command(deployment, 'list-unset', '-f', 'json'));
    const uuids = (JSON.parse(run.stdout) as { uuid: string }[]).map(({ uuid }) => uuid);
    expect(uuids).toEqual(instances.map((_, index) => instanceUuid(1, index + 1)));
    let taken = 0;
    const stopping = await runInProcess(command(deployment, 'list-unset'), {
      isRead: () => (taken += 1) < 1,
    });
    expect(stopping).toMatchObject({ code: 3 });
    expect(stopping.stdout.split('\n')).toHaveLength(1001);
  });

  test('no cell but cell0 is no answer', async () => {
    const deployment = await two();
    await deployment.sql('api', 'DELETE FROM instance_mappings WHERE cell_id <> 1');
    await deployment.sql('api', 'DELETE FROM host_mappings');
    await deployment.sql('api', "DELETE FROM cell_mappings WHERE name <> 'cell0'");
    expect(await runInProcess(command(deployment, 'list-unset'))).toMatchObject({
      code: 1,
      stdout: '',
    });
  });
});
