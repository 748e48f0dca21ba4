import { describe, expect, onTestFinished, test } from 'vitest';
import { type ExitCode, resultCode, type Status, verdict } from '../../src/check/outcome.js';
import { ENGINES } from '../support/databases.js';
import { goldenCases, loadGolden } from '../support/golden.js';
import type { GoldenCase } from '../support/golden.js';
import { runAll } from '../support/run-all.js';

/** What we answer to a golden case. */
interface Answer {
  readonly 'cells-v2': Status;
  readonly 'hw-machine-type-unset': Status;
  /** Sorted uuids of the findings. */
  readonly unset: readonly string[];
  readonly exit: ExitCode;
  /** The cells that could not answer the second check. */
  readonly silent: readonly string[];
}

/** Where we differ from real Nova. */
interface Deviation {
  readonly why: string;
  /** What is said of the cells that could not answer. */
  readonly reason?: RegExp;
  readonly answer: Partial<Answer>;
}

/** Whatever is not here has to be as Nova answered. */
const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  'api-db-down': {
    why: 'Nova ends in an exception; both checks cannot tell',
    answer: { 'cells-v2': 'unknown', 'hw-machine-type-unset': 'unknown', unset: [] },
  },
  'bad-image-prop': {
    why: 'Nova ends in an exception over another image property; the machine type is there',
    answer: { 'cells-v2': 'success', 'hw-machine-type-unset': 'success', unset: [], exit: 0 },
  },
  'cell-down': {
    why: 'Nova ends in an exception; the dead cell is named and the answers of the others are kept',
    reason: /connection refused|there is no file/,
    answer: {
      'cells-v2': 'success',
      'hw-machine-type-unset': 'unknown',
      unset: ['8292f3dd-4074-5d57-9c4c-1660169d902e'],
      silent: ['cell2'],
    },
  },
  'cell-no-schema': {
    why: 'as cell-down',
    reason: /has no table instances/,
    answer: {
      'cells-v2': 'success',
      'hw-machine-type-unset': 'unknown',
      unset: ['ce25dc29-1006-534b-9477-abe288da30a6'],
      silent: ['cell2'],
    },
  },
  'cell-wrong-password': {
    why: 'as cell-down',
    reason: /wrong user or password|denied|file is not a database/i,
    answer: {
      'cells-v2': 'success',
      'hw-machine-type-unset': 'unknown',
      unset: ['02d1dcfd-63fa-55ca-ac8f-585cb68ac7af'],
      silent: ['cell2'],
    },
  },
  'database-missing': {
    why: 'Nova ends in an exception; only the cell with a template cannot be asked',
    reason: /is a template, and \[database\]connection, from which Nova fills it, is not set/,
    answer: {
      'cells-v2': 'success',
      'hw-machine-type-unset': 'unknown',
      unset: [],
      silent: ['cell3'],
    },
  },
  'old-compute': { why: 'the Failure is of another check of Nova', answer: { exit: 0 } },
  'old-compute-cell0': { why: 'the Failure is of another check of Nova', answer: { exit: 0 } },
};

const STATUS = { Success: 'success', Warning: 'warning', Failure: 'failure' } as const;

function expectedAnswer({ name, expected }: GoldenCase): unknown {
  const status = (answer: keyof typeof STATUS | null) => answer && STATUS[answer];
  return {
    'cells-v2': status(expected['cells-v2']),
    'hw-machine-type-unset': status(expected['hw-machine-type-unset']),
    unset: expected.unset,
    exit: expected.exit,
    silent: [],
    ...DEVIATIONS[name]?.answer,
  };
}

test('every deviation is of a golden case', () => {
  const names = goldenCases().map((golden) => golden.name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(DEVIATIONS)));
  expect(names.length).toBeGreaterThan(30);
});

describe.each(ENGINES)('on %s', (engine) => {
  const named = goldenCases().map((golden) => {
    const why = DEVIATIONS[golden.name]?.why;
    return { golden, title: `${golden.what}${why === undefined ? '' : ` (${why})`}` };
  });

  test.each(named)('$golden.name: $title', async ({ golden }) => {
    const deployment = await loadGolden(engine, golden);
    onTestFinished(() => deployment.drop());
    const outcomes = await runAll(deployment.configFile);
    const statuses = outcomes.map(({ check, status }) => [check.id, status]);
    const unset = outcomes.find(({ check }) => check.id === 'hw-machine-type-unset');
    const silent = unset?.cells.filter((cell) => !cell.answered) ?? [];
    expect({
      ...Object.fromEntries(statuses),
      unset: unset?.findings.map((finding) => finding.id).sort(),
      exit: resultCode(verdict(outcomes)),
      silent: silent.map((cell) => cell.name),
    }).toEqual(expectedAnswer(golden));
    for (const { reason } of silent) expect(reason).toMatch(DEVIATIONS[golden.name]?.reason ?? '');
    expect(unset?.findingsTotal).toBe(unset?.findings.length);
  });
});
