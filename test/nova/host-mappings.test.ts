import { expect, it, onTestFinished } from 'vitest';
import { countHostMappings } from '../../src/nova/host-mappings.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { hostMappingRow } from '../support/rows.js';
import { readApi } from './reading.js';

it.each(ENGINES)(
  'countHostMappings counts those of every cell, as a number: %s',
  async (engine) => {
    const hosts = [hostMappingRow('a', 1), hostMappingRow('b', 1), hostMappingRow('c', 2)];
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: { api: { host_mappings: hosts } },
    });
    onTestFinished(() => deployment.drop());
    expect(await countHostMappings(await readApi(deployment))).toBe(3);
    await deployment.sql('api', 'DELETE FROM host_mappings');
    expect(await countHostMappings(await readApi(deployment))).toBe(0);
  },
);
