import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import type { Reader } from '../../src/database/reader.js';
import type { Session } from '../../src/database/session.js';
import type { WritingSession } from '../../src/database/writing-session.js';
import { type CellWatch, openDatabases } from '../../src/nova/databases.js';
import type { Deployment } from '../../src/nova/deployment.js';
import type { CellTables } from '../../src/nova/schema.js';
import type { Transaction } from '../../src/nova/transaction.js';
import {
  lockInstance,
  recordMachineType,
  writtenColumns,
} from '../../src/nova/write-machine-type.js';
import { cells, instanceUuid } from '../support/cells.js';
import { ENGINES, type Engine } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { cellUuid } from '../support/rows.js';
import { allowWriting } from '../support/writing.js';

const UUID = instanceUuid(1, 1);

const UNWATCHED: CellWatch = {
  asking() {},
  progress() {},
  busy() {},
  answered() {},
  unanswered() {},
};

async function opened(engine: Engine) {
  const rows = cells({ cell1: { instances: [{ machineType: 'pc' }] } });
  const deployment = await makeDeployment(engine, { cells: 1, rows });
  await allowWriting(engine, deployment, ['cell1']);
  const surroundings = { cwd: '/', home: '/nonexistent' };
  const databases = openDatabases({
    config: loadConfig({
      sources: [{ kind: 'file', path: deployment.configFile }],
      env: {},
      ...surroundings,
    }),
    ...surroundings,
    concurrency: 2,
    serverConcurrency: 2,
    timeout: 10_000,
    pause: 0,
    maxRunning: Infinity,
    signal: new AbortController().signal,
  });
  onTestFinished(async () => {
    await databases.close();
    await deployment.drop();
  });
  const change = async (act: (transaction: Transaction) => Promise<unknown>) =>
    databases.change({ uuid: cellUuid(1) }, writtenColumns, act);
  const recorded = async () => {
    const found = await deployment.sql(
      'cell1',
      "SELECT value FROM instance_system_metadata WHERE `key` = 'image_hw_machine_type'",
    );
    return found.map(({ value }) => value);
  };
  return { databases, change, recorded };
}

const toQ35 = async ({ writer }: Transaction) =>
  recordMachineType(writer, { uuid: UUID }, { value: 'q35' }, new Date());

describe.each(ENGINES)('a transaction on %s', (engine) => {
  test('lasts if it is committed, and is gone if it is not, for whatever reason', async () => {
    const { change, recorded } = await opened(engine);
    await change(toQ35);
    expect(await recorded()).toEqual(['pc']);
    const failing = change(async (transaction) => {
      await toQ35(transaction);
      throw new Error('a mistake of ours');
    });
    await expect(failing).rejects.toThrow('a mistake of ours');
    expect(await recorded()).toEqual(['pc']);
    await change(async (transaction) => {
      await toQ35(transaction);
      await transaction.commit();
    });
    expect(await recorded()).toEqual(['q35']);
  });

  test('keeps the instance locked until it ends', async () => {
    const { change, recorded } = await opened(engine);
    const order: string[] = [];
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hold = () => {};
    const held = new Promise<void>((resolve) => {
      hold = resolve;
    });
    const first = change(async (transaction) => {
      await lockInstance(transaction.writer, UUID);
      hold();
      await released;
      await toQ35(transaction);
      order.push('first');
      await transaction.commit();
    });
    await held;
    const second = change(async ({ writer }) => {
      const instance = await lockInstance(writer, UUID);
      order.push(`second sees ${instance?.machineType}`);
    });
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second sees q35']);
    expect(await recorded()).toEqual(['q35']);
  });

  test('is refused for a cell that is not mapped, and where columns are missing', async () => {
    const { databases } = await opened(engine);
    const act = async () => {
      throw new Error('it was begun');
    };
    await expect(databases.change({ uuid: 'no-cell' }, {}, act)).rejects.toThrow(
      'there is no cell no-cell.',
    );
    const columns = { instances: ['uuid', 'machine_type'] };
    await expect(databases.change({ uuid: cellUuid(1) }, columns, act)).rejects.toThrow(
      'has no column instances.machine_type',
    );
  });

  test('is nothing that a check gets at', async () => {
    const { databases } = await opened(engine);
    expectTypeOf<keyof Deployment>().toEqualTypeOf<'config' | 'askApi' | 'cells' | 'askCells'>();
    expectTypeOf<keyof Reader<CellTables>>().toEqualTypeOf<'selectFrom'>();
    expectTypeOf<WritingSession>().not.toExtend<Session>();
    const view = databases.view({}, UNWATCHED);
    expect(Object.keys(view).sort()).toEqual(['askApi', 'askCells', 'cells', 'config']);
    const [answer] = await view.askCells(async (cell) => [
      Object.keys(cell).sort(),
      Object.keys(cell.reader),
    ]);
    expect(answer?.value).toEqual([
      ['disabled', 'has', 'isCell0', 'name', 'progress', 'reader', 'signal', 'uuid', 'workOff'],
      ['selectFrom'],
    ]);
  });
});
