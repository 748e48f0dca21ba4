import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { cells, type InstanceCase } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { type Deployment, makeDeployment } from '../support/deployment.js';
import { preflight } from '../support/process.js';
import { cellUuid, type DeploymentRows } from '../support/rows.js';
import { serverUntil } from './servers.js';

const node = (hypervisor_version: number, hypervisor_type = 'QEMU') => ({
  hypervisor_version,
  hypervisor_type,
});

function many(count: number, instance: InstanceCase): InstanceCase[] {
  return Array.from({ length: count }, () => instance);
}

const ROWS: DeploymentRows = {
  ...cells({
    cell1: {
      computes: [
        { host: 'old', node: node(8_002_002) },
        { host: 'new', node: node(10_002_000) },
        { host: 'metal', node: node(1, 'ironic') },
      ],
      instances: [
        ...many(3, { host: 'old', machineType: 'pc', project_id: 'p1' }),
        ...many(2, { host: 'new', machineType: 'pc', project_id: 'p2' }),
        { host: 'new', machineType: 'pc-i440fx-2.3', project_id: 'p1' },
        { host: 'old', machineType: 'pc-i440fx-2.3', project_id: 'p1' },
        { host: 'new', project_id: 'p2' },
        { host: 'metal', project_id: 'p2' },
        { host: null, vm_state: 'building', project_id: 'p2' },
        { host: 'old', machineType: 'bad', deleted: 9 },
      ],
    },
    cell2: {
      computes: [{ host: 'old', node: node(8_002_002) }],
      instances: [
        { host: 'old', machineType: 'pc', project_id: 'p1' },
        { host: null, machineType: 'q35', vm_state: 'shelved_offloaded', project_id: null },
        { host: 'old', machineType: 'pc-q35-rhel9.4.0', project_id: 'p,"1"\u001B[31m' },
      ],
    },
  }),
  api: {},
};

const deployments = new Map<Engine, Deployment>();

beforeAll(async () => {
  for (const engine of ENGINES) {
    deployments.set(engine, await makeDeployment(engine, { cells: 2, rows: ROWS }));
  }
});

afterAll(async () => {
  for (const deployment of deployments.values()) await deployment.drop();
});

function deploymentOn(engine: Engine): Deployment {
  const deployment = deployments.get(engine);
  if (deployment === undefined) throw new Error(engine);
  return deployment;
}

async function inventory(
  deployment: Deployment,
  args: string,
  env: Readonly<Record<string, string>> = {},
) {
  const words = args.split(' ').filter((word) => word !== '');
  const { code, stdout, stderr } = await preflight(
    ['machine-type', 'inventory', '--config-file', deployment.configFile, ...words],
    { env },
  );
  return { code, stdout, stderr };
}

describe.each(ENGINES)('machine-type inventory on %s', (engine) => {
  const run = async (args: string) => inventory(deploymentOn(engine), args);

  test("by type, judged by each host's own QEMU", async () => {
    expect(await run('')).toEqual({
      code: 2,
      stderr: '',
      stdout: `machine type      QEMU    instances  life                                                                                 cells
pc-i440fx-2.3     10.2.0  1          removed in QEMU 9.1                                                                  cell1: 1
pc-i440fx-2.3     8.2.2   1          deprecated since QEMU 8.2, to be removed in QEMU 9.1                                 cell1: 1
pc-q35-rhel9.4.0  8.2.2   1          unknown: it is a distribution's own type, which the version of QEMU says nothing of  cell2: 1
(unset)           10.2.0  1          none is recorded                                                                     cell1: 1
pc                8.2.2   4          fine                                                                                 cell1: 3, cell2: 1
pc                10.2.0  2          fine                                                                                 cell1: 2
q35               -       1          fine                                                                                 cell2: 1
(unset)           -       1          not on QEMU, where it means nothing                                                  cell1: 1
12 instances, judged by each host's own QEMU: 1 removed, 1 deprecated, 1 unknown, 1 unset, 7 fine, 1 not on QEMU (exit code 2)
Left out: 1 that are still building.
`,
    });
  });

  test('by host', async () => {
    const { code, stdout } = await run('--by host');
    expect(code).toBe(2);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 5))).toEqual([
      ['cell', 'host', 'machine type', 'QEMU', 'instances'],
      ['cell1', 'metal', '(unset)', '-', '1'],
      ['cell1', 'new', 'pc-i440fx-2.3', '10.2.0', '1'],
      ['cell1', 'new', '(unset)', '10.2.0', '1'],
      ['cell1', 'new', 'pc', '10.2.0', '2'],
      ['cell1', 'old', 'pc-i440fx-2.3', '8.2.2', '1'],
      ['cell1', 'old', 'pc', '8.2.2', '3'],
      ['cell2', 'old', 'pc-q35-rhel9.4.0', '8.2.2', '1'],
      ['cell2', 'old', 'pc', '8.2.2', '1'],
      ['cell2', '(no host)', 'q35', '-', '1'],
      [expect.stringMatching(/^12 instances/)],
      ['Left out: 1 that are still building.'],
      [''],
    ]);
  });

  test('by project, as CSV: what users call things stays in its place', async () => {
    expect(await run('--by project -f csv')).toEqual({
      code: 2,
      stderr: '',
      stdout: String.raw`project,machine_type,qemu,instances,state,life,cells
"p,""1""\u{1b}[31m",pc-q35-rhel9.4.0,8.2.2,1,unknown,"unknown: it is a distribution's own type, which the version of QEMU says nothing of",cell2: 1
p1,pc-i440fx-2.3,10.2.0,1,removed,removed in QEMU 9.1,cell1: 1
p1,pc-i440fx-2.3,8.2.2,1,deprecated,"deprecated since QEMU 8.2, to be removed in QEMU 9.1",cell1: 1
p1,pc,8.2.2,4,fine,fine,"cell1: 3, cell2: 1"
p2,,10.2.0,1,unset,none is recorded,cell1: 1
p2,pc,10.2.0,2,fine,fine,cell1: 2
p2,,,1,other,"not on QEMU, where it means nothing",cell1: 1
,q35,,1,fine,fine,cell2: 1
`,
    });
  });

  test('by cell, one cell alone, with a version of QEMU, as JSON', async () => {
    const { code, stdout } = await run('--by cell --cell cell1 --qemu 8.2 -f json');
    expect(code).toBe(1);
    const entry = {
      qemu: null,
      cell: 'cell1',
      host: null,
      project: null,
    };
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      result: 1,
      by: 'cell',
      judgedBy: 'QEMU 8.2',
      instances: 9,
      building: 1,
      states: { deprecated: 2, unset: 1, fine: 5, other: 1 },
      entries: [
        {
          ...entry,
          machineType: 'pc-i440fx-2.3',
          instances: 2,
          byCell: { cell1: 2 },
          life: {
            state: 'deprecated',
            since: 'QEMU 8.2',
            removedIn: 'QEMU 9.1',
            text: 'deprecated since QEMU 8.2, to be removed in QEMU 9.1',
          },
        },
        {
          ...entry,
          machineType: null,
          instances: 1,
          byCell: { cell1: 1 },
          life: { state: 'unset', text: 'none is recorded' },
        },
        {
          ...entry,
          machineType: 'pc',
          instances: 5,
          byCell: { cell1: 5 },
          life: { state: 'fine', text: 'fine' },
        },
        {
          ...entry,
          machineType: null,
          instances: 1,
          byCell: { cell1: 1 },
          life: { state: 'other', text: 'not on QEMU, where it means nothing' },
        },
      ],
      unanswered: [],
    });
  });

  test.each([
    // There pc stands for pc-i440fx-rhel7.6.0.
    {
      args: `--cell ${cellUuid(2)} --distro rhel9`,
      code: 1,
      states: { deprecated: 1, fine: 2 },
    },
    { args: '--cell cell2 --distro noble', code: 1, states: { fine: 2, unknown: 1 } },
    { args: '--cell cell2 --qemu 1.0', code: 2, states: { newer: 2, unknown: 1 } },
    {
      args: '--cell cell1 --cell cell2 --qemu 9.1',
      code: 2,
      states: { removed: 2, unknown: 1, unset: 1, fine: 7, other: 1 },
    },
  ])('$args: $code', async ({ args, code, states }) => {
    const ended = await run(`${args} -f json`);
    const report = JSON.parse(ended.stdout) as { states: unknown };
    expect([ended.code, report.states]).toEqual([code, states]);
  });
});

describe('machine-type inventory', () => {
  test('a cell that does not answer: 255, the others are counted', async () => {
    const deployment = await makeDeployment('mariadb', {
      cells: 2,
      rows: {
        ...cells({
          cell1: {
            computes: [{ host: 'a', node: node(7_002_000) }],
            instances: [{ host: 'a', machineType: 'pc' }],
          },
        }),
        api: {},
      },
      afterwards: [
        ['api', "UPDATE cell_mappings SET database_connection = NULL WHERE name = 'cell2'"],
      ],
    });
    try {
      const reason =
        'cell mapping cell2 has no database_connection; set it with nova-manage cell_v2 update_cell.';
      expect(await inventory(deployment, '')).toEqual({
        code: 255,
        stderr: `nova-preflight: cell cell2 did not answer: ${reason}\n`,
        stdout: `machine type  QEMU   instances  life  cells
pc            7.2.0  1          fine  cell1: 1
1 instance, judged by each host's own QEMU: 1 fine (exit code 255)
Not counted, for they did not answer: cell2.
`,
      });
      const json = await inventory(deployment, '-f json');
      expect(JSON.parse(json.stdout)).toMatchObject({
        result: 255,
        unanswered: [{ cell: 'cell2', reason }],
      });
      expect(await inventory(deployment, '--cell cell1')).toMatchObject({ code: 0, stderr: '' });
    } finally {
      await deployment.drop();
    }
  });

  test('a cell that dies half way: its counts are left out, and what is removed elsewhere is told', async () => {
    const server = inject('server');
    const dying = await serverUntil(server, '`instance_system_metadata`', (client) =>
      client.destroy(),
    );
    const deployment = await makeDeployment('mariadb', { cells: 2, rows: ROWS });
    try {
      await deployment.sql(
        'api',
        `UPDATE cell_mappings SET database_connection = REPLACE(database_connection, ':${server.port}/', ':${dying.port}/') WHERE name = 'cell2'`,
      );
      const ended = await inventory(deployment, '');
      expect(ended).toMatchObject({
        code: 2,
        stderr: `nova-preflight: cell cell2 did not answer: the connection to 127.0.0.1:${dying.port} was lost.\n`,
      });
      expect(ended.stdout).toContain('\n9 instances, judged by each host');
    } finally {
      await dying.close();
      await deployment.drop();
    }
  });

  test.each([
    ['--by node', '--by "node": give one of cell, host, project.'],
    ['--by host --by cell', '--by ["host","cell"]: give it once.'],
    ['--qemu new', '--qemu "new": give a version, like 8.2.'],
    ['--qemu 9.2 --distro rhel9', '--qemu and --distro: give one of them.'],
    [
      '--distro windows',
      '--distro "windows": give a release of RHEL, one of its rebuilds or of Ubuntu, like rhel9, rocky9.4, ubuntu24.04 or noble.',
    ],
    ['-f xml', '--format "xml": give one of table, json, csv.'],
    ['--timeout 0', '--timeout "0": give a number of seconds above 0, like 60 or 2.5.'],
    ['--cell cell3', '--cell "cell3": there is no such cell; there are cell0, cell1, cell2.'],
    ['--json', 'Unknown argument: json'],
  ])('%s: 64', async (args, message) => {
    expect(await inventory(deploymentOn('sqlite'), args)).toEqual({
      code: 64,
      stdout: '',
      stderr: `nova-preflight: ${message}\nSee nova-preflight --help.\n`,
    });
  });

  test('nothing that could be asked: 255', async () => {
    const deployment = await makeDeployment('sqlite', { cells: 0 });
    try {
      expect(await inventory(deployment, '')).toEqual({
        code: 255,
        stdout: '',
        stderr:
          'nova-preflight: no cell but cell0 is mapped, so that no instance can be looked at.\n',
      });
    } finally {
      await deployment.drop();
    }
  });

  test('no instances: 0', async () => {
    const deployment = await makeDeployment('sqlite', { cells: 1 });
    try {
      expect(await inventory(deployment, '')).toEqual({
        code: 0,
        stdout: '0 instances (exit code 0)\n',
        stderr: '',
      });
    } finally {
      await deployment.drop();
    }
  });
});
