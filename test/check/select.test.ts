import { expect, test } from 'vitest';
import { applicability } from '../../src/check/applicability.js';
import { type Check, defineCheck } from '../../src/check/check.js';
import { requireKnown, selectChecks } from '../../src/check/select.js';
import { ExpectedError } from '../../src/error.js';
import { findRelease, newestRelease, type Release } from '../../src/nova/releases.js';

function named(id: string): Check {
  return defineCheck({
    id,
    title: id.toUpperCase(),
    docs: 'https://example.org/',
    why: 'Because.',
    fix: 'Do.',
    reads: {},
    run: () => ({ status: 'success' }),
  });
}

const CHECKS = ['one', 'two', 'three'].map(named);

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
  requireKnown(CHECKS, { only, skip });
  const { run, skipped } = selectChecks(CHECKS, { only, skip }, newestRelease(), 'all');
  expect({ run: ids(run), skipped: ids(skipped.map(({ check }) => check)) }).toEqual(expected);
  expect(skipped.every(({ reason }) => reason === 'on request')).toBe(true);
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
  expect(() => requireKnown(CHECKS, { only, skip })).toThrow(new ExpectedError(message));
});

function release(name: string): Release {
  const found = findRelease(name);
  if (found === undefined) throw new Error(`${name} is unknown`);
  return { ...found, checks: ['two', ...(name === '28.0.0' ? ['linked'] : [])] };
}

const BOUNDED: readonly Check[] = [
  named('one'),
  named('two'),
  { ...named('old'), until: '25' },
  { ...named('linked'), since: '28', until: '28' },
  { ...named('object-id-linkage'), since: '28', until: '28' },
  { ...named('new'), since: '33' },
];

test.each([
  ['25', 'all', ['one', 'two', 'old']],
  ['26', 'all', ['one', 'two']],
  ['28', 'all', ['one', 'two', 'linked']],
  ['28.0.0', 'nova-status', ['two', 'linked']],
  ['32', 'nova-status', ['two']],
  ['33', 'all', ['one', 'two', 'new']],
] as const)('target %s, profile %s: %j', (target, profile, run) => {
  const nothing = { only: [], skip: [] };
  const selection = selectChecks(BOUNDED, nothing, release(target), profile);
  expect(ids(selection.run)).toEqual(run);
  expect(selection.skipped.map(({ check }) => check.id).sort()).toEqual(
    ids(BOUNDED)
      .filter((id) => !run.some((name) => name === id))
      .sort(),
  );
});

test('what is left out for its target says why', () => {
  const names = { only: [], skip: ['one'] };
  const { skipped } = selectChecks(BOUNDED, names, release('32'), 'nova-status');
  expect(skipped.map(({ check, reason }) => [check.id, reason])).toEqual([
    ['one', 'on request'],
    ['old', 'it is for targets up to 25, not for 2025.2 Flamingo (32)'],
    ['linked', 'it is for target 28 alone, not for 2025.2 Flamingo (32)'],
    ['object-id-linkage', 'it is for target 28 alone, not for 2025.2 Flamingo (32)'],
    ['new', 'it is for targets from 33 on, not for 2025.2 Flamingo (32)'],
  ]);
});

test('a check that the first versions of a release had begins its reason so that a sentence may', () => {
  const check = { id: 'object-id-linkage', since: '28', until: '28' };
  expect(applicability(check, release('28'), 'all')).toEqual({
    applies: false,
    reason: 'its nova-status had it up to 28.0.0 alone',
  });
});

test('what was asked for by name is run, and says itself that it does not apply', () => {
  const names = { only: ['old', 'one'], skip: [] };
  const { run } = selectChecks(BOUNDED, names, release('32'), 'nova-status');
  expect(ids(run)).toEqual(['one', 'old']);
});
