import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unsetMachineTypes } from '../../src/nova/unset-machine-types.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { instanceRow, metadataRow, type Row, type Value } from '../support/rows.js';
import { readCell, workedCell } from './reading.js';

/** An instance and its metadata, whose rows are later mixed with those of others. */
const instance = fc.record({
  uuid: fc.oneof(
    { weight: 20, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: fc.uuid().map((uuid) => uuid.toUpperCase()) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9-]{12,36}$/) },
  ),
  vm_state: fc.constantFrom<Value[]>(
    'active',
    'shelved_offloaded',
    'building',
    'building',
    'Building',
    'building ',
    ' building',
    '',
    null,
  ),
  deleted: fc.constantFrom<Value[]>(0, 0, 0, 0, 7, null),
  host: fc.constantFrom<Value[]>('a', 'b', '', null),
  rows: fc.array(
    fc.record({
      key: fc.oneof(
        { weight: 4, arbitrary: fc.constant('image_hw_machine_type') },
        { weight: 2, arbitrary: fc.constant('hw_machine_type') },
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            'IMAGE_HW_MACHINE_TYPE',
            'image_hw_machine_type ',
            ' image_hw_machine_type',
            'image_image_hw_machine_type',
            'image_hw_machine_typé',
            'Hw_machine_type',
            'hw_machine_type ',
            'image_',
            'image_os',
          ),
        },
      ),
      value: fc.constantFrom<Value[]>('q35', 'pc', '', ' ', null, null, null),
      // Soft-deleted rows count.
      deleted: fc.constantFrom<Value[]>(0, 0, 9, null),
      // In the other case: a row that MariaDB's keys and collation take for this instance's, and Python does not.
      inCapitals: fc.constantFrom(false, false, false, false, false, true),
      // Decides where the row stands among all.
      place: fc.nat(),
    }),
    { maxLength: 5 },
  ),
});

/**
 * What Nova does, in its own steps (nova/virt/libvirt/machine_type_utils.py, nova/utils.py metadata_to_dict and
 * get_image_from_system_metadata): a dict of the rows in their order, and of that the image's properties. Where both
 * keys are there, the later one in the dict wins; one that is NULL is not there, so that either value will do.
 */
function unsetByNova(instances: readonly Row[], metadata: readonly Row[]): Row[] {
  return instances.filter((row) => {
    if (row['deleted'] !== 0 || row['vm_state'] === 'building') return false;
    const system = new Map<Value | undefined, Value | undefined>();
    for (const { instance_uuid: uuid, key, value } of metadata) {
      if (uuid === row['uuid']) system.set(key, value);
    }
    const properties = new Map<string, Value | undefined>();
    for (const [key, value] of system) {
      if (value !== null) properties.set(String(key).replace(/^image_/, ''), value);
    }
    return properties.get('hw_machine_type') === undefined;
  });
}

function lastValue(metadata: readonly Row[], uuid: unknown): Value | undefined {
  return metadata.findLast(
    (row) => row['instance_uuid'] === uuid && row['key'] === 'image_hw_machine_type',
  )?.['value'];
}

describe.each(ENGINES)('unsetMachineTypes on %s', (engine) => {
  it('judges as Nova does', async () => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const sample = fc.sample(
      fc.uniqueArray(instance, {
        minLength: 700,
        maxLength: 900,
        size: 'max',
        // The database's key tells no case.
        selector: ({ uuid }) => uuid.toLowerCase(),
      }),
      { numRuns: 1, seed },
    );
    const cases = sample[0] ?? [];
    const instances = cases.map(({ uuid, vm_state, deleted, host }, index) =>
      instanceRow({
        id: 5 + 3 * index,
        uuid,
        vm_state,
        deleted,
        host,
        node: null,
        display_name: `name${index}`,
      }),
    );
    const metadata = cases
      .flatMap(({ uuid, rows }) =>
        rows.map(({ inCapitals, place, ...columns }) => ({
          place,
          row: {
            ...columns,
            instance_uuid: inCapitals && engine === 'mariadb' ? uuid.toUpperCase() : uuid,
          },
        })),
      )
      .toSorted((a, b) => a.place - b.place)
      // Ids far apart, so that they make several slices.
      .map(({ row }, index) => metadataRow({ ...row, id: 3 + 97 * index }));
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: { cell1: { instances, instance_system_metadata: metadata } },
    });
    onTestFinished(() => deployment.drop());

    const census = await unsetMachineTypes(workedCell(await readCell(deployment)));
    const chunks = [];
    for await (const chunk of census.unset) chunks.push(chunk);

    const unset = unsetByNova(instances, metadata);
    const expected = unset.map((row) => ({
      uuid: row['uuid'],
      name: row['display_name'],
      project: row['project_id'],
      host: row['host'],
      node: null,
      vmState: row['vm_state'],
      isNull: lastValue(metadata, row['uuid']) === null,
    }));
    const byUuid = (a: { uuid: unknown }, b: { uuid: unknown }) =>
      String(a.uuid) < String(b.uuid) ? -1 : 1;
    expect(chunks.flat().toSorted(byUuid), `seed ${seed}`).toEqual(expected.toSorted(byUuid));
    const uuids = [...((await census.uuids()) ?? [])].flat();
    expect(uuids.toSorted(byUuid), `seed ${seed}`).toEqual(
      unset.map((row) => ({ uuid: row['uuid'] })).toSorted(byUuid),
    );
    expect(census.instances).toBe(instances.filter((row) => row['deleted'] === 0).length);
    // Enough of each kind, or the test says little.
    expect(unset.length).toBeGreaterThan(100);
    expect(expected.filter(({ isNull }) => isNull).length).toBeGreaterThan(20);
    expect(metadata.length * 97).toBeGreaterThan(100_000);
  });

  it('gives them in the order of their UUIDs, five thousand at a time, whether they are many or few of the live ones', async () => {
    const count = 5100;
    const instances = Array.from({ length: count }, (_, index) =>
      instanceRow({
        uuid: `${String(count - index).padStart(8, '0')}-0000-4000-8000-00000000000a`,
      }),
    );
    const deployment = await makeDeployment(engine, { cells: 1, rows: { cell1: { instances } } });
    onTestFinished(() => deployment.drop());
    const census = await unsetMachineTypes(workedCell(await readCell(deployment)));
    const chunks = [];
    for await (const chunk of census.unset) chunks.push(chunk.map(({ uuid }) => uuid));
    const uuids = instances.map((row) => row['uuid']).toReversed();
    expect(chunks.map((chunk) => chunk.length)).toEqual([5000, 100]);
    expect(chunks.flat()).toEqual(uuids);
    const parts = [...((await census.uuids()) ?? [])];
    expect(parts.map((part) => part.length)).toEqual([1000, 1000, 1000, 1000, 1000, 100]);
    expect(parts.flat()).toEqual(uuids.map((uuid) => ({ uuid })));

    await deployment.sql(
      'cell1',
      "INSERT INTO instance_system_metadata (instance_uuid, `key`, value, deleted) SELECT uuid, 'image_hw_machine_type', 'q35', 0 FROM instances WHERE uuid NOT LIKE '%00-0000-4000-%'",
    );
    const few = await unsetMachineTypes(workedCell(await readCell(deployment)));
    for await (const chunk of few.unset) {
      expect(chunk.map(({ uuid }) => uuid)).toEqual(
        uuids.filter((uuid) => String(uuid).includes('00-0000-4000-')),
      );
    }
    // Quicker to be looked at one by one.
    expect(await few.uuids()).toBeUndefined();
    expect.assertions(6);
  });
});
