import { describe, expect, it, onTestFinished } from 'vitest';
import { readInstanceRange, readInstances } from '../../src/nova/instances.js';
import { cells } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { readCell } from './reading.js';

describe.each(ENGINES)('live instances on %s', (engine) => {
  it('gives those that live, by their UUID to the letter', async () => {
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: cells({
        cell1: {
          instances: [
            { uuid: 'a', host: 'h', node: 'n', display_name: 'web é', project_id: 'p' },
            { uuid: 'b', display_name: null, project_id: null, vm_state: null },
            { uuid: 'gone', deleted: 3 },
            { uuid: 'other' },
          ],
        },
      }),
    });
    onTestFinished(() => deployment.drop());
    const reader = await readCell(deployment);
    const b = { uuid: 'b', name: null, project: null, host: null, node: null, vmState: null };
    expect(await readInstances(reader, ['b', 'gone', 'never', 'a'])).toEqual([
      { uuid: 'a', name: 'web é', project: 'p', host: 'h', node: 'n', vmState: 'active' },
      b,
    ]);
    // MariaDB finds it all the same; it is told by the name that it has.
    const found = await readInstances(reader, ['B']);
    expect(found.map(({ uuid }) => uuid)).toEqual(engine === 'mariadb' ? ['b'] : []);
    expect(await readInstanceRange(reader, 'b', 'gone')).toEqual([b]);
  });
});
