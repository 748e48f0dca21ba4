import { describe, expect, it, onTestFinished } from 'vitest';
import {
  computeNodes,
  countComputeNodes,
  hasOtherDrivers,
  isOtherDriver,
} from '../../src/nova/compute-nodes.js';
import { collected } from '../../src/nova/pages.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { computeNodeRow } from '../support/rows.js';
import { readCell } from './reading.js';

describe.each(ENGINES)('on %s', (engine) => {
  it('reads the live compute nodes by id, and counts the same', async () => {
    const node = (id: number, host: string | null, name: string | null, columns = {}) =>
      computeNodeRow({ id, host, hypervisor_hostname: name, ...columns });
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: {
        cell1: {
          compute_nodes: [
            node(7, 'ironic', 'f5b0', { hypervisor_type: 'ironic' }),
            node(3, 'gone', 'gone', { deleted: 3 }),
            node(4, 'never', 'never', { deleted: null }),
            node(5, 'b', 'b.example'),
            node(6, null, null),
          ],
        },
      },
    });
    onTestFinished(() => deployment.drop());
    const reader = await readCell(deployment);
    expect(await collected(computeNodes(reader))).toEqual([
      { host: 'b', hypervisorHostname: 'b.example', hypervisorType: 'QEMU' },
      { host: null, hypervisorHostname: null, hypervisorType: 'QEMU' },
      { host: 'ironic', hypervisorHostname: 'f5b0', hypervisorType: 'ironic' },
    ]);
    expect(await countComputeNodes(reader)).toBe(3);
    expect(await countComputeNodes(await readCell(deployment, 'cell0'))).toBe(0);
  });

  it.each([
    [['QEMU', 'ironic'], 0, true],
    // The same to MySQL's collation; only one of them is known.
    [['ironic ', 'ironic'], 0, true],
    [['QEMU', 'ironic'], 1, false],
    [['QEMU', 'ironic '], 0, false],
    [[], 0, false],
  ])(
    'tells whether one of %j (deleted: %j) is of another driver: %j',
    async (types, deleted, expected) => {
      const nodes = types.map((hypervisor_type, index) =>
        computeNodeRow({
          host: `host${index}`,
          hypervisor_hostname: `host${index}`,
          hypervisor_type,
          deleted,
        }),
      );
      const deployment = await makeDeployment(engine, {
        cells: 1,
        rows: { cell1: { compute_nodes: nodes } },
      });
      onTestFinished(() => deployment.drop());
      expect(await hasOtherDrivers(await readCell(deployment))).toBe(expected);
    },
  );
});

describe('isOtherDriver', () => {
  it.each([
    'ironic',
    'Ironic',
    'VMware vCenter Server',
    'VMware ESXi',
    'vmware',
    'hyperv',
    'HyperV',
    'zvm',
    'ZVM',
    'PRSM',
    'phyp',
    'XenServer',
    'fake',
    'lxd',
    'docker',
    'baremetal',
  ])('knows %s for another', (type) => {
    expect(isOtherDriver(type)).toBe(true);
  });

  // What libvirt's own drivers are called (virConnect.getType), and what nobody knows.
  it.each([
    'QEMU',
    'KVM',
    'qemu',
    'Xen',
    'xen',
    'LXC',
    'Parallels',
    'Virtuozzo',
    'bhyve',
    'CH',
    '',
  ])('leaves %j to libvirt', (type) => {
    expect(isOtherDriver(type)).toBe(false);
  });
});
