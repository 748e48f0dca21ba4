import { describe, expect, it, onTestFinished } from 'vitest';
import { areMachineTypesFine } from '../../src/nova/machine-types-in-use.js';
import { instanceUuid } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { instanceRow, metadataRow, type Row } from '../support/rows.js';
import { readCell } from './reading.js';

/** Whether types are fine that are not called bad, and which were asked about, in their order. */
async function asked(engine: Engine, metadata: readonly Row[]) {
  const uuid = instanceUuid(1, 1);
  const deployment = await makeDeployment(engine, {
    cells: 1,
    rows: {
      cell1: {
        instances: [instanceRow({ uuid })],
        instance_system_metadata: metadata.map((row) =>
          metadataRow({ instance_uuid: uuid, key: 'image_hw_machine_type', ...row }),
        ),
      },
    },
  });
  onTestFinished(() => deployment.drop());
  const types: string[] = [];
  const told: (readonly [number, number])[] = [];
  const areFine = await areMachineTypesFine(
    await readCell(deployment),
    (type) => {
      types.push(type);
      return !type.startsWith('bad');
    },
    (...rows) => told.push(rows),
  );
  return { areFine, types: types.sort(), told };
}

describe.each(ENGINES)('areMachineTypesFine on %s', (engine) => {
  it.each([
    { what: 'no row', metadata: [], areFine: true, types: [] },
    {
      what: 'fine ones, asked about once',
      metadata: ['pc', 'q35', 'pc'].map((value, index) => ({ id: 1 + index * 60_000, value })),
      areFine: true,
      types: ['pc', 'q35'],
    },
    {
      what: 'a bad one at the end, behind gaps',
      metadata: [
        { id: 1, value: 'pc' },
        { id: 3_000_000, value: 'bad' },
      ],
      areFine: false,
      types: ['bad', 'pc'],
    },
    {
      what: 'the other key',
      metadata: [{ key: 'hw_machine_type', value: 'bad' }],
      areFine: false,
      types: ['bad'],
    },
    {
      what: 'other keys and NULL say nothing',
      metadata: [{ value: null }, { key: 'image_hw_disk_bus', value: 'bad' }],
      areFine: true,
      types: [],
    },
    {
      what: 'values that MySQL takes for the same are others',
      metadata: ['pc', 'PC', 'pc ', 'pć'].map((value, index) => ({ id: 1 + index * 9000, value })),
      areFine: true,
      types: ['PC', 'pc', 'pc ', 'pć'],
    },
    { what: 'an empty one', metadata: [{ value: '' }], areFine: true, types: [''] },
  ])('$what', async ({ metadata, areFine, types }) => {
    expect(await asked(engine, metadata)).toMatchObject({ areFine, types });
  });

  it('reads no further than the first that is not fine', async () => {
    const { areFine, types, told } = await asked(engine, [
      { id: 1, value: 'bad' },
      { id: 500_000, value: 'pc' },
    ]);
    expect({ areFine, types, told }).toEqual({
      areFine: false,
      types: ['bad'],
      told: [[5000, 500_000]],
    });
  });

  it('leaves many types to whoever counts them', async () => {
    const metadata = Array.from({ length: 51 }, (_, index) => ({ value: `type-${index}` }));
    expect((await asked(engine, metadata)).areFine).toBe(false);
    expect((await asked(engine, metadata.slice(1))).areFine).toBe(true);
  });
});
