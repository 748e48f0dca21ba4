import { expect, test } from 'vitest';
import { resultCode, type Status, verdict } from '../../src/check/outcome.js';

/** Statuses of the checks of a run, the verdict over them and the exit code. */
const CASES: readonly (readonly [readonly Status[], Status, number])[] = [
  [[], 'unknown', 255],
  [['success'], 'success', 0],
  [['not-applicable'], 'success', 0],
  [['success', 'not-applicable'], 'success', 0],
  [['warning'], 'warning', 1],
  [['success', 'warning', 'not-applicable'], 'warning', 1],
  [['failure'], 'failure', 2],
  [['warning', 'failure', 'success'], 'failure', 2],
  [['unknown'], 'unknown', 255],
  [['success', 'unknown'], 'unknown', 255],
  [['unknown', 'not-applicable'], 'unknown', 255],
  [['unknown', 'warning'], 'unknown', 255],
  [['unknown', 'failure'], 'failure', 2],
  [['failure', 'unknown', 'warning', 'success', 'not-applicable'], 'failure', 2],
];

test.each(CASES)('%j is %s, which exits with %d', (statuses, expected, code) => {
  const overall = verdict(statuses.map((status) => ({ status })));
  expect([overall, resultCode(overall)]).toEqual([expected, code]);
});

test('the codes of the single results', () => {
  const codes = (['success', 'warning', 'failure', 'unknown', 'not-applicable'] as const).map(
    resultCode,
  );
  expect(codes).toEqual([0, 1, 2, 255, 0]);
});
