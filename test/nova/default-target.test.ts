import { expect, it } from 'vitest';
import { defaultTarget } from '../../src/nova/default-target.js';
import { findRelease, type Release } from '../../src/nova/releases.js';

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
  // No guess: 2026.1 could be what runs already.
  [
    '2025.1',
    '2026.1',
    '2026.2',
    'the newest known, for 2025.1 Epoxy (31) to 2026.1 Gazpacho (33) lead to different ones',
  ],
  // The one in between counts too, and so does having nowhere to go.
  [
    '2026.1',
    '2026.2',
    '2026.2',
    'the newest known, for 2026.1 Gazpacho (33) or 2026.2 Hibiscus (34) lead to different ones',
  ],
  ['2026.2', '2026.2', '2026.2', 'the newest known, and 2026.2 Hibiscus (34) runs already'],
])('from %s to %s leads to %s', (first, last, target, reason) => {
  const range = { first: release(first), last: release(last) };
  expect(defaultTarget({ release: range })).toEqual({ release: release(target), reason });
});

it('is the newest known where nobody knows what runs', () => {
  expect(defaultTarget({ release: null })).toEqual({
    release: release('2026.2'),
    reason: 'the newest known, for what runs cannot be told',
  });
});
