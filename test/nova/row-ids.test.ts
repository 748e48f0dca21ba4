import { describe, expect, it, onTestFinished } from 'vitest';
import { idRange, nextId } from '../../src/nova/row-ids.js';
import { cells } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { readCell } from './reading.js';

describe.each(ENGINES)('ids on %s', (engine) => {
  async function reader(ids: readonly number[]) {
    const instances = ids.map((id) => ({ id, uuid: `u${id}` }));
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: cells({ cell1: { instances } }),
    });
    onTestFinished(() => deployment.drop());
    return readCell(deployment);
  }

  it('are the lowest and the highest, and the next above another', async () => {
    const cell = await reader([7, 3, 3_000_000_000 - 1e9, 12]);
    expect(await idRange(cell, 'instances')).toEqual({ from: 3, to: 2_000_000_000 });
    expect(await nextId(cell, 'instances', 7)).toBe(12);
    expect(await nextId(cell, 'instances', 12)).toBe(2_000_000_000);
    expect(await nextId(cell, 'instances', 2_000_000_000)).toBeUndefined();
  });

  it('are none of an empty table', async () => {
    const cell = await reader([]);
    expect(await idRange(cell, 'instances')).toBeUndefined();
    expect(await nextId(cell, 'instances', 0)).toBeUndefined();
  });
});
