import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ENGINES } from '../../support/databases.js';
import { type Deployment, makeDeployment } from '../../support/deployment.js';
import {
  type GoldenAfter,
  type GoldenCommand,
  goldenCases,
  goldenCommands,
  loadGolden,
} from '../../support/golden.js';
import { runInProcess } from '../../support/in-process.js';
import type { Row } from '../../support/rows.js';
import { allowWriting } from '../../support/writing.js';

/** Where we differ from real Nova. */
interface Deviation {
  readonly why: string;
  readonly exit: number;
  readonly stdout?: string;
  readonly after?: Partial<GoldenAfter>;
}

const NOTHING: Partial<GoldenAfter> = { machineType: [], rows: 24, instanceUpdated: false };
const usage = (why: string): Deviation => ({ why, exit: 64, stdout: '' });

function unsupported(type: string, why: string): Deviation {
  return { why, exit: 5, stdout: `Machine type ${type} is not supported.`, after: NOTHING };
}

function unsupportedFrom(from: string, to: string): Deviation {
  const why = 'Nova crashes';
  return { ...unsupported(to, why), after: { machineType: [recorded(from, 0)] } };
}

function refused(from: string, to: string, why: string): Deviation {
  return {
    why,
    exit: 4,
    stdout: `Cannot update machine type ${from} to ${to}.`,
    after: { machineType: [recorded(from, 0)], instanceUpdated: false },
  };
}

function changed(uuid: string, from: string | null, to: string, why: string): Deviation {
  return {
    why,
    exit: 0,
    stdout: `Updated instance ${uuid} machine type to ${to} (previously ${from ?? 'None'})`,
    after: { machineType: [recorded(to, from === null ? 0 : 1)], rows: 25, instanceUpdated: true },
  };
}

function recorded(value: string, updated: number): Row {
  return { key: 'image_hw_machine_type', value, deleted: 0, updated, deleted_at: 0 };
}

const SUFFIX = 'no such type: Nova looks at the beginning of the name alone';
const UNKNOWN = 'nothing is known of the recorded type, and Nova knows of no harm';
const PARTS = 'Nova takes three numbers for a larger version than two';

/** By label, or by the arguments; whatever is not here has to be as Nova answered. */
const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  get_machine_type: usage('64 is wrong usage here, and 2 has a meaning of its own'),
  'get_machine_type 810aaa13-5b5b-5c6b-8753-a687b36e1109 extra': usage('Nova crashes'),
  '': usage('as above'),
  nosuch: usage('as above'),
  update_machine_type: usage('as above'),
  'update_machine_type 810aaa13-5b5b-5c6b-8753-a687b36e1109': usage('as above'),
  'list_unset_machine_type --cell-uuid': usage('as above'),
  'list_unset_machine_type --cell_uuid c1111111-1111-4111-8111-111111111111': {
    why: 'the spelling of the man page is taken as well',
    exit: 3,
    stdout: '86e7b32b-6739-5c82-927a-fc75caa14b7f',
  },
  'set-to-pc-q35-7.0-foo': unsupported('pc-q35-7.0-foo', SUFFIX),
  'set-to-q35\n': unsupported('q35\\u{a}', `${SUFFIX}; what a terminal would obey is shown`),
  'set-to-pc-q35-7x1': unsupported(
    'pc-q35-7x1',
    'no such type: a dot in a pattern of Nova is any character',
  ),
  'set-to-pseries': changed(
    '1555fb36-0dea-52d2-a5a9-b26e5252df6f',
    null,
    'pseries',
    'POWER has machine types too',
  ),
  'pc-q35-6.2->pc-q35-7.0-foo': unsupportedFrom('pc-q35-6.2', 'pc-q35-7.0-foo'),
  'pc-q35-7.0->pc-q35-6.2-foo': unsupportedFrom('pc-q35-7.0', 'pc-q35-6.2-foo'),
  'pc-q35-7.0-foo->pc-q35-6.2': refused('pc-q35-7.0-foo', 'pc-q35-6.2', UNKNOWN),
  'odd-type-1.0->q35': refused('odd-type-1.0', 'q35', 'Nova crashes'),
  'odd-type-1.0->pc-q35-7.0': refused('odd-type-1.0', 'pc-q35-7.0', UNKNOWN),
  'odd->q35': refused('odd', 'q35', UNKNOWN),
  ' ->q35': refused(' ', 'q35', UNKNOWN),
  'pc-q35-2.11.1->pc-q35-2.12': changed(
    '5a94cd63-4601-5f64-8fbf-55e02c69b645',
    'pc-q35-2.11.1',
    'pc-q35-2.12',
    PARTS,
  ),
  'pc-q35-6.2->pc-q35-2.11.1': refused('pc-q35-6.2', 'pc-q35-2.11.1', PARTS),
  'pc-q35-7.2.1->pc-q35-8.0': changed(
    '49dbe3d3-d1d4-5062-a21a-04ccedf874cb',
    'pc-q35-7.2.1',
    'pc-q35-8.0',
    PARTS,
  ),
  'pc-1.2->pc-i440fx-6.2': changed(
    'ec37ab95-b1e5-5bb3-ab0f-3be385e0bbe4',
    'pc-1.2',
    'pc-i440fx-6.2',
    'pc-1.2 is an i440FX, which got its name with 1.4',
  ),
  'task-state': {
    why: 'something is at work on the instance',
    exit: 3,
    stdout:
      'Instance 1c3434f2-89e5-577f-abf8-22323e17a739 in task_state powering-on. Cannot update machine type. while the instance is in this state.',
    after: NOTHING,
  },
  'force-300': {
    why: "Nova shows the driver's error",
    exit: 1,
    stdout: 'Forcing update of machine type.',
  },
};

describe.each(ENGINES)('on %s', (engine) => {
  describe.each(['get', 'update'] as const)('nova-manage libvirt: %s', (name) => {
    const { data, commands } = goldenCommands(name);
    let deployment: Deployment;
    let before: unknown;
    beforeAll(async () => {
      deployment = await makeDeployment(engine, data);
      await allowWriting(engine, deployment, ['cell0', 'cell1', 'cell3']);
      before = await everythingElse(deployment);
    });
    afterAll(() => deployment.drop());

    test.each(
      commands
        .filter(({ args }) => args[1] !== '--help')
        .map((command) => ({ command, title: titleOf(command) })),
    )('$title', async ({ command }) => {
      const deviation = DEVIATIONS[titleOf(command)];
      const { configFile, directory } = deployment;
      const [group = '', ...rest] = command.args;
      const journal =
        rest[0] === 'update_machine_type' ? ['--journal', `${directory}/journal`] : [];
      const { code, stdout, stderr } = await runInProcess([
        group,
        ...rest,
        '--config-file',
        configFile,
        ...journal,
      ]);
      const {
        exit,
        stdout: text,
        after,
      } = { ...command, ...deviation, after: { ...command.after, ...deviation?.after } };
      expect({ code, stdout }, stderr).toEqual({
        code: exit,
        stdout: text === '' ? '' : `${text}\n`,
      });
      if (command.after === undefined) return;
      expect(await held(deployment, command.after.cell, command.args[2] ?? '')).toEqual(after);
    });

    test('nothing else was changed', async () => {
      expect(await everythingElse(deployment)).toEqual(before);
    });
  });
});

test('every deviation is of a command or a case', () => {
  const titles = (['get', 'update'] as const).flatMap((name) =>
    goldenCommands(name).commands.map(titleOf),
  );
  expect(titles).toEqual(expect.arrayContaining(Object.keys(DEVIATIONS)));
  const names = goldenCases().map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(LIST_DEVIATIONS)));
});

/** The same for list_unset_machine_type: UUIDs that are listed, the exit code, and what is told on stderr. */
const LIST_DEVIATIONS: Readonly<
  Record<string, { readonly why: string; unset: readonly string[]; exit: number; stderr?: RegExp }>
> = {
  'api-db-down': { why: 'told and no traceback', unset: [], exit: 1, stderr: /API database: / },
  'bad-image-prop': { why: 'another image property does not matter', unset: [], exit: 0 },
  'cell-down': {
    why: 'the other cells are listed',
    unset: ['8292f3dd-4074-5d57-9c4c-1660169d902e'],
    exit: 1,
    stderr: /^nova-preflight: cell cell2 did not answer: /,
  },
  'cell-no-schema': {
    why: 'as cell-down',
    unset: ['ce25dc29-1006-534b-9477-abe288da30a6'],
    exit: 1,
    stderr: /^nova-preflight: cell cell2 did not answer: has no table /,
  },
  'cell-wrong-password': {
    why: 'as cell-down',
    unset: ['02d1dcfd-63fa-55ca-ac8f-585cb68ac7af'],
    exit: 1,
    stderr: /^nova-preflight: cell cell2 did not answer: /,
  },
  'database-missing': {
    why: 'as cell-down',
    unset: [],
    exit: 1,
    stderr: /^nova-preflight: cell cell3 did not answer: .* is a template/,
  },
};

describe.each(ENGINES)('list_unset_machine_type on %s', (engine) => {
  test.each(goldenCases())('$name: $what', async (golden) => {
    const { unset, exit, stderr } = {
      unset: golden.expected.unset ?? [],
      exit: (golden.expected.unset ?? []).length === 0 ? 0 : 3,
      stderr: /^$/,
      ...LIST_DEVIATIONS[golden.name],
    };
    const deployment = await loadGolden(engine, golden);
    onTestFinished(() => deployment.drop());
    const args = ['libvirt', 'list_unset_machine_type', '--config-file', deployment.configFile];
    const run = await runInProcess(args);
    const none = exit === 0 ? ['No instances found without hw_machine_type set.'] : [];
    expect({ code: run.code, lines: run.stdout.split('\n').slice(0, -1).sort() }).toEqual({
      code: exit,
      lines: unset.length === 0 ? none : unset,
    });
    expect(run.stderr).toMatch(stderr);
  });
});

function titleOf({ label, args }: GoldenCommand): string {
  return label ?? args.slice(1).join(' ');
}

async function held(
  deployment: Deployment,
  cell: GoldenAfter['cell'],
  uuid: string,
): Promise<GoldenAfter> {
  const rows = await deployment.sql(
    cell,
    `SELECT \`key\`, value, deleted, updated_at IS NOT NULL AS updated, deleted_at IS NOT NULL AS deleted_at FROM instance_system_metadata WHERE instance_uuid = '${uuid}' ORDER BY id`,
  );
  const instances = await deployment.sql(
    cell,
    `SELECT updated_at FROM instances WHERE uuid = '${uuid}'`,
  );
  return {
    cell,
    machineType: rows.filter(({ key }) => String(key).endsWith('hw_machine_type')),
    rows: rows.length,
    rowsDeleted: rows.filter(({ deleted }) => deleted !== 0).length,
    instanceUpdated: instances.some(({ updated_at: time }) => time !== null),
  };
}

/** All that no change of a machine type may touch. */
async function everythingElse(deployment: Deployment): Promise<unknown> {
  const found = [];
  for (const cell of ['cell0', 'cell1', 'cell2', 'cell3'] as const) {
    found.push(
      (await deployment.sql(cell, 'SELECT * FROM instances ORDER BY id')).map((row) =>
        Object.entries(row).filter(([column]) => column !== 'updated_at'),
      ),
      await deployment.sql(
        cell,
        "SELECT instance_uuid, `key`, value, created_at, updated_at, deleted FROM instance_system_metadata WHERE `key` <> 'image_hw_machine_type' ORDER BY id",
      ),
    );
  }
  return [...found, await deployment.sql('api', 'SELECT * FROM instance_mappings ORDER BY id')];
}
