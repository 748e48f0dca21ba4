import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Check, type CheckResult, defineCheck } from '../../src/check/check.js';
import { runChecks } from '../../src/check/run.js';
import { ExpectedError } from '../../src/error.js';
import { judgedRelease } from '../../src/nova/judged-release.js';
import { findRelease, newestRelease } from '../../src/nova/releases.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { PASSWORD } from '../support/mariadb-databases.js';
import { cellUuid } from '../support/rows.js';
import { contextOf, runAll, runOn, UNWATCHED } from '../support/run-all.js';
import type { RunAllOptions, TestedOutcome } from '../support/run-all.js';

type Run = Check['run'];

function checkOf(run: Run, id = 'own'): Check {
  return defineCheck({
    id,
    title: 'Own',
    docs: 'https://example.org/own',
    why: 'Because.',
    fix: 'Do.',
    reads: {},
    run,
  });
}

const OUTCOME: TestedOutcome = {
  check: { id: 'own', title: 'Own', docs: 'https://example.org/own' },
  status: 'success',
  details: null,
  counts: {},
  findings: [],
  findingsTotal: 0,
  cells: [],
  remediation: [],
};

const FINDING = { kind: 'host', id: 'a' } as const;

/** Of a deployment with two cells, both well or cell2 without a database. */
let well: Deployment;
let broken: Deployment;

beforeAll(async () => {
  well = await makeDeployment('sqlite', { cells: 2 });
  broken = await makeDeployment('sqlite', {
    cells: 2,
    afterwards: [
      ['api', "UPDATE cell_mappings SET database_connection = NULL WHERE name = 'cell2'"],
    ],
  });
});

afterAll(async () => {
  await well.drop();
  await broken.drop();
});

async function outcomeOf(
  deployment: Deployment,
  run: Run,
  options: RunAllOptions = {},
): Promise<TestedOutcome> {
  const checks = [checkOf(run)];
  const [outcome] = await runAll(deployment.configFile, { running: UNKNOWN, ...options, checks });
  if (outcome === undefined) throw new Error('there is no outcome');
  return outcome;
}

/** So that nothing is asked before the check asks. */
const UNKNOWN = judgedRelease({ cells: [], unanswered: [] });

function cell(number: number, reason: string | null = null): TestedOutcome['cells'][number] {
  return { uuid: cellUuid(number), name: `cell${number}`, answered: reason === null, reason };
}

function never(): Promise<never> {
  return new Promise(() => {});
}

async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const CRASHED = 'The check crashed, which is a bug in it: ';
const NO_DATABASE =
  'cell mapping cell2 has no database_connection; set it with nova-manage cell_v2 update_cell.';

describe('what a check returns', () => {
  const whole: CheckResult = {
    status: 'warning',
    details: 'one\ntwo',
    counts: { hosts: 2, byCell: { a: 2 } },
    findings: [FINDING, { ...FINDING, id: 'b' }],
    findingsTotal: 7,
    remediation: [{ argv: ['true'], why: 'Because.' }],
  };

  test.each([
    { what: 'nothing but a status', result: { status: 'success' }, expected: {} },
    { what: 'all there is', result: whole, expected: whole },
    {
      what: 'findings without their number',
      result: { status: 'failure', findings: [FINDING], details: '' },
      expected: { status: 'failure', findings: [FINDING], findingsTotal: 1 },
    },
    {
      what: 'a number without findings',
      result: { status: 'warning', findingsTotal: 3 },
      expected: { status: 'warning', findingsTotal: 3 },
    },
    {
      what: 'that it does not apply',
      result: { status: 'not-applicable', details: 'No hosts.' },
      expected: { status: 'not-applicable', details: 'No hosts.' },
    },
    {
      what: 'nothing',
      result: undefined,
      expected: { status: 'unknown', details: 'Returned no result: it is not an object.' },
    },
    {
      what: 'rubbish',
      result: { status: 'ok', findings: [{}] },
      expected: {
        status: 'unknown',
        details:
          'Returned no result: its status is "ok"; findings must be a list of objects with kind and id.',
      },
    },
  ])('$what', async ({ result, expected }) => {
    for (const run of [() => result, async () => result]) {
      expect(await outcomeOf(well, run as Run)).toEqual({ ...OUTCOME, ...expected });
    }
  });

  test('no more findings than the limit are reported', async () => {
    for (const limit of [0, 1]) {
      expect(await outcomeOf(well, () => whole, { limit })).toEqual({
        ...OUTCOME,
        ...whole,
        findings: [FINDING].slice(0, limit),
      });
    }
  });

  test.each([
    { result: { status: 'success' }, status: 'unknown', kept: [] },
    { result: { ...whole, status: 'warning' }, status: 'unknown', kept: ['one\ntwo'] },
    { result: { ...whole, status: 'failure' }, status: 'failure', kept: ['one\ntwo'] },
    {
      result: { status: 'not-applicable', details: 'No hosts.' },
      status: 'unknown',
      kept: ['No hosts.'],
    },
  ] as const)('$result.status while a cell is silent is $status', async (expected) => {
    const { result, status, kept } = expected;
    const outcome = await outcomeOf(broken, async (deployment) => {
      await deployment.askCells(async () => 1);
      return result;
    });
    const findings = 'findings' in result ? result : {};
    expect(outcome).toEqual({
      ...OUTCOME,
      ...findings,
      status,
      details: [`Could not tell for cell cell2: ${NO_DATABASE}`, ...kept].join('\n'),
      cells: [cell(1), cell(2, NO_DATABASE)],
    });
  });
});

describe('what a check throws', () => {
  test.each([
    { what: 'an expected error', error: new ExpectedError('no file x.'), details: 'No file x.' },
    { what: 'a string', error: 'boom', details: `${CRASHED}boom` },
    { what: 'nothing', error: undefined, details: `${CRASHED}undefined` },
    { what: 'a symbol', error: Symbol('boom'), details: `${CRASHED}Symbol(boom)` },
    {
      what: 'what cannot be made a string',
      error: Object.create(null) as unknown,
      details: `${CRASHED}[Object: null prototype] {}`,
    },
  ])('$what', async ({ error, details }) => {
    const thrower = () => {
      // oxlint-disable-next-line no-throw-literal
      throw error;
    };
    for (const run of [thrower, async () => thrower()]) {
      expect(await outcomeOf(well, run)).toEqual({ ...OUTCOME, status: 'unknown', details });
    }
  });

  test('an error keeps its stack', async () => {
    const outcome = await outcomeOf(well, () => {
      throw new TypeError('boom');
    });
    expect(outcome).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details: expect.stringMatching(
        /^The check crashed, which is a bug in it: TypeError: boom\n +at .*run\.test\.ts/,
      ) as unknown,
    });
  });

  test('its passwords are withheld, those of cells that it asked too', async () => {
    const texts = [
      'mysql://nova:other@host/nova',
      `URL ${encodeURIComponent(PASSWORD)}`,
      `the password ${PASSWORD}`,
    ];
    const details = await Promise.all(
      texts.map(async (text) => {
        const check = checkOf(async (deployment) => {
          await deployment.askCells(async () => 1);
          throw new ExpectedError(text);
        });
        return (await runOn('mariadb', check, { cells: 1 })).details;
      }),
    );
    expect(details[0]).toBe('Mysql://***@host/nova');
    for (const text of details.slice(1)) {
      expect(text).not.toContain('n0va');
      expect(text).toMatch(/withheld/);
    }
  });

  test("a cell's reason is made fit to be shown as well", async () => {
    const outcome = await outcomeOf(well, async (deployment) => {
      await deployment.askCells(async (asked) => {
        if (asked.name === 'cell1') throw new ExpectedError('mysql://nova:secret@host/x is bad.');
      });
      return { status: 'success' };
    });
    expect(outcome.cells).toEqual([cell(1, 'mysql://***@host/x is bad.'), cell(2)]);
    expect(outcome.details).toBe('Could not tell for cell cell1: mysql://***@host/x is bad.');
  });
});

test.each([
  ['success', 'unknown', 'Nothing is left of it.'],
  ['failure', 'failure', null],
] as const)('a question that fails and is caught: %s becomes %s', async (said, status, details) => {
  const outcome = await outcomeOf(well, async (deployment) => {
    const lost = async () => {
      throw new ExpectedError('nothing is left of it.');
    };
    await deployment.askApi(lost).catch(() => {});
    return { status: said };
  });
  expect(outcome).toMatchObject({
    status,
    details: details === null ? null : expect.stringContaining('othing is left of it.'),
  });
});

describe('time', () => {
  test('a check that never ends is given up, and told', async () => {
    let signal: AbortSignal | undefined;
    const run: Run = async (_, context) => {
      signal = context.signal;
      return never();
    };
    expect(await outcomeOf(well, run, { timeout: 100 })).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details: 'Did not finish: it was idle for 0.1 s (--timeout).',
    });
    expect(signal?.aborted).toBe(true);
  });

  test('one that never ends after it asked keeps the answers to what it asked', async () => {
    const run: Run = async (deployment) => {
      await deployment.askCells(async () => 1);
      return never();
    };
    expect(await outcomeOf(well, run, { timeout: 400 })).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details: 'Did not finish: it was idle for 0.4 s (--timeout).',
      cells: [cell(1), cell(2)],
    });
  });

  test('each question has a time of its own', async () => {
    const run: Run = async (deployment) => {
      for (let round = 0; round < 4; round += 1) {
        await deployment.askCells(async () => sleep(150));
        await sleep(10);
      }
      return { status: 'success' };
    };
    expect(await outcomeOf(well, run, { timeout: 450 })).toEqual({
      ...OUTCOME,
      cells: [cell(1), cell(2)],
    });
  });

  test('a cell whose question never ends costs its own answer', async () => {
    let signal: AbortSignal | undefined;
    const run: Run = async (deployment) => {
      const answers = await deployment.askCells(async (asked) => {
        if (asked.name !== 'cell1') return 7;
        signal = asked.signal;
        return never();
      });
      return { status: 'warning', details: JSON.stringify(answers) };
    };
    const reason = 'no answer within 0.4 s (--timeout).';
    const second = { uuid: cellUuid(2), name: 'cell2', disabled: false, isCell0: false };
    expect(await outcomeOf(well, run, { timeout: 400 })).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details: `Could not tell for cell cell1: ${reason}\n${JSON.stringify([{ cell: second, value: 7 }])}`,
      cells: [cell(1, reason), cell(2)],
    });
    expect(signal?.aborted).toBe(true);
  });

  test('the API database whose question never ends', async () => {
    const run: Run = async (deployment) => deployment.askApi(never);
    expect(await outcomeOf(well, run, { timeout: 100 })).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details: 'API database: no answer within 0.1 s (--timeout).',
    });
  });

  test('an interrupted run rejects with the reason, and every check is told', async () => {
    const interruption = new AbortController();
    const reason = new Error('interrupted');
    const signals: AbortSignal[] = [];
    const run: Run = async (_, context) => {
      signals.push(context.signal);
      if (signals.length === 2) interruption.abort(reason);
      return never();
    };
    const checks = [checkOf(run, 'one'), checkOf(run, 'two')];
    const { signal } = interruption;
    await expect(runAll(well.configFile, { checks, signal })).rejects.toBe(reason);
    expect(signals.map((each) => each.reason as unknown)).toEqual([reason, reason]);
  });
});

describe('cells', () => {
  test.each([
    {
      what: 'an error',
      error: new TypeError('boom'),
      reason: /^The check crashed.*TypeError: boom\n +at/s,
    },
    { what: 'a string', error: 'boom', reason: /^The check crashed, which is a bug in it: boom$/ },
    { what: 'an expected error', error: new ExpectedError('odd row.'), reason: /^odd row\.$/ },
  ])('$what thrown over one cell costs that cell', async ({ error, reason }) => {
    const outcome = await outcomeOf(well, async (deployment) => {
      const answers = await deployment.askCells((asked) => {
        if (asked.name === 'cell1') throw error;
        return Promise.resolve(7);
      });
      return { status: 'warning', counts: { answers: answers.length } };
    });
    expect(outcome).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details: expect.stringMatching(/^Could not tell for cell cell1: /) as unknown,
      counts: { answers: 1 },
      cells: [cell(1, expect.stringMatching(reason) as string), cell(2)],
    });
  });

  test('of several questions the first counts that was not answered', async () => {
    const outcome = await outcomeOf(well, async (deployment) => {
      for (const [round, name] of ['cell1', 'cell2', 'cell1', 'none'].entries()) {
        await deployment.askCells(async (asked) => {
          if (asked.name === name) throw new ExpectedError(`no ${name} in round ${round}.`);
        });
      }
      return { status: 'success' };
    });
    expect(outcome).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details:
        'Could not tell for cell cell1: no cell1 in round 0.\nCould not tell for cell cell2: no cell2 in round 1.',
      cells: [cell(1, 'no cell1 in round 0.'), cell(2, 'no cell2 in round 1.')],
    });
  });

  test('cell0 is asked where it is wanted', async () => {
    const outcome = await outcomeOf(well, async (deployment) => {
      await deployment.askCells(async () => 1, { cell0: true });
      return { status: 'success' };
    });
    expect(outcome).toEqual({ ...OUTCOME, cells: [cell(0), cell(1), cell(2)] });
  });

  test.each([
    { what: 'at once', wait: 0, cells: [] },
    {
      what: 'while the cells are being asked',
      wait: 100,
      cells: [1, 2].map((number) => cell(number, 'it was not waited for.')),
    },
  ])('who does not await the cells and judges $what could not tell', async ({ wait, cells }) => {
    const run: Run = async (deployment) => {
      void deployment.askCells(async () => sleep(250));
      if (wait > 0) await sleep(wait);
      return { status: 'success' };
    };
    const notAwaited =
      'Ended before it had the answers to what it asked: it has to await askApi, cells and askCells.';
    expect(await outcomeOf(well, run)).toEqual({
      ...OUTCOME,
      status: 'unknown',
      details: [
        ...(cells.length === 0
          ? []
          : ['Could not tell for cells cell1, cell2: it was not waited for.']),
        notAwaited,
      ].join('\n'),
      cells,
    });
  });

  test('what is not awaited and fails does not end the process', async () => {
    const rejections: unknown[] = [];
    const listener = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', listener);
    try {
      const outcome = await outcomeOf(well, (deployment) => {
        void deployment.askApi(() => {
          throw new Error('boom');
        });
        return { status: 'success' };
      });
      await sleep(50);
      expect([outcome.status, rejections]).toEqual(['unknown', []]);
    } finally {
      process.off('unhandledRejection', listener);
    }
  });
});

describe('a run', () => {
  test('a check costs its own answer only, and the order is that of the list', async () => {
    const checks = [
      checkOf(never, 'hangs'),
      checkOf(() => {
        throw new ExpectedError('no.');
      }, 'throws'),
      checkOf(
        async (deployment) => ({
          status: 'success',
          counts: { cells: (await deployment.cells()).length },
        }),
        'works',
      ),
    ];
    const outcomes = await runAll(well.configFile, { checks, timeout: 200 });
    expect(outcomes.map(({ check, status, counts }) => [check.id, status, counts])).toEqual([
      ['hangs', 'unknown', {}],
      ['throws', 'unknown', {}],
      ['works', 'success', { cells: 3 }],
    ]);
  });

  test('the context says what was asked for, and neither it nor the deployment can be changed', async () => {
    const now = new Date('2026-03-01T12:00:00Z');
    const outcome = await outcomeOf(
      well,
      (deployment, context) => {
        const isFrozen = Object.isFrozen(deployment) && Object.isFrozen(context);
        const { signal, ...rest } = context;
        return {
          status: 'success',
          details: JSON.stringify([isFrozen, signal.aborted, rest, Object.keys(deployment)]),
        };
      },
      { limit: 3, includeNonLibvirt: true, staleAfter: 3, verifyCredentials: true, now },
    );
    expect(JSON.parse(outcome.details ?? '')).toEqual([
      true,
      false,
      {
        running: UNKNOWN,
        target: JSON.parse(JSON.stringify(newestRelease())) as unknown,
        limit: 3,
        includeNonLibvirt: true,
        staleAfter: 3,
        verifyCredentials: true,
        now: now.toJSON(),
      },
      ['config', 'askApi', 'cells', 'askCells'],
    ]);
  });

  test('who watches is told how the cells of each check fare', async () => {
    const told: unknown[] = [];
    await outcomeOf(
      broken,
      async (deployment) => {
        await deployment.askCells(async ({ progress }) => {
          progress(1, 3);
          await sleep(20);
          progress(3, 3);
        });
        return { status: 'success' };
      },
      {
        watch: {
          checkStarted: ({ id }) => told.push(['started', id]),
          cellsAsked: ({ id }, cells) => told.push(['asked', id, cells.map(({ name }) => name)]),
          cellProgress: ({ id }, { name }, ...rows) => told.push(['rows', id, name, rows]),
          cellBusy: ({ id }, { name }, running) => told.push(['busy', id, name, running]),
          cellAnswered: ({ id }, { name }) => told.push(['answered', id, name]),
          cellUnanswered: ({ id }, { name }, reason) => told.push(['silent', id, name, reason]),
          checkDone: ({ id }) => told.push(['done', id]),
        },
      },
    );
    expect(told).toEqual([
      ['started', 'own'],
      ['asked', 'own', ['cell1', 'cell2']],
      [
        'silent',
        'own',
        'cell2',
        'cell mapping cell2 has no database_connection; set it with nova-manage cell_v2 update_cell.',
      ],
      ['rows', 'own', 'cell1', [1, 3]],
      ['rows', 'own', 'cell1', [3, 3]],
      ['answered', 'own', 'cell1'],
      ['done', 'own'],
    ]);
  });

  test('who watches hears no secret, and of rows only what can be', async () => {
    const told: unknown[] = [];
    const odd = [Number.NaN, Infinity, '7', undefined] as readonly number[];
    await runOn(
      'sqlite',
      checkOf(async (deployment) => {
        await deployment.askCells(async ({ progress }) => {
          for (const number of odd) {
            progress(number, 10);
            progress(5, number);
          }
          progress(-1, 10);
          progress(11, 10);
          progress(2.6, 9.9);
          progress(1, -5);
          throw new ExpectedError('nothing at mysql://nova:other@host/nova.');
        });
        return { status: 'success' };
      }),
      { cells: 1 },
      {
        watch: {
          ...UNWATCHED,
          cellProgress: (...[, , seen, expected]) => told.push([seen, expected]),
          cellUnanswered: (...[, , reason]) => told.push(reason),
        },
      },
    );
    expect(told).toEqual([[0, 10], [10, 10], [3, 10], [0, 0], 'nothing at mysql://***@host/nova.']);
  });

  test('where there is no deployment to be seen, no check is run', async () => {
    let isRun = false;
    const check = checkOf(() => {
      isRun = true;
      return { status: 'success' };
    });
    const outcomes = await runChecks([check], {
      view: () => {
        throw new ExpectedError('nova.conf:3 is odd.');
      },
      context: contextOf({ limit: 1 }),
      timeout: 100,
      signal: new AbortController().signal,
      redact: (text) => text,
      watch: UNWATCHED,
    });
    expect(outcomes).toEqual([
      {
        ...OUTCOME,
        status: 'unknown',
        details: 'Nova.conf:3 is odd.',
        durationMs: expect.any(Number) as unknown,
      },
    ]);
    expect(isRun).toBe(false);
  });

  test('a check that is not for the target is not run, and says so', async () => {
    let isRun = false;
    const run = () => {
      isRun = true;
      return { status: 'success' } as const;
    };
    const zed = findRelease('zed') ?? newestRelease();
    const check = { ...checkOf(run), until: '25' };
    const [outcome] = await runAll(well.configFile, { checks: [check], target: zed });
    expect(outcome).toEqual({
      ...OUTCOME,
      status: 'not-applicable',
      details: 'It is for targets up to 25, not for Zed (26).',
    });
    expect(isRun).toBe(false);
  });

  test('no checks, no outcomes', async () => {
    expect(await runAll(well.configFile, { checks: [] })).toEqual([]);
  });
});
