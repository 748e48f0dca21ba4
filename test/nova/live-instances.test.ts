import { describe, expect, it, onTestFinished } from 'vitest';
import { createReader } from '../../src/database/reader.js';
import { liveInstances } from '../../src/nova/live-instances.js';
import type { CellTables } from '../../src/nova/schema.js';
import type { InstanceSet } from '../../src/nova/instance-set.js';
import { opened, setVariable } from '../database/opened.js';
import { cells, type InstanceCase, instanceUuid } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { type Deployment, makeDeployment } from '../support/deployment.js';
import { readCell } from './reading.js';

async function deployed(engine: Engine, instances: readonly InstanceCase[]): Promise<Deployment> {
  const deployment = await makeDeployment(engine, {
    cells: 1,
    rows: cells({ cell1: { instances } }),
  });
  onTestFinished(() => deployment.drop());
  return deployment;
}

function uuidsOf(instances: InstanceSet): string[] {
  return Array.from({ length: instances.size }, (_, index) => instances.uuid(index));
}

describe.each(ENGINES)('liveInstances on %s', (engine) => {
  it('has those that are not deleted, of every state, by UUID', async () => {
    const uuid = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
    const deployment = await deployed(engine, [
      { uuid: uuid('f') },
      { uuid: uuid('1'), deleted: 2 },
      { uuid: uuid('b'), vm_state: 'building' },
      { uuid: uuid('2'), vm_state: null },
      { uuid: uuid('C').toUpperCase() },
      { uuid: 'a-name' },
    ]);
    await deployment.sql(
      'cell1',
      `UPDATE instances SET deleted = NULL WHERE uuid = '${uuid('f')}'`,
    );
    const found = uuidsOf((await liveInstances(await readCell(deployment))).instances);
    expect(found.toSorted()).toEqual(
      [uuid('2'), uuid('C').toUpperCase(), 'a-name', uuid('b')].toSorted(),
    );
  });

  it('has none where there is none', async () => {
    const deployment = await deployed(engine, [{ deleted: 1 }]);
    const { instances, rows } = await liveInstances(await readCell(deployment));
    expect([instances.size, rows]).toEqual([0, 1]);
    const none = await liveInstances(await readCell(deployment, 'cell0'));
    expect([none.instances.size, none.rows]).toEqual([0, 0]);
  });

  it('has them all where there are several pages, deleted ones between', async () => {
    const count = 21_000;
    const instances = Array.from({ length: count }, (_, index) => ({
      uuid: instanceUuid(1, index + 1),
      deleted: index % 3,
    }));
    const deployment = await makeDeployment(engine, { cells: 1, rows: { cell1: { instances } } });
    onTestFinished(() => deployment.drop());
    const live = instances.flatMap(({ uuid, deleted }) => (deleted === 0 ? [uuid] : []));
    const { instances: set, rows } = await liveInstances(await readCell(deployment));
    const found = uuidsOf(set);
    expect([found.length, rows]).toEqual([live.length, count]);
    expect(found.toSorted()).toEqual(live);
  });

  // Its halves would stand for instances that there are not, and nobody for the one that there is.
  it.each([
    [0, 'has a comma'],
    [3, undefined],
  ])('cannot tell of a UUID with a comma, unless deleted (%j)', async (deleted, message) => {
    const deployment = await deployed(engine, [{}, { uuid: 'abc,def', deleted }]);
    const live = liveInstances(await readCell(deployment));
    if (message === undefined)
      expect(uuidsOf((await live).instances)).toEqual([instanceUuid(1, 1)]);
    else await expect(live).rejects.toThrow(message);
  });
});

it.each([1024, 1023, 1025, 1100, 36, 37])(
  'is not deceived by a server that cuts texts at %i bytes',
  async (limit) => {
    const deployment = await deployed(
      'mariadb',
      Array.from({ length: 60 }, () => ({})),
    );
    const session = await opened(deployment.url('cell1'));
    await setVariable(session, `group_concat_max_len = ${limit}`);
    const reader = createReader<CellTables>(session, new AbortController().signal);
    const found = uuidsOf((await liveInstances(reader)).instances);
    expect(found.toSorted()).toEqual(
      Array.from({ length: 60 }, (_, index) => instanceUuid(1, index + 1)),
    );
  },
);

it('says so when a server cuts even the text of one', async () => {
  const deployment = await deployed('mariadb', [{}]);
  const session = await opened(deployment.url('cell1'));
  await setVariable(session, 'group_concat_max_len = 30');
  const reader = createReader<CellTables>(session, new AbortController().signal);
  await expect(liveInstances(reader)).rejects.toThrow('cannot be read whole');
});
