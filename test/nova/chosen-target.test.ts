import { expect, it } from 'vitest';
import { askedTarget, defaultTarget } from '../../src/nova/chosen-target.js';
import { findRelease, newestRelease, type Release, releaseName } from '../../src/nova/releases.js';

const NEWEST = newestRelease();
const release = (text: string) => findRelease(text) as Release;

it.each([
  ['zed', 'zed', '2023.1', 'the newest that Zed (26) can be upgraded to in one step'],
  [
    '2025.1',
    '2025.1',
    '2026.1',
    'the newest that 2025.1 Epoxy (31) can be upgraded to in one step',
  ],
  // Both lead there, one by a SLURP jump.
  [
    '2024.1',
    '2024.2',
    '2025.1',
    'the newest that 2024.1 Caracal (29) or 2024.2 Dalmatian (30) can be upgraded to in one step',
  ],
  // No guess: what the first leads to could be what runs already.
  [
    '2024.2',
    '2025.1',
    NEWEST.series,
    'the newest known, for 2024.2 Dalmatian (30) or 2025.1 Epoxy (31) lead to different ones',
  ],
  // The ones in between count too.
  [
    'wallaby',
    'yoga',
    NEWEST.series,
    'the newest known, for Wallaby (23) to Yoga (25) lead to different ones',
  ],
  [
    NEWEST.series,
    NEWEST.series,
    NEWEST.series,
    `the newest known, and ${releaseName(NEWEST)} runs already`,
  ],
])('from %s to %s leads to %s', (first, last, target, reason) => {
  const range = { first: release(first), last: release(last) };
  expect(defaultTarget({ release: range })).toEqual({ release: release(target), reason });
});

it('is the newest known where nobody knows what runs', () => {
  expect(defaultTarget({ release: null })).toEqual({
    release: NEWEST,
    reason: 'the newest known, for what runs cannot be told',
  });
});

it.each([
  ['2024.1', '2024.2', '2025.1', 'as asked for'],
  // It was upgraded already, or may have been.
  ['2025.1', '2025.1', '2025.1', 'as asked for'],
  ['2024.2', '2025.1', '2024.2', 'as asked for'],
  // From the later one of the two it is one step.
  ['2025.2', '2026.1', '2026.2', 'as asked for'],
  [
    '2026.1',
    '2026.1',
    '2025.1',
    'as asked for, but what runs is newer, and Nova cannot be downgraded',
  ],
  [
    '2025.1',
    '2025.1',
    '2026.2',
    'as asked for, but more than one supported step from 2025.1 Epoxy (31)',
  ],
  // Tried out by 2023.1, but never supported.
  ['yoga', 'yoga', '2023.1', 'as asked for, but more than one supported step from Yoga (25)'],
])('from %s to %s, %s is %s', (first, last, target, reason) => {
  const range = { first: release(first), last: release(last) };
  expect(askedTarget(release(target), { release: range })).toEqual({
    release: release(target),
    reason,
  });
});

it('is what was asked for where nobody knows what runs', () => {
  expect(askedTarget(NEWEST, { release: null })).toEqual({
    release: NEWEST,
    reason: 'as asked for',
  });
});
