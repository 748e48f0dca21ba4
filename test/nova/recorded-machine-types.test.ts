import { describe, expect, it, onTestFinished } from 'vitest';
import { createReader, type Reader } from '../../src/database/reader.js';
import type { Session } from '../../src/database/session.js';
import type { TellProgress } from '../../src/nova/deployment.js';
import { InstanceSet } from '../../src/nova/instance-set.js';
import {
  hasMachineType,
  isMachineTypeNull,
  markRecorded,
} from '../../src/nova/recorded-machine-types.js';
import type { CellTables } from '../../src/nova/schema.js';
import { ask, opened, setVariable } from '../database/opened.js';
import { instanceUuid } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { type Deployment, makeDeployment } from '../support/deployment.js';
import { instanceRow, metadataRow, type Row, type Value } from '../support/rows.js';
import { readCell, workedCell } from './reading.js';

const KEY = 'image_hw_machine_type';

/** A row of metadata: id, number of the instance from 1, value, key. */
type Recorded = readonly [id: number, instance: number, value: Value, key?: string];

async function deployed(
  engine: Engine,
  count: number,
  recorded: readonly Recorded[],
): Promise<Deployment> {
  const instances = Array.from({ length: count }, (_, index): Row =>
    instanceRow({ uuid: instanceUuid(1, index + 1) }),
  );
  const metadata = recorded.map(([id, instance, value, key = KEY]) =>
    metadataRow({ id, instance_uuid: instanceUuid(1, instance), key, value }),
  );
  const deployment = await makeDeployment(engine, {
    cells: 1,
    rows: { cell1: { instances, instance_system_metadata: metadata } },
  });
  onTestFinished(() => deployment.drop());
  return deployment;
}

/** How the metadata is read: that of all instances, or that of one after the other, as where few are live. */
type Way = 'in order' | 'by look-ups';

const BOTH: readonly Way[] = ['in order', 'by look-ups'];

const WAYS = ENGINES.flatMap((engine) => BOTH.map((way) => ({ engine, way })));

/** The numbers of the instances with and without a machine type, and of those where it is NULL. */
async function judged(
  reader: Reader<CellTables>,
  count: number,
  way: Way = 'in order',
  progress?: TellProgress,
  second?: Reader<CellTables>,
) {
  const instances = new InstanceSet();
  for (let place = 1; place <= count; place += 1) instances.add(instanceUuid(1, place));
  await markRecorded(
    workedCell(reader, second, progress),
    instances,
    way === 'in order' ? count : 100 * count,
  );
  const numbers = Array.from({ length: count }, (_, index) => index);
  const those = (holds: (index: number) => boolean) =>
    numbers.filter(holds).map((index) => index + 1);
  return {
    set: those((index) => hasMachineType(instances, index)),
    null: those((index) => isMachineTypeNull(instances, index)),
  };
}

describe.each(WAYS)('markRecorded on $engine, $way', ({ engine, way }) => {
  it('finds rows wherever their ids are, at the ends of gaps too', async () => {
    const last = 2_147_483_647;
    const ids = [7, 8, 50_006, 50_007, 50_008, 150_007, 1_000_000, 1_000_001, last - 100_000, last];
    const deployment = await deployed(
      engine,
      ids.length + 2,
      ids.map((id, index) => [id, index + 2, 'q35']),
    );
    expect(await judged(await readCell(deployment), ids.length + 2, way)).toEqual({
      set: ids.map((_, index) => index + 2),
      null: [],
    });
  });

  it('finds the row right behind an empty slice', async () => {
    // A slice has 50 000 ids.
    const deployment = await deployed(engine, 2, [
      [1, 1, 'q35'],
      [100_001, 2, 'q35'],
    ]);
    expect((await judged(await readCell(deployment), 2, way)).set).toEqual([1, 2]);
  });

  it('tells how many ids of those that there are it has passed, or how many instances', async () => {
    const count = 1200;
    const first = 5_000_000;
    const last = first + 1_000_000;
    const rows = Array.from({ length: count }, (_, index): Recorded => [
      index === count - 1 ? last : first + index,
      index + 1,
      'q35',
    ]);
    const deployment = await deployed(engine, count, rows);
    const told: (readonly [seen: number, expected: number])[] = [];
    await judged(await readCell(deployment), count, way, (...rows) => told.push(rows));
    const expected = way === 'in order' ? last - first + 1 : count;
    const seen = told.map(([some]) => some);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
    expect(seen[0]).toBe(way === 'in order' ? 50_000 : 250);
    expect(seen.at(-1)).toBe(expected);
    expect(new Set(told.map(([, all]) => all))).toEqual(new Set([expected]));
  });

  it('is content with a table that is empty, or has only others', async () => {
    const deployment = await deployed(engine, 2, []);
    expect(await judged(await readCell(deployment), 2, way)).toEqual({ set: [], null: [] });
    const other = await deployed(engine, 2, [[5, 1, 'x', 'image_os']]);
    expect(await judged(await readCell(other), 2, way)).toEqual({ set: [], null: [] });
  });

  it('lets the last row of a key decide, for any number of instances', async () => {
    const count = 1201;
    const rows = Array.from({ length: count }, (_, index): Recorded[] => {
      const values = index % 2 === 0 ? ['q35', null] : [null, 'q35'];
      return values.map((value, place) => [1 + place * count + index, index + 1, value]);
    });
    const deployment = await deployed(engine, count, rows.flat());
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    expect(await judged(await readCell(deployment), count, way)).toEqual({
      set: numbers.filter((number) => number % 2 === 0),
      null: numbers.filter((number) => number % 2 === 1),
    });
  });

  it('looks behind the last row, which says the most and not everything', async () => {
    const deployment = await deployed(engine, 7, [
      [1, 1, 'q35'],
      [2, 1, 'x', 'image_os'],
      [3, 2, 'x', 'image_os'],
      [4, 2, 'q35'],
      [5, 3, 'q35'],
      [6, 3, 'pc', 'IMAGE_hw_machine_type'],
      [7, 4, 'pc', 'IMAGE_hw_machine_type'],
      [8, 5, null],
      [9, 5, 'pc', 'hw_machine_type'],
      [10, 6, 'pc', 'hw_machine_type'],
      [11, 6, null],
      [12, 7, 'q35'],
      [13, 7, null],
    ]);
    expect(await judged(await readCell(deployment), 7, way)).toEqual({
      set: [1, 2, 3, 5, 6],
      null: [5, 6, 7],
    });
  });

  it('judges each key by its own last row', async () => {
    const bare = 'hw_machine_type';
    const deployment = await deployed(engine, 4, [
      [1, 1, 'q35'],
      [2, 1, null, bare],
      [3, 2, null],
      [4, 2, 'pc', bare],
      [5, 3, 'pc', bare],
      [6, 3, null],
      [7, 3, null, bare],
      [8, 4, null, bare],
    ]);
    expect(await judged(await readCell(deployment), 4, way)).toEqual({ set: [1, 2], null: [2, 3] });
  });
});

it.each(BOTH)('judges the same with two sessions, each row once, %s', async (way) => {
  const count = 6000;
  const rows = Array.from({ length: count }, (_, index): Recorded[] => {
    const values = [['q35'], [null], [null, 'pc'], ['pc', null], []][index % 5] ?? [];
    return values.map((value, place) => [1 + 150 * (place * count + index), index + 1, value]);
  });
  const deployment = await deployed('mariadb', count, rows.flat());
  // MySQL counts a table's rows a while after it is filled, and goes through all of it till then.
  await deployment.sql('cell1', 'ANALYZE TABLE instances, instance_system_metadata');
  const alone = await judged(await readCell(deployment), count, way);
  const told: number[] = [];
  const asked = new Set<string>();
  const reader = async (name: string): Promise<Reader<CellTables>> => {
    const session = await opened(deployment.url('cell1'));
    const noted: Session = {
      ...session,
      query: async (statement) => {
        asked.add(name);
        return session.query(statement);
      },
    };
    return createReader<CellTables>(noted, new AbortController().signal);
  };
  const tell: TellProgress = (seen, expected) => told.push(seen / expected);
  const both = await judged(await reader('first'), count, way, tell, await reader('second'));
  expect(both).toEqual(alone);
  expect([...asked]).toEqual(['first', 'second']);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
});

it.each(BOTH)(
  "leaves the last row to the instance that it is of, not to MariaDB's collation, %s",
  async (way) => {
    const uuid = 'abcdef00-0000-4000-8000-000000000001';
    const deployment = await makeDeployment('mariadb', {
      cells: 1,
      rows: {
        cell1: {
          instances: [instanceRow({ uuid })],
          instance_system_metadata: [
            metadataRow({ id: 1, instance_uuid: uuid, key: KEY, value: null }),
            metadataRow({ id: 2, instance_uuid: uuid.toUpperCase(), key: KEY, value: 'q35' }),
          ],
        },
      },
    });
    onTestFinished(() => deployment.drop());
    const instances = new InstanceSet();
    const index = instances.add(uuid);
    await markRecorded(
      workedCell(await readCell(deployment)),
      instances,
      way === 'in order' ? 1 : 100,
    );
    expect([hasMachineType(instances, index), isMachineTypeNull(instances, index)]).toEqual([
      false,
      true,
    ]);
  },
);

it.each([1024, 36, 37, 73].flatMap((limit) => BOTH.map((way) => [limit, way] as const)))(
  'is not deceived by a server that cuts texts at %i bytes, %s',
  async (limit, way) => {
    const count = 60;
    const rows = Array.from({ length: count }, (_, index): Recorded => [
      index + 1,
      index + 1,
      'q35',
    ]);
    const deployment = await deployed('mariadb', count, rows);
    const session = await opened(deployment.url('cell1'));
    await setVariable(session, `group_concat_max_len = ${limit}`);
    const reader = createReader<CellTables>(session, new AbortController().signal);
    const { set } = await judged(reader, count, way);
    expect(set.length).toBe(count);
  },
);

it.each([
  { what: 'all of it is recorded', value: 'q35', set: [1, 2], short: 2, long: 0 },
  { what: 'some of it is not, from there on', value: null, set: [2], short: 1, long: 2 },
])('asks for usual metadata in short, and for more where $what', async (expected) => {
  // Two slices of 50 000 ids.
  const deployment = await deployed('mariadb', 2, [
    [1, 1, expected.value],
    [50_001, 2, 'q35'],
  ]);
  const session = await opened(deployment.url('cell1'));
  const statements: string[] = [];
  const listened: Session = {
    ...session,
    query: async (statement) => {
      statements.push(statement.sql);
      return session.query(statement);
    },
  };
  const reader = createReader<CellTables>(listened, new AbortController().signal);
  expect((await judged(reader, 2)).set).toEqual(expected.set);
  const count = (text: string) => statements.filter((sql) => sql.includes(text)).length;
  expect([count('count(*)'), count('group_concat(case')]).toEqual([expected.short, expected.long]);
});

it('says so when a server cuts even the text of one', async () => {
  const deployment = await deployed('mariadb', 1, [[3, 1, 'q35']]);
  const session = await opened(deployment.url('cell1'));
  await setVariable(session, 'group_concat_max_len = 30');
  const reader = createReader<CellTables>(session, new AbortController().signal);
  await expect(judged(reader, 1)).rejects.toThrow('the metadata row 3 cannot be read whole.');
  await expect(judged(reader, 1, 'by look-ups')).rejects.toThrow(
    `the metadata of instance ${instanceUuid(1, 1)} cannot be read whole.`,
  );
});

it('reads no whole table to look some instances up', async () => {
  const others = 10_000;
  const rows = Array.from({ length: others }, (_, index): Recorded => [index + 1, 101, 'x', 'os']);
  const recorded = Array.from({ length: 100 }, (_, index): Recorded => [
    others + index + 1,
    index + 1,
    'q35',
  ]);
  const deployment = await deployed('mariadb', 101, [...rows, ...recorded]);
  await deployment.sql('cell1', 'ANALYZE TABLE instances, instance_system_metadata');
  const session = await opened(deployment.url('cell1'));
  const scanned = async () => {
    const [status] = await ask(session, "SHOW SESSION STATUS LIKE 'Handler_read_rnd_next'");
    return Number(status?.['Value']);
  };
  const reader = createReader<CellTables>(session, new AbortController().signal);
  const before = await scanned();
  const { set } = await judged(reader, 100, 'by look-ups');
  expect(set).toHaveLength(100);
  expect((await scanned()) - before).toBeLessThan(others);
});
