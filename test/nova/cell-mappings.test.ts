import { describe, expect, it, onTestFinished } from 'vitest';
import { cellMappings } from '../../src/nova/cell-mappings.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { readApi } from './reading.js';

describe.each(ENGINES)('cellMappings on %s', (engine) => {
  it('lists them all by id, whatever their name, state or URL', async () => {
    const mapping = (id: number, uuid: string, columns: object) => ({ id, uuid, ...columns });
    const deployment = await makeDeployment(engine, {
      cells: 0,
      rows: {
        api: {
          cell_mappings: [
            mapping(9, 'ffffffff-ffff-4fff-8fff-ffffffffffff', {
              name: 'edge',
              disabled: 1,
              database_connection: '{scheme}://x',
            }),
            mapping(2, '00000000-0000-0000-0000-000000000000', { name: 'zero', disabled: 0 }),
            mapping(10, 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', { database_connection: '' }),
            mapping(1, 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', { name: 'cell0', disabled: 0 }),
          ],
        },
      },
    });
    onTestFinished(() => deployment.drop());
    // From such an index SQLite reads them in another order, if it is not told.
    if (engine === 'sqlite') {
      await deployment.sql(
        'api',
        'CREATE INDEX i ON cell_mappings (uuid, name, disabled, database_connection)',
      );
    }
    expect(await cellMappings(await readApi(deployment))).toEqual([
      {
        uuid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
        name: 'cell0',
        disabled: false,
        isCell0: false,
        connection: null,
      },
      {
        uuid: '00000000-0000-0000-0000-000000000000',
        name: 'zero',
        disabled: false,
        isCell0: true,
        connection: null,
      },
      {
        uuid: 'ffffffff-ffff-4fff-8fff-ffffffffffff',
        name: 'edge',
        disabled: true,
        isCell0: false,
        connection: '{scheme}://x',
      },
      // Before Rocky's migration ran, `disabled` is NULL.
      {
        uuid: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
        name: null,
        disabled: false,
        isCell0: false,
        connection: '',
      },
    ]);
  });
});
