import { describe, expect, onTestFinished, test } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import { type ExitCode, resultCode, type Status, verdict } from '../../src/check/outcome.js';
import { findRelease } from '../../src/nova/releases.js';
import { ENGINES } from '../support/databases.js';
import { goldenCases, loadGolden } from '../support/golden.js';
import type { GoldenCase } from '../support/golden.js';
import { runAll } from '../support/run-all.js';

/** The release that gave the golden answers. */
const ZED = findRelease('zed');

/** What we answer to a golden case, by check id where it is an answer of each. */
interface Answer {
  readonly results: Readonly<Record<string, Status>>;
  /** Sorted uuids of the instances without a machine type. */
  readonly unset: readonly string[];
  readonly exit: ExitCode;
  /** The cells that could not answer; left out where all of a check's did. */
  readonly silent: Readonly<Record<string, readonly string[]>>;
}

/** Where we differ from real Nova. */
interface Deviation {
  readonly why: string;
  /** What is said of the cells that could not answer. */
  readonly reason?: RegExp;
  /** Of `results` what differs; of the others all. */
  readonly answer: Partial<Answer>;
}

/** Both checks that ask every cell could not tell for want of one. */
function withoutCell(name: string): Pick<Answer, 'results' | 'silent'> {
  return {
    results: {
      'cells-v2': 'success',
      'old-computes': 'unknown',
      'hw-machine-type-unset': 'unknown',
    },
    silent: { 'old-computes': [name], 'hw-machine-type-unset': [name] },
  };
}

/** Whatever is not here has to be as Nova answered. */
const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  'api-db-down': {
    why: 'Nova ends in an exception; no check can tell',
    answer: {
      results: {
        'cells-v2': 'unknown',
        'old-computes': 'unknown',
        'hw-machine-type-unset': 'unknown',
      },
      unset: [],
    },
  },
  'bad-image-prop': {
    why: 'Nova ends in an exception over another image property; the machine type is there',
    answer: {
      results: {
        'cells-v2': 'success',
        'old-computes': 'success',
        'hw-machine-type-unset': 'success',
      },
      unset: [],
      exit: 0,
    },
  },
  'cell-down': {
    why: 'Nova ends in an exception; the dead cell is named and the answers of the others are kept',
    reason: /connection refused|there is no file/,
    answer: { ...withoutCell('cell2'), unset: ['8292f3dd-4074-5d57-9c4c-1660169d902e'] },
  },
  'cell-no-schema': {
    why: 'as cell-down',
    reason: /has no table (instances|services)/,
    answer: { ...withoutCell('cell2'), unset: ['ce25dc29-1006-534b-9477-abe288da30a6'] },
  },
  'cell-wrong-password': {
    why: 'as cell-down',
    reason: /wrong user or password|denied|file is not a database/i,
    answer: { ...withoutCell('cell2'), unset: ['02d1dcfd-63fa-55ca-ac8f-585cb68ac7af'] },
  },
  'cell0-down': {
    why: 'Nova passes over a cell that does not answer when it looks for old computes',
    reason: /connection refused|there is no file/,
    answer: {
      results: { 'old-computes': 'unknown' },
      silent: { 'old-computes': ['cell0'] },
      exit: 255,
    },
  },
  'database-missing': {
    why: 'Nova ends in an exception; only the cell with a template cannot be asked',
    reason: /is a template, and \[database\]connection, from which Nova fills it, is not set/,
    answer: { ...withoutCell('cell3'), unset: [] },
  },
};

const STATUS = { Success: 'success', Warning: 'warning', Failure: 'failure' } as const;

function expectedAnswer({ name, expected }: GoldenCase): unknown {
  const { results, ...deviating } = DEVIATIONS[name]?.answer ?? {};
  const answers = Object.entries(expected.results).map(
    ([id, answer]) => [id, answer && STATUS[answer]] as const,
  );
  return {
    results: { ...Object.fromEntries(answers), ...results },
    unset: expected.unset,
    exit: expected.exit,
    silent: {},
    ...deviating,
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
    const checks = builtInChecks.filter(({ id }) => id in golden.expected.results);
    expect(checks.map(({ id }) => id)).toEqual(Object.keys(golden.expected.results));
    const outcomes = await runAll(deployment.configFile, { checks, ...(ZED && { target: ZED }) });
    const unset = outcomes.find(({ check }) => check.id === 'hw-machine-type-unset');
    const silent = outcomes.map(
      ({ check, cells }) => [check.id, cells.filter((cell) => !cell.answered)] as const,
    );
    expect({
      results: Object.fromEntries(outcomes.map(({ check, status }) => [check.id, status])),
      unset: unset?.findings.map((finding) => finding.id).sort(),
      exit: resultCode(verdict(outcomes)),
      silent: Object.fromEntries(
        silent.flatMap(([id, cells]) =>
          cells.length === 0 ? [] : [[id, cells.map((cell) => cell.name)]],
        ),
      ),
    }).toEqual(expectedAnswer(golden));
    for (const { reason } of silent.flatMap(([, cells]) => cells)) {
      expect(reason).toMatch(DEVIATIONS[golden.name]?.reason ?? /^$/);
    }
    expect(unset?.findingsTotal).toBe(unset?.findings.length);
  });
});
