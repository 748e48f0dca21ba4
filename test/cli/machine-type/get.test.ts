import { describe, expect, test } from 'vitest';
import { instanceUuid } from '../../support/cells.js';
import { ENGINES } from '../../support/databases.js';
import { Interruption } from '../../../src/cli/host.js';
import { runInProcess } from '../../support/in-process.js';
import { changeable, command } from './deployment.js';

const SET = instanceUuid(1, 1);
const UNSET = instanceUuid(1, 2);
const FAR = instanceUuid(2, 1);
const NOWHERE = instanceUuid(9, 9);

describe.each(ENGINES)('get on %s', (engine) => {
  const make = async () =>
    changeable(engine, {
      cell1: { instances: [{ machineType: 'pc-q35-8.2' }, {}] },
      cell2: { instances: [{ machineType: 'q35\n\u001B[31m"x"' }] },
    });

  test('several: one line each in the order that was given, and the worst exit code', async () => {
    const deployment = await make();
    const run = await runInProcess(command(deployment, 'get', FAR, SET, NOWHERE, SET, UNSET));
    expect(run).toEqual({
      code: 2,
      stdout: `${FAR} q35\\u{a}\\u{1b}[31m"x"
${SET} pc-q35-8.2
${NOWHERE} -
${SET} pc-q35-8.2
${UNSET} -
`,
      stderr: `nova-preflight: Instance ${NOWHERE} has no mapping to a cell.
nova-preflight: No machine type registered for instance ${UNSET}
`,
    });
    expect(await runInProcess(command(deployment, 'get', SET, UNSET))).toMatchObject({ code: 3 });
    expect(await runInProcess(command(deployment, 'get', SET, FAR))).toMatchObject({ code: 0 });
  });

  test('the formats', async () => {
    const deployment = await make();
    const inFormat = async (...words: string[]) => {
      const run = await runInProcess(command(deployment, 'get', SET, FAR, UNSET, ...words));
      expect(run).toMatchObject({ code: 3, stderr: '' });
      return run.stdout;
    };
    expect(JSON.parse(await inFormat('-f', 'json'))).toEqual([
      { uuid: SET, machine_type: 'pc-q35-8.2', cell: 'cell1', answer: 'recorded' },
      { uuid: FAR, machine_type: 'q35\n\u001B[31m"x"', cell: 'cell2', answer: 'recorded' },
      { uuid: UNSET, machine_type: null, cell: 'cell1', answer: 'not-recorded' },
    ]);
    expect(await inFormat('-f', 'csv')).toBe(`uuid,machine_type,cell,answer
${SET},pc-q35-8.2,cell1,recorded
${FAR},"q35\\u{a}\\u{1b}[31m""x""",cell2,recorded
${UNSET},,cell1,not-recorded
`);
    expect(await inFormat('-f', 'table', '-c', 'cell,answer')).toBe(`+-------+--------------+
| cell  | answer       |
+-------+--------------+
| cell1 | recorded     |
| cell2 | recorded     |
| cell1 | not-recorded |
+-------+--------------+
`);
  });

  test('thousands on stdin', async () => {
    const deployment = await make();
    const unknown = Array.from({ length: 3000 }, (_, place) => instanceUuid(8, place));
    const stdin = [`${SET}\n${UNSET.slice(0, 10)}`, `${UNSET.slice(10)} `, unknown.join('\n')];
    const run = await runInProcess(command(deployment, 'get', '-', '-c', 'answer'), { stdin });
    expect(run).toMatchObject({ code: 2, stderr: '' });
    expect(run.stdout.split('\n').slice(0, 3)).toEqual(['recorded', 'not-recorded', 'no-mapping']);
    expect(run.stdout.split('\n')).toHaveLength(3003);
  });

  test.each([
    ['machine-type', 'get', '-', '--format', 'json'],
    ['machine-type', 'get', '--format=json', '-'],
    ['machine-type', 'get', '-f=json', '-'],
    ['libvirt', 'get_machine_type', '-', '-f', 'json'],
  ])('stdin is read for %j', async (...words) => {
    const { configFile } = await make();
    const run = await runInProcess([...words, '--config-file', configFile], { stdin: [UNSET] });
    expect(run).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject([{ uuid: UNSET }]);
  });

  test('nothing on stdin is no answer: who was to write there may have failed', async () => {
    const deployment = await make();
    const run = await runInProcess(command(deployment, 'get', '-', '-f', 'json'), {
      stdin: ['\n'],
    });
    expect(run).toEqual({
      code: 1,
      stdout: '',
      stderr: 'nova-preflight: there is no UUID on stdin.\n',
    });
  });

  test('who interrupts it does not wait for the end of stdin', async () => {
    const deployment = await make();
    const stdin = async function* () {
      yield UNSET;
      await new Promise(() => {});
    };
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Interruption('SIGTERM')), 20);
    const options = { stdin, signal: abort.signal };
    expect(await runInProcess(command(deployment, 'get', '-'), options)).toEqual({
      code: 143,
      stdout: '',
      stderr: 'nova-preflight: interrupted by SIGTERM\n',
    });
  });

  test('a single one as it is, but for what a terminal would obey', async () => {
    const deployment = await make();
    const run = await runInProcess(command(deployment, 'get', FAR));
    expect(run).toEqual({ code: 0, stdout: 'q35\\u{a}\\u{1b}[31m"x"\n', stderr: '' });
  });

  test('a cell that does not answer costs its own instances alone', async () => {
    const deployment = await make();
    await deployment.sql(
      'api',
      "UPDATE cell_mappings SET database_connection = '{refused cell2}' WHERE name = 'cell2'",
    );
    const run = await runInProcess(command(deployment, 'get', FAR, SET));
    expect(run).toMatchObject({ code: 1, stdout: `${FAR} -\n${SET} pc-q35-8.2\n` });
    expect(run.stderr).toMatch(/^nova-preflight: cell cell2 did not answer: [^\n]*\n$/);
    const one = await runInProcess(command(deployment, 'get', FAR));
    expect(one).toMatchObject({ code: 1, stdout: '' });
    // Nobody asks a cell that has none of the instances.
    expect(await runInProcess(command(deployment, 'get', SET))).toMatchObject({ stderr: '' });
  });
});
