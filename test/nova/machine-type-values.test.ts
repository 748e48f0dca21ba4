import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { machineTypeValues } from '../../src/nova/machine-type-values.js';
import { liveInstances } from '../../src/nova/live-instances.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { instanceRow, metadataRow, type Row, type Value } from '../support/rows.js';
import { readCell, workedCell } from './reading.js';

const instance = fc.record({
  uuid: fc.oneof(
    { weight: 20, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: fc.uuid().map((uuid) => uuid.toUpperCase()) },
    {
      weight: 1,
      arbitrary: fc.stringMatching(/^[a-z0-9 -]{12,36}[a-z]$/).map((text) => text.slice(-36)),
    },
  ),
  rows: fc.array(
    fc.record({
      key: fc.constantFrom<Value[]>(
        'image_hw_machine_type',
        'image_hw_machine_type',
        'image_hw_machine_type',
        'hw_machine_type',
        'IMAGE_hw_machine_type',
        'hw_machine_type ',
        'image_os_type',
      ),
      value: fc.constantFrom<Value[]>('q35', 'pc', 'PC', 'pc ', 'pc,q35', '-', 'pç', '', null),
      deleted: fc.constantFrom<Value[]>(0, 0, 9),
      place: fc.nat(),
    }),
    { maxLength: 4 },
  ),
});

/** What Nova does: a dict of the rows in their order, and of that the image's (nova/utils.py, 34.0.0). */
function typeByNova(uuid: string, metadata: readonly Row[]): Value {
  const system = new Map<Value | undefined, Value | undefined>();
  for (const row of metadata) {
    if (row['instance_uuid'] === uuid) system.set(row['key'], row['value']);
  }
  const properties = new Map<string, Value>();
  for (const [key, value] of system) {
    if (value !== null && value !== undefined) {
      properties.set(String(key).replace(/^image_/, ''), value);
    }
  }
  return properties.get('hw_machine_type') ?? null;
}

describe.each(ENGINES)('machineTypeValues on %s', (engine) => {
  it.each([
    ['in slices', 0],
    ['by look-ups', 9],
  ])('reads what Nova reads, %s', async (_how, deletedForEach) => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const [cases = []] = fc.sample(
      fc.uniqueArray(instance, {
        minLength: 250,
        maxLength: 300,
        size: 'max',
        selector: ({ uuid }) => uuid.toLowerCase(),
      }),
      { numRuns: 1, seed },
    );
    const instances = cases.map(({ uuid }, index) => instanceRow({ id: 5 + 3 * index, uuid }));
    const deleted = cases.flatMap(({ uuid }, index) =>
      Array.from({ length: deletedForEach }, (_, at) =>
        instanceRow({
          id: 100_000 + index * 100 + at,
          uuid: `${at}${uuid}`.slice(0, 36).padEnd(36, '#'),
          deleted: 7,
        }),
      ),
    );
    const metadata = cases
      .flatMap(({ uuid, rows }) =>
        rows.map(({ place, ...columns }) => ({ place, row: { ...columns, instance_uuid: uuid } })),
      )
      .toSorted((a, b) => a.place - b.place)
      .map(({ row }, index) => metadataRow({ ...row, id: 3 + 997 * index }));
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: {
        cell1: {
          instances: [
            ...instances,
            ...new Map(deleted.map((row) => [String(row['uuid']).toLowerCase(), row])).values(),
          ],
          instance_system_metadata: metadata,
        },
      },
    });
    onTestFinished(() => deployment.drop());

    const reader = await readCell(deployment);
    const live = await liveInstances(reader);
    const { types, typeOf, isNull } = await machineTypeValues(workedCell(reader), live);

    const found = cases.map(({ uuid }) => {
      const index = live.instances.find(uuid);
      return [uuid, types[typeOf(index)] ?? null, isNull(index)];
    });
    const expected = cases.map(({ uuid }) => {
      const last = metadata.findLast(
        (row) => row['instance_uuid'] === uuid && row['key'] === 'image_hw_machine_type',
      );
      const type = typeByNova(uuid, metadata);
      return [uuid, type, type === null && last?.['value'] === null];
    });
    expect(found, `seed ${seed}`).toEqual(expected);
    expect(live.instances.size).toBe(cases.length);
    // Enough of each kind, or the test says little.
    expect(expected.filter(([, type]) => type !== null).length).toBeGreaterThan(80);
    expect(expected.filter(([, , isNull]) => isNull).length).toBeGreaterThan(3);
  });
});
