import { describe, expect, it, onTestFinished } from 'vitest';
import { Hosts, readHosts } from '../../src/nova/hosts.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { computeNodeRow, serviceRow } from '../support/rows.js';
import { readCell } from './reading.js';

describe('isOther', () => {
  const hosts = new Hosts();
  for (const [host, hypervisorHostname, hypervisorType] of [
    ['kvm', 'kvm', 'QEMU'],
    ['metal', 'f5b0', 'ironic'],
    ['metal', 'f5b1', 'ironic'],
    ['mixed', 'mixed', 'QEMU'],
    ['mixed', 'f5b2', 'ironic'],
    ['metal-first', 'f5b3', 'ironic'],
    ['metal-first', 'metal-first', 'QEMU'],
    [null, 'stray', 'ironic'],
    ['strange', 'strange', 'unheard-of'],
  ] as const) {
    hosts.addNode({ host, hypervisorHostname, hypervisorType });
  }

  it.each([
    ['metal', 'f5b1', true],
    // A node that went away: the host's others tell.
    ['metal', 'f5b9', true],
    ['metal', null, true],
    ['kvm', 'kvm', false],
    ['mixed', 'f5b2', true],
    ['mixed', 'mixed', false],
    ['mixed', 'gone', false],
    ['metal-first', 'f5b3', true],
    ['metal-first', 'metal-first', false],
    ['strange', 'strange', false],
    ['unknown', 'unknown', false],
    [null, 'stray', false],
    [null, null, false],
  ])('on host %j and node %j: %j', (host, name, other) => {
    expect(hosts.isOther({ host, node: name })).toBe(other);
  });
});

describe.each(ENGINES)('readHosts on %s', (engine) => {
  it('reads the nodes and the services of more hosts than fit in a page', async () => {
    const now = new Date('2026-01-31T12:00:00Z');
    const names = Array.from({ length: 1100 }, (_, index) => `compute-${index}`);
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: {
        cell1: {
          compute_nodes: names.map((host, index) =>
            computeNodeRow({
              host,
              hypervisor_hostname: index % 2 === 0 ? host : `${host}.example`,
              hypervisor_type: index === 1099 ? 'ironic' : 'QEMU',
            }),
          ),
          services: names.map((host, index) =>
            serviceRow({
              host,
              version: index % 5 === 0 ? 53 : 74,
              last_seen_up: index % 3 === 0 ? '2026-01-31 11:00:00' : '2026-01-31 12:00:00',
            }),
          ),
        },
      },
    });
    onTestFinished(() => deployment.drop());
    const hosts = await readHosts(await readCell(deployment), now);
    expect([...hosts.hypervisorTypes].sort()).toEqual(['QEMU', 'ironic']);
    const told = names.map((host) => [
      hosts.compute(host),
      hosts.hasOtherName({ host, node: null }),
      hosts.isOther({ host, node: null }),
    ]);
    expect(told).toEqual(
      names.map((_, index) => [
        index % 5 === 0 ? 'old' : index % 3 === 0 ? 'down' : 'up',
        index % 2 === 1,
        index === 1099,
      ]),
    );
  });
});
