import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImpactReport } from '../../src/report/impact.js';
import { cells, instanceUuid } from '../support/cells.js';
import { type Deployment, makeDeployment } from '../support/deployment.js';
import { preflight, preflightOnTerminal } from '../support/process.js';
import { cellUuid } from '../support/rows.js';
import { mapCells } from './check-run.js';

let deployment: Deployment;
let pinned: Deployment;
let broken: Deployment;

beforeAll(async () => {
  [deployment, pinned, broken] = await Promise.all([
    makeDeployment('mariadb', {
      cells: 2,
      rows: cells({
        cell1: {
          computes: [
            { host: 'a' },
            {
              host: 'short',
              node: { hypervisor_hostname: 'short.example.net' },
              service: { version: 68 },
            },
          ],
          instances: [
            { host: 'a', display_name: 'web', project_id: 'p' },
            { host: 'a', machineType: 'pc', display_name: '\u001b[31mred' },
            { vm_state: 'shelved_offloaded' },
            { host: 'short' },
          ],
        },
        cell2: {
          computes: [{ host: 'b', node: { cpu_info: '{"arch": "aarch64"}' } }],
          instances: [{ host: 'b' }, { host: 'b', machineType: 'virt-6.2' }],
        },
      }),
    }),
    makeDeployment('sqlite', {
      cells: 1,
      rows: cells({
        cell1: { computes: [{ host: 'a' }], instances: [{ host: 'a', machineType: 'pc' }] },
      }),
    }),
    makeDeployment('mariadb', {
      cells: 2,
      rows: cells({
        cell1: { computes: [{ host: 'a' }], instances: [{ host: 'a', machineType: 'q35' }] },
        cell2: { computes: [{ host: 'b' }], instances: [{ host: 'b' }] },
      }),
    }),
  ]);
  await mapCells(broken, { cell1: broken.url('cell1'), dead: '{refused cell2}' });
});

afterAll(async () => {
  await Promise.all([deployment.drop(), pinned.drop(), broken.drop()]);
});

async function impact(
  { configFile, directory }: Deployment,
  args: string,
  env: Record<string, string> = {},
) {
  const words = args.split(' ').filter((word) => word !== '');
  return preflight(['machine-type', 'impact', '--config-file', configFile, ...words], {
    cwd: directory,
    env,
  });
}

async function report(made: Deployment, args: string, env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await impact(made, `${args} -f json`, env);
  expect(stderr).toBe('');
  const document = JSON.parse(stdout) as ImpactReport;
  expect(document.result).toBe(code);
  return document;
}

const counts = ({ groups }: ImpactReport) =>
  Object.fromEntries(groups.map(({ key, instances }) => [key, instances]));

describe('machine-type impact', () => {
  test('some would change: 2, as JSON', async () => {
    const document = await report(deployment, '--set x86_64=q35 --limit 1');
    expect(document).toMatchObject({
      schemaVersion: 1,
      result: 2,
      old: { value: null, origin: deployment.configFile },
      new: { value: ['x86_64=q35'], origin: '--set' },
      numPciePorts: { value: 0, origin: 'its default' },
      cells: [
        { uuid: cellUuid(1), name: 'cell1', answered: true, reason: null, instances: 4 },
        { uuid: cellUuid(2), name: 'cell2', answered: true, reason: null, instances: 2 },
      ],
      hosts: null,
      unknownHosts: [],
      instances: 6,
      changes: [{ architecture: 'x86_64', from: 'pc', to: 'q35', instances: 3 }],
      recordedByRestart: 1,
      movesToQ35: 3,
      rebuilds: 2,
      devicesUnknown: [],
      findings: [{ key: 'pcie-ports-default' }],
      remediation: [
        {
          key: 'restart',
          argv: ['systemctl', 'restart', 'nova-compute'],
          instances: 2,
          hosts: [
            { host: 'a', instances: 1, otherNames: [] },
            { host: 'b', instances: 1, otherNames: [] },
          ],
        },
        {
          key: 'hard-reboot',
          instances: 1,
          hosts: [{ host: 'short', instances: 1, otherNames: ['short.example.net'] }],
        },
        {
          key: 'update',
          instances: 1,
          hosts: [],
          commands: [['nova-preflight', 'machine-type', 'update', instanceUuid(1, 3), 'pc']],
        },
      ],
    });
    expect(document.groups[0]).toMatchObject({
      key: 'would-change',
      instances: 3,
      byCell: { [cellUuid(1)]: 3 },
      byHost: { '': 1, a: 1, short: 1 },
      listed: [{ uuid: instanceUuid(1, 1), name: 'web', from: 'pc', to: 'q35' }],
    });
    expect(counts(document)).toMatchObject({ same: 1, pinned: 1, 'pinned-alias': 1 });
  });

  test('none would, but one is not pinned: 1', async () => {
    const document = await report(deployment, '--set x86_64=q35 --from x86_64=q35');
    expect(document).toMatchObject({
      result: 1,
      old: { value: ['x86_64=q35'], origin: '--from' },
    });
    expect(counts(document)).toMatchObject({ 'would-change': 0, same: 4 });
  });

  test('all are pinned: 0', async () => {
    const { code, stdout } = await impact(pinned, '--set x86_64=q35');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'No instance of 1 would change, and each has its type recorded (exit code 0)\n',
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Note: A rebuild drops a recorded type that the image does not give: 1 pinned instance would then get another one by the new value, if its image names none.',
    );
  });

  test('a dead cell: 255, with the answers of the others, and no password', async () => {
    const { code, stdout, stderr } = await impact(broken, '--set x86_64=pc --timeout 20');
    expect({ code, stderr }).toEqual({ code: 255, stderr: '' });
    expect(stdout).toContain('dead could not be asked: ');
    expect(stdout).toContain('1 pinned-alias: ');
    expect(stdout).not.toMatch(/n0va|p@ss|p%40ss/);
  });

  test('a cell by name or UUID, which spares the dead one', async () => {
    expect(await impact(broken, '--set x86_64=pc --cell cell1')).toMatchObject({ code: 0 });
    for (const uuid of [cellUuid(2), cellUuid(2).toUpperCase()]) {
      const document = await report(deployment, `--set x86_64=q35 --cell ${uuid}`);
      expect(document).toMatchObject({ result: 1, instances: 2, cells: [{ name: 'cell2' }] });
    }
  });

  test('an unknown cell: 255, and the known ones', async () => {
    expect(await impact(deployment, '--set x86_64=q35 --cell cell9')).toMatchObject({
      code: 255,
      stdout: '',
      stderr:
        'nova-preflight: --cell "cell9": no cell with guests has that UUID or name; there are cell1, cell2.\n',
    });
  });

  test('hosts: those alone, and one that no cell knows is never green', async () => {
    expect(await report(deployment, '--set x86_64=q35 --host b')).toMatchObject({
      result: 1,
      instances: 2,
      hosts: ['b'],
    });
    const unknown = await report(deployment, '--set x86_64=q35 --host b --host nowhere');
    expect(unknown).toMatchObject({ result: 255, unknownHosts: ['nowhere'] });
  });

  test('the old value of the configuration, and the new one of a file', async () => {
    const old = join(deployment.directory, 'nova-compute.conf');
    const next = join(deployment.directory, 'next.conf');
    writeFileSync(old, '[libvirt]\nhw_machine_type = x86_64=pc\nnum_pcie_ports = 4\n');
    writeFileSync(next, '[libvirt]\nnum_pcie_ports = 16\nhw_machine_type = x86_64=q35\n');
    // The environment is this run's: it goes before the files, but not before what is to come.
    const env = { OS_LIBVIRT__HW_MACHINE_TYPE: 'aarch64=virt' };
    const args = `--config-file ${old} --new-config next.conf`;
    expect(await report(deployment, args)).toMatchObject({
      result: 2,
      old: { value: ['x86_64=pc'], origin: `${old}:2` },
      new: { value: ['x86_64=q35'], origin: `${next}:3` },
      numPciePorts: { value: 16, origin: `${next}:2` },
      findings: [],
    });
    expect(await report(deployment, args, env)).toMatchObject({
      old: { value: ['aarch64=virt'], origin: 'environment OS_LIBVIRT__HW_MACHINE_TYPE' },
      new: { value: ['x86_64=q35'] },
    });
  });

  test.each([
    ['no new value', '', 'Say what [libvirt]hw_machine_type is to become: '],
    ['two new values', '--set x86_64=q35 --new-config a.conf', '--set and --new-config: give one'],
    ['no architecture', '--set q35', '--set "q35": "q35" is for no architecture'],
    ['an alias', '--set amd64=q35', '--set "amd64=q35": nova-compute compares architectures'],
    [
      'an unknown architecture',
      '--set riscv64=virt',
      '--set "riscv64=virt": "riscv64" is no architecture that Nova knows: the entry never counts. Known are for x86_64 and i686: pc and pc-i440fx-<version>; ',
    ],
    ['an unknown type', '--set x86_64=q36', '--set "x86_64=q36": "q36" is no machine type'],
    ['the same of the old value', '--set x86_64=q35 --from pc', '--from "pc": "pc" is for no'],
    ['nothing', '--set ,', '--set ",": give a list like x86_64=q35.'],
    ['one of nothing', '--set x86_64=q35,,i686=pc', '--set "": There is nothing between two'],
    [
      'twice',
      '--set x86_64=q35 --set x86_64=pc',
      '--set ["x86_64=q35","x86_64=pc"]: give it once.',
    ],
    ['a bad limit', '--set x86_64=q35 --limit -1', '--limit "-1": give a whole number'],
    ['a bad format', '--set x86_64=q35 -f csv', '--format "csv": give '],
  ])('%s: 64', async (_what, args, message) => {
    const { code, stdout, stderr } = await impact(deployment, args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(`nova-preflight: ${message}`);
  });

  test.each([60, 80])(
    'fits %d columns, and what could steer the terminal is shown',
    async (columns) => {
      const ended = await preflightOnTerminal(
        ['machine-type', 'impact', '--config-file', deployment.configFile, '--set', 'x86_64=q35'],
        { columns, cwd: deployment.directory, env: { NO_COLOR: '1' } },
      );
      expect(ended.code).toBe(2);
      expect(ended.stdout).toContain(String.raw`\u{1b}[31mred`);
      expect(ended.stdout).not.toContain('\u001b');
      const lines = ended.stdout.split('\n').filter((line) => !/^\[\d+\] /.test(line));
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
    },
  );
});

test('the whole text', async () => {
  const { stdout } = await impact(
    deployment,
    '--set x86_64=q35 --from x86_64=pc --cell cell1 --host a',
  );
  expect(stdout).toBe(String.raw`Old: x86_64=pc (--from)
New: x86_64=q35 (--set)
     Both are taken for a and what is on no host there, with
     [libvirt]num_pcie_ports = 0 (its default).
     warning pcie-ports-default: It is not set, and x86_64=q35 makes q35 guests:
       they get one or two free PCIe ports, and each volume or network port that
       is attached later takes one. Guests read the number when they are next
       defined.
Looked at: 3 live instances in 1 cell

2 would-change: no type is recorded, and the new value gives another one than
  the old: the guest gets it when it is next defined
  A start of nova-compute records the type of 1 of them: before the change the
    OLD one, after it the NEW one.
  Types: x86_64 pc -> q35 2
  At: cold migration or resize 1, evacuation 1, hard reboot 1, host reboot 1,
    rebuild 1, rescue 1, unshelve 1
  2 guests would move from pc to q35; nothing that is recorded tells of a risk.
  Cells: cell1 2
  Hosts: no host 1, a 1
  Projects: b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6 1, p 1
  Instances:
    00000001-0000-4000-8000-000000000001 web
      cell1, a, active, project p
      x86_64 pc -> q35 at hard reboot, cold migration or resize, rebuild,
        rescue, evacuation, host reboot; not-recorded
    00000001-0000-4000-8000-000000000003 00000001-0000-4000-8000-000000000003
      cell1, no host, shelved_offloaded
      project b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6
      x86_64 pc -> q35 at unshelve; shelved-offloaded

1 pinned-alias: an alias such as pc is recorded: the option cannot touch it; the
  family is fixed, and the version is whichever is the newest in the QEMU of its
  host
  Types: pc 1
  Cells: cell1 1
  Hosts: a 1
  Projects: b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6 1
  Instances:
    00000001-0000-4000-8000-000000000002 \u{1b}[31mred
      cell1, a, active, project b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6
      pc; a rebuild gives q35

Note: A rebuild drops a recorded type that the image does not give: 1 pinned
  instance would then get another one by the new value, if its image names none.

What to do before the option is changed:
  systemctl restart nova-compute
    there, before the option is changed: that records the OLD type. The first
    restart after the change, which is what makes the change count, records the
    NEW one (the unit may be called otherwise).
    Hosts, with their instances: a (1)
  nova-preflight machine-type update <uuid> <machine-type>
    for those that no nova-compute records, with the old type; the instance has
    to be stopped, shelved or shelved-offloaded
    That is:
      nova-preflight machine-type update 00000001-0000-4000-8000-000000000003 pc

2 of 3 instances would change (exit code 2)
`);
});
