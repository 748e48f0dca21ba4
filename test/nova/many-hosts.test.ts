import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostQemus } from '../../src/nova/host-qemu.js';
import { hypervisors } from '../../src/nova/hypervisors.js';
import { judgedComputes } from '../../src/nova/old-computes.js';
import { ENGINES } from '../support/databases.js';
import { type Deployment, makeDeployment } from '../support/deployment.js';
import { computeNodeRow, serviceRow } from '../support/rows.js';
import { readCell } from './reading.js';

/** One more than a page has, the first with an id that only a person gives. */
const IDS = [-1, ...Array.from({ length: 500 }, (_, index) => index + 1)];

const hostOf = (id: number) => `host-${String(500 - id).padStart(3, '0')}`;

describe.each(ENGINES)('more hosts than one statement gives, on %s', (engine) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await makeDeployment(engine, {
      cells: 1,
      rows: {
        cell1: {
          services: IDS.map((id) =>
            serviceRow({ id, host: hostOf(id), version: id === -1 || id === 500 ? 50 : 68 }),
          ),
          compute_nodes: IDS.map((id) =>
            computeNodeRow({
              id,
              host: hostOf(id),
              hypervisor_hostname: hostOf(id),
              hypervisor_version: id === -1 || id === 500 ? 4_002_000 : 8_002_000,
            }),
          ),
        },
      },
    });
  });
  afterAll(async () => deployment.drop());

  it('finds the old computes at both ends, by host', async () => {
    const { computes, old } = await judgedComputes(await readCell(deployment), 60);
    expect(computes).toBe(501);
    expect(old.map(({ host, version }) => [host, version])).toEqual([
      ['host-000', 50],
      ['host-501', 50],
    ]);
  });

  it('finds the hypervisors of all, by host', async () => {
    const found = await hypervisors(await readCell(deployment));
    expect(found).toHaveLength(501);
    expect([found[0], found.at(-1)].map((one) => [one?.host, one?.version])).toEqual([
      ['host-000', 4_002_000],
      ['host-501', 4_002_000],
    ]);
  });

  it('knows the QEMU of all', async () => {
    const { versions, of } = await hostQemus(await readCell(deployment));
    expect(versions.map((version) => version.join('.'))).toEqual(['4.2.0', '8.2.0']);
    expect(of({ host: 'host-000', node: 'host-000' })).toMatchObject({ version: [4, 2, 0] });
  });
});
