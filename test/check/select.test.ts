import { expect, test } from 'vitest';
import { type Check, defineCheck } from '../../src/check/check.js';
import { selectChecks } from '../../src/check/select.js';
import { ExpectedError } from '../../src/error.js';

const CHECKS = ['one', 'two', 'three'].map((id): Check =>
  defineCheck({
    id,
    title: id.toUpperCase(),
    docs: 'https://example.org/',
    why: 'Because.',
    fix: 'Do.',
    reads: {},
    run: () => ({ status: 'success' }),
  }),
);

function ids(checks: readonly Check[]): string[] {
  return checks.map((check) => check.id);
}

test.each([
  { only: [], skip: [], run: ['one', 'two', 'three'], skipped: [] },
  { only: ['two'], skip: [], run: ['two'], skipped: ['one', 'three'] },
  { only: ['three', 'one', 'three'], skip: [], run: ['one', 'three'], skipped: ['two'] },
  { only: [], skip: ['two', 'two'], run: ['one', 'three'], skipped: ['two'] },
  { only: ['one', 'two'], skip: ['one'], run: ['two'], skipped: ['one', 'three'] },
])('--only $only --skip $skip: $run, in the order of the list', ({ only, skip, ...expected }) => {
  const { run, skipped } = selectChecks(CHECKS, only, skip);
  expect({ run: ids(run), skipped: ids(skipped) }).toEqual(expected);
});

test.each([
  {
    only: ['two', 'TWO'],
    skip: [],
    message: '--only "TWO": there is no such check; the known ones are one, two, three.',
  },
  {
    only: [],
    skip: ['Two\n'],
    message: '--skip "Two\\n": there is no such check; the known ones are one, two, three.',
  },
  {
    only: ['one'],
    skip: ['one'],
    message: '--only and --skip leave no check to run; the known ones are one, two, three.',
  },
  {
    only: [],
    skip: ['one', 'two', 'three'],
    message: '--only and --skip leave no check to run; the known ones are one, two, three.',
  },
])('--only $only --skip $skip: $message', ({ only, skip, message }) => {
  expect(() => selectChecks(CHECKS, only, skip)).toThrow(new ExpectedError(message));
});
