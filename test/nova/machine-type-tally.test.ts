import { describe, expect, it, onTestFinished } from 'vitest';
import { createReader } from '../../src/database/reader.js';
import type { TellProgress } from '../../src/nova/deployment.js';
import { type Grouping, tallyMachineTypes } from '../../src/nova/machine-type-tally.js';
import type { CellTables } from '../../src/nova/schema.js';
import { opened } from '../database/opened.js';
import { instanceUuid } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { instanceRow, metadataRow, type Row, type Value } from '../support/rows.js';
import { readCell, workedCell } from './reading.js';

const KEY = 'image_hw_machine_type';

/** Instances, and rows of metadata that name them by their numbers from 1. */
interface Content {
  readonly instances: readonly Row[];
  readonly recorded: readonly (readonly [
    id: number,
    instance: number,
    value: Value,
    key?: string,
  ])[];
}

/** How the cell is read: in slices, or by look-ups, as where nearly all instances are soft-deleted. */
type Way = 'in slices' | 'by look-ups';

const WAYS = ENGINES.flatMap((engine) =>
  (['in slices', 'by look-ups'] as const).map((way) => ({ engine, way })),
);

async function deployed(engine: Engine, way: Way, { instances, recorded }: Content) {
  const live = instances.map((row, index) =>
    instanceRow({ uuid: instanceUuid(1, index + 1), ...row }),
  );
  const dead = Array.from({ length: way === 'in slices' ? 0 : 8 * live.length }, (_, index) =>
    instanceRow({ uuid: instanceUuid(9, index + 1), deleted: 1, id: 1_000_000 + index }),
  );
  const metadata = recorded.map(([id, instance, value, key = KEY]) =>
    metadataRow({ id, instance_uuid: instanceUuid(1, instance), key, value }),
  );
  const deployment = await makeDeployment(engine, {
    cells: 1,
    rows: { cell1: { instances: [...live, ...dead], instance_system_metadata: metadata } },
  });
  onTestFinished(() => deployment.drop());
  return deployment;
}

const byHost: Grouping<string | null> = { groupOf: ({ host }) => host };

async function tallied<Group>(
  engine: Engine,
  way: Way,
  content: Content,
  grouping: Grouping<Group>,
  progress?: TellProgress,
) {
  const cell = workedCell(
    await readCell(await deployed(engine, way, content)),
    undefined,
    progress,
  );
  const found = await tallyMachineTypes(cell, grouping);
  const tallies = found.tallies.map(({ machineType, group, instances, first }) => [
    machineType,
    group,
    instances,
    ...first.map((uuid) => Number(uuid.slice(-12))),
  ]);
  return { tallies: inOrder(tallies), building: found.building };
}

/** The order of tallies says nothing. */
function inOrder<T>(tallies: readonly T[]): T[] {
  return tallies.toSorted((one, other) => (String(one) < String(other) ? -1 : 1));
}

describe.each(WAYS)('tallyMachineTypes on $engine, $way', ({ engine, way }) => {
  it('counts by type and group, and keeps the first of those that are wanted', async () => {
    const hosts = ['a', 'b', null, 'a', 'b', null, 'a', 'A'];
    const content: Content = {
      // The rows' ids are in the reverse order of the UUIDs, which is the one that counts.
      instances: hosts.map((host, index) => ({ id: 100 - index, host })),
      recorded: [1, 2, 3, 4, 8].map((place) => [place, place, place === 4 ? 'q35' : 'pc']),
    };
    expect(
      await tallied(engine, way, content, {
        ...byHost,
        firstOf: (type, host) => (type === null ? Infinity : host === 'a' ? 1 : 0),
      }),
    ).toEqual({
      tallies: inOrder([
        [null, null, 1, 6],
        [null, 'a', 1, 7],
        [null, 'b', 1, 5],
        ['pc', null, 1],
        ['pc', 'A', 1],
        ['pc', 'a', 1, 1],
        ['pc', 'b', 1],
        ['q35', 'a', 1, 4],
      ]),
      building: 0,
    });
  });

  it('reads types as Nova does, key by key and row after row', async () => {
    const bare = 'hw_machine_type';
    const recorded: Content['recorded'] = [
      [1, 1, 'pc'],
      [2, 1, 'q35'],
      [3, 2, 'pc'],
      [4, 2, null],
      [5, 3, null],
      [6, 3, 'pc', bare],
      [7, 4, 'pc', bare],
      [8, 4, 'q35'],
      [9, 5, 'pc', bare],
      [10, 5, null, bare],
      [11, 6, ''],
      [12, 7, 'PC'],
      [13, 8, 'pc '],
      [14, 9, 'pc', 'IMAGE_hw_machine_type'],
      [15, 10, 'pc', 'image_hw_machine_type '],
      [16, 11, 'pc', 'image_hw_machine_types'],
    ];
    const content = { instances: Array.from({ length: 11 }, () => ({})), recorded };
    const { tallies } = await tallied(engine, way, content, {
      groupOf: () => '',
      firstOf: () => Infinity,
    });
    expect(tallies).toEqual(
      inOrder([
        ['q35', '', 2, 1, 4],
        [null, '', 5, 2, 5, 9, 10, 11],
        ['pc', '', 1, 3],
        ['', '', 1, 6],
        ['PC', '', 1, 7],
        ['pc ', '', 1, 8],
      ]),
    );
  });

  it('leaves out those that are building and have none, and those that are soft-deleted', async () => {
    const content: Content = {
      instances: [
        { vm_state: 'building' },
        { vm_state: 'building' },
        { vm_state: 'Building' },
        { vm_state: null },
        { deleted: 5 },
      ],
      recorded: [
        [1, 2, 'pc'],
        [2, 5, 'pc'],
      ],
    };
    expect(await tallied(engine, way, content, byHost)).toEqual({
      tallies: inOrder([
        [null, null, 2],
        ['pc', null, 1],
      ]),
      building: 1,
    });
  });

  it('finds rows wherever their ids are, at the ends of gaps too', async () => {
    const last = 2_147_483_647;
    const ids = [7, 8, 50_006, 50_007, 150_007, 1_000_000, 1_000_001, last - 100_000, last];
    const content: Content = {
      instances: ids.map((id) => ({ id: id === 7 ? 1 : id - 5 })),
      recorded: ids.map((id, index) => [id, index + 1, 'q35']),
    };
    const told: number[] = [];
    const found = await tallied(engine, way, content, byHost, (seen) => told.push(seen));
    expect(found.tallies).toEqual([['q35', null, ids.length]]);
    expect(told.at(-1)).toBe(way === 'in slices' ? last - 6 : ids.length);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('goes on where there is more than one piece of everything', async () => {
    const count = 4001;
    const content: Content = {
      instances: Array.from({ length: count }, (_, index) => ({ host: `h${index % 3}` })),
      recorded: Array.from({ length: count }, (_, index) => [
        1 + index * 40,
        index + 1,
        `t${index % 2}`,
      ]),
    };
    const { tallies } = await tallied(engine, way, content, byHost);
    expect(tallies.map(([type, group, instances]) => [type, group, instances])).toEqual([
      ['t0', 'h0', 667],
      ['t0', 'h1', 667],
      ['t0', 'h2', 667],
      ['t1', 'h0', 667],
      ['t1', 'h1', 667],
      ['t1', 'h2', 666],
    ]);
  });

  it('is content with a cell that is empty', async () => {
    expect(await tallied(engine, way, { instances: [], recorded: [] }, byHost)).toEqual({
      tallies: [],
      building: 0,
    });
  });
});

it.each(ENGINES)(
  'lets the last row count that is read before an earlier one, on %s',
  async (engine) => {
    const deployment = await deployed(engine, 'in slices', {
      instances: [{}, {}, {}],
      recorded: [
        [1, 1, 'old'],
        [2, 2, 'old', 'hw_machine_type'],
        [3, 3, 'old'],
        [150_001, 1, 'new'],
        [150_002, 2, 'new', 'hw_machine_type'],
        [150_003, 3, null],
      ],
    });
    const session = await opened(deployment.url('cell1'));
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const query: typeof session.query = async (statement) => {
      await gate;
      return session.query(statement);
    };
    const late = createReader<CellTables>({ ...session, query }, new AbortController().signal);
    const reader = await readCell(deployment);
    const cell = workedCell(reader);
    const found = await tallyMachineTypes(
      {
        ...cell,
        workOff: async (step) => {
          const first = step(late);
          await step(reader);
          goOn();
          await first;
          await cell.workOff(step);
        },
      },
      { groupOf: () => '' },
    );
    expect(
      inOrder(found.tallies.map(({ machineType, instances }) => [machineType, instances])),
    ).toEqual([
      [null, 1],
      ['new', 2],
    ]);
  },
);

it.each(ENGINES)('passes over an instance that is deleted meanwhile, on %s', async (engine) => {
  const deployment = await deployed(engine, 'in slices', {
    instances: [{}, {}, {}],
    recorded: [1, 2, 3].map((place) => [place, place, 'pc']),
  });
  const session = await opened(deployment.url('cell1'));
  const query: typeof session.query = async (statement) => {
    if (statement.sql.includes('vm_state')) {
      await deployment.sql(
        'cell1',
        `UPDATE instances SET deleted = id WHERE uuid = '${instanceUuid(1, 2)}'`,
      );
    }
    return session.query(statement);
  };
  const reader = createReader<CellTables>({ ...session, query }, new AbortController().signal);
  const { tallies } = await tallyMachineTypes(workedCell(reader), {
    groupOf: () => '',
    firstOf: () => Infinity,
  });
  expect(tallies).toEqual([
    {
      machineType: 'pc',
      group: '',
      instances: 2,
      first: [instanceUuid(1, 1), instanceUuid(1, 3)],
    },
  ]);
});
