import { describe, expect, it, onTestFinished } from 'vitest';
import { instancePages } from '../../../src/nova/impact/instance-pages.js';
import { liveInstances } from '../../../src/nova/live-instances.js';
import { instanceUuid } from '../../support/cells.js';
import { ENGINES } from '../../support/databases.js';
import { makeDeployment } from '../../support/deployment.js';
import { instanceRow } from '../../support/rows.js';
import { readCell } from '../reading.js';

describe.each(ENGINES)('instancePages on %s', (engine) => {
  it('gives each instance of the set once, on several pages, and no other', async () => {
    const instances = Array.from({ length: 4501 }, (_, at) =>
      instanceRow({
        uuid: instanceUuid(1, at + 1),
        deleted: at % 9 === 4 ? at : 0,
        host: `host-${at}`,
        node: 'n',
        os_type: 'linux',
        display_name: `name-${at}`,
      }),
    );
    const deployment = await makeDeployment(engine, { cells: 1, rows: { cell1: { instances } } });
    onTestFinished(() => deployment.drop());
    const reader = await readCell(deployment);
    const { instances: set } = await liveInstances(reader);
    // One has gone since, and one has come.
    await deployment.sql('cell1', `UPDATE instances SET deleted = 1 WHERE host = 'host-7'`);
    await deployment.sql('cell1', `UPDATE instances SET deleted = 0 WHERE host = 'host-4'`);

    const pages = [];
    for await (const page of instancePages(reader, set)) pages.push(page);

    const expected = instances.flatMap((row, at) =>
      row['deleted'] !== 0 || at === 7
        ? []
        : [
            {
              index: set.find(String(row['uuid'])),
              uuid: row['uuid'],
              name: `name-${at}`,
              project: row['project_id'],
              host: `host-${at}`,
              node: 'n',
              vmState: 'active',
              osType: 'linux',
            },
          ],
    );
    expect(pages.flat()).toEqual(expected);
    expect(pages.length).toBeGreaterThan(1);
  });
});
