import { expect, it } from 'vitest';
import { UsageError } from '../../src/cli/host.js';
import { parseRelease } from '../../src/cli/parse-release.js';

it('takes a series, a codename or a version', () => {
  const series = ['2026.1', 'GazPacho', '33', '33.0.1'].map(
    (text) => parseRelease('--target', text).series,
  );
  expect(series).toEqual(['2026.1', '2026.1', '2026.1', '2026.1']);
});

it('lists the known releases for another', () => {
  expect(() => parseRelease('--from', 'vic"toria')).toThrow(
    new UsageError(
      '--from "vic\\"toria": there is no such release here; give a series, a codename or a version of Wallaby (23), Xena (24), Yoga (25), Zed (26), 2023.1 Antelope (27), 2023.2 Bobcat (28), 2024.1 Caracal (29), 2024.2 Dalmatian (30), 2025.1 Epoxy (31), 2025.2 Flamingo (32), 2026.1 Gazpacho (33), 2026.2 Hibiscus (34).',
    ),
  );
});
