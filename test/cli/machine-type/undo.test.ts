import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { instanceUuid } from '../../support/cells.js';
import { ENGINES } from '../../support/databases.js';
import { change, changeable, journalled, journalOf, rowsOf } from './deployment.js';

const [ONE, TWO, THREE] = [1, 2, 3].map((place) => instanceUuid(1, place)) as [
  string,
  string,
  string,
];
const stopped = { vm_state: 'stopped' };

describe.each(ENGINES)('undo on %s', (engine) => {
  test('takes back the newest change first, leaves what others changed, and is journalled', async () => {
    const deployment = await changeable(engine, {
      cell1: {
        instances: [stopped, { ...stopped, machineType: null }, { ...stopped, machineType: 'pc' }],
      },
    });
    await change(deployment, ['update', ONE, 'pc-q35-6.2']);
    await change(deployment, ['update', TWO, 'q35']);
    await change(deployment, ['update', ONE, 'pc-q35-8.2']);
    await change(deployment, ['update', THREE, 'q35', '--force']);
    await deployment.sql(
      'cell1',
      `UPDATE instance_system_metadata SET value = 'virt' WHERE instance_uuid = '${THREE}'`,
    );

    const dry = await change(deployment, ['undo', '--dry-run']);
    expect(dry).toEqual({
      code: 3,
      stdout: `Left instance ${THREE}: its machine type is virt now, and no more q35
Would take back instance ${ONE}: pc-q35-8.2 to pc-q35-6.2
Would take back instance ${TWO}: q35 to None
Would take back instance ${ONE}: pc-q35-6.2 to None
`,
      stderr: '',
    });
    expect(journalled(deployment)).toHaveLength(4);

    expect(await change(deployment, ['undo'])).toEqual({
      ...dry,
      stdout: dry.stdout.replaceAll('Would take', 'Took'),
    });
    expect(await rowsOf(deployment, ONE)).toEqual([]);
    // A NULL is not the same as no row: later releases do not try again.
    expect(await rowsOf(deployment, TWO)).toMatchObject([{ value: null, live: 1 }]);
    expect(await rowsOf(deployment, THREE)).toMatchObject([{ value: 'virt' }]);
    expect(journalled(deployment).slice(4)).toMatchObject([
      { instance: ONE, before: 'pc-q35-8.2', after: 'pc-q35-6.2', outcome: 'committed' },
      { instance: TWO, before: 'q35', after: null, outcome: 'committed' },
      { instance: ONE, before: 'pc-q35-6.2', after: null, outcome: 'committed' },
    ]);

    // What was taken back once is not taken back again, although the same is written anew.
    await change(deployment, ['update', TWO, 'q35']);
    const again = await change(deployment, ['undo']);
    expect(again.stdout).toBe(
      `Took back instance ${TWO}: q35 to None\nLeft instance ${THREE}: its machine type is virt now, and no more q35\n`,
    );
  });

  test('only the instances that are named', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped, stopped] } });
    await change(deployment, ['update', ONE, 'q35']);
    await change(deployment, ['update', TWO, 'q35']);
    const run = await change(deployment, ['undo', TWO.toUpperCase()]);
    expect(run).toMatchObject({ code: 0, stdout: `Took back instance ${TWO}: q35 to None\n` });
    expect(await rowsOf(deployment, ONE)).toHaveLength(1);
    // Not in this journal: nobody knows whether there is something to take back.
    expect(await change(deployment, ['undo', TWO, THREE])).toMatchObject({
      code: 2,
      stdout: `Left instance ${THREE}: the journal has no change of it\n`,
    });
    expect(await change(deployment, ['undo', TWO])).toMatchObject({
      code: 0,
      stdout: 'There is nothing to take back.\n',
    });
  });

  test('a change whose line is missing is told, and costs no other', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped, stopped] } });
    await change(deployment, ['update', ONE, 'q35']);
    await change(deployment, ['update', TWO, 'q35']);
    const file = journalOf(deployment);
    writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(1).join('\n'));
    expect(await change(deployment, ['undo'])).toEqual({
      code: 1,
      stdout: `Took back instance ${TWO}: q35 to None\n`,
      stderr: `nova-preflight: ${file}:1: the line of the change of which this one tells is missing, so that the change cannot be taken back.\n`,
    });
  });

  test('what a terminal would obey is shown', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped] } });
    const forced = await change(deployment, ['update', ONE, '\u009B31m', '--force']);
    expect(forced.stdout).toContain(`machine type to \\u{9b}31m (previously None)\n`);
    expect(forced.stderr).toContain('"\\u{9b}31m" is not the name');
    expect(await change(deployment, ['undo'])).toMatchObject({
      code: 0,
      stdout: `Took back instance ${ONE}: \\u{9b}31m to None\n`,
    });
  });

  test('an instance that runs meanwhile is left, unless forced; one that is gone is told', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped, stopped] } });
    await change(deployment, ['update', ONE, 'q35']);
    await change(deployment, ['update', TWO, 'q35']);
    await deployment.sql(
      'cell1',
      `UPDATE instances SET vm_state = 'active', task_state = 'pausing' WHERE uuid = '${ONE}'`,
    );
    await deployment.sql('cell1', `UPDATE instances SET deleted = id WHERE uuid = '${TWO}'`);
    expect(await change(deployment, ['undo'])).toMatchObject({
      code: 2,
      stdout: `Left instance ${TWO}: it could not be found
Left instance ${ONE}: the instance is in vm_state active, and the instance is in task_state pausing (--force goes over it)
`,
    });
    expect(await change(deployment, ['undo', ONE, '--force'])).toMatchObject({
      code: 0,
      stdout: `Took back instance ${ONE}: q35 to None\n`,
    });
    expect(journalled(deployment).at(-1)).toMatchObject({ forced: true });
    expect(journalled(deployment).at(-1)?.overridden).toHaveLength(2);
  });

  test('a torn line is told, and what it may have told of is not needed', async () => {
    const deployment = await changeable(engine, { cell1: { instances: [stopped, stopped] } });
    await change(deployment, ['update', ONE, 'q35']);
    const file = journalOf(deployment);
    const [first = ''] = readFileSync(file, 'utf8').split('\n');
    // Without the outcome, and in the middle of the next change.
    writeFileSync(file, `${first}\n${first.slice(0, 60)}`);
    await change(deployment, ['update', TWO, 'q35']);
    const run = await change(deployment, ['undo']);
    expect(run).toEqual({
      code: 0,
      stdout: `Took back instance ${TWO}: q35 to None\nTook back instance ${ONE}: q35 to None\n`,
      stderr: `nova-preflight: ${file}:2: the line is torn: whoever wrote it died or had no room. If it was to tell of a change, that was not made; if it was to tell what became of one, that change is told of above.\n`,
    });
  });

  test('a cell that is not there any more costs its own instances alone', async () => {
    const deployment = await changeable(engine, {
      cell1: { instances: [stopped] },
      cell2: { instances: [stopped] },
    });
    await change(deployment, ['update', ONE, 'q35']);
    await change(deployment, ['update', instanceUuid(2, 1), 'q35']);
    await deployment.sql(
      'api',
      "UPDATE cell_mappings SET database_connection = '{refused cell2}' WHERE name = 'cell2'",
    );
    const dry = await change(deployment, ['undo', '--dry-run']);
    expect(dry).toMatchObject({
      code: 1,
      stdout: `Left instance ${instanceUuid(2, 1)}: see stderr\nWould take back instance ${ONE}: q35 to None\n`,
    });
    expect(dry.stderr).toMatch(
      new RegExp(`instance ${instanceUuid(2, 1)}: its cell did not answer\\.\\n$`),
    );
    const run = await change(deployment, ['undo']);
    expect(run).toMatchObject({
      code: 1,
      stdout: `Left instance ${instanceUuid(2, 1)}: see stderr\nTook back instance ${ONE}: q35 to None\n`,
    });
    expect(run.stderr).toContain(`nova-preflight: instance ${instanceUuid(2, 1)}: `);
  });
});

test('what is no journal is not taken for one', async () => {
  const deployment = await changeable('sqlite', { cell1: { instances: [stopped] } });
  const file = journalOf(deployment);
  expect(await change(deployment, ['undo'])).toMatchObject({
    code: 1,
    stderr: `nova-preflight: the journal ${file} cannot be read: ENOENT: no such file or directory, open '${file}'.\n`,
  });
  appendFileSync(file, '\n{"event":"mount"}\n');
  expect(await change(deployment, ['undo'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `nova-preflight: ${file}:2: this is no line of a journal; name one with --journal.\n`,
  });
});
