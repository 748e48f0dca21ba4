import { describe, expect, it } from 'vitest';
import { findRelease, type Release, releases } from '../../src/nova/releases.js';
import { newestReachable, upgradePath } from '../../src/nova/upgrade-path.js';

const release = (text: string) => findRelease(text) as Release;

describe('upgradePath', () => {
  it.each([
    ['wallaby', 'xena', ['xena']],
    ['wallaby', '2023.1', ['xena', 'yoga', 'zed', '2023.1']],
    // 2023.1 could be tried from Yoga, and was never supported from it.
    ['yoga', '2023.1', ['zed', '2023.1']],
    ['2023.1', '2023.2', ['2023.2']],
    ['2023.1', '2024.1', ['2024.1']],
    // No jump lands on or begins at a release that is not SLURP.
    ['2023.2', '2024.1', ['2024.1']],
    ['2023.2', '2024.2', ['2024.1', '2024.2']],
    ['2023.2', '2025.1', ['2024.1', '2025.1']],
    ['2024.1', '2025.2', ['2025.1', '2025.2']],
    ['zed', '2026.2', ['2023.1', '2024.1', '2025.1', '2026.1', '2026.2']],
    ['2024.2', '2026.1', ['2025.1', '2026.1']],
  ])('leads from %s to %s', (from, to, through) => {
    const path = upgradePath(release(from), release(to));
    expect(path.map((step) => step.to.series)).toEqual(through);
    expect(path.map((step) => step.from.series)).toEqual([from, ...through.slice(0, -1)]);
  });

  it('is the shortest of all chains of supported steps', () => {
    const supported = (from: Release): Release[] =>
      releases.filter(
        (to) =>
          to.major === from.major + 1 || (from.slurp && to.slurp && to.major === from.major + 2),
      );
    const distance = (from: Release, to: Release): number =>
      from === to
        ? 0
        : 1 +
          Math.min(
            ...supported(from).map((next) =>
              next.major > to.major ? Infinity : distance(next, to),
            ),
          );
    for (const from of releases) {
      for (const to of releases.filter(({ major }) => major > from.major)) {
        const path = upgradePath(from, to);
        expect([from.series, to.series, path.length]).toEqual([
          from.series,
          to.series,
          distance(from, to),
        ]);
        for (const step of path) expect(supported(step.from)).toContain(step.to);
        // Computes of the release that one comes from are never too old at once.
        for (const step of path) {
          expect(step.from.serviceVersion).toBeGreaterThanOrEqual(step.oldestCompute.version);
        }
      }
    }
  });

  it('tells of each step what it needs and does', () => {
    expect(upgradePath(release('2024.2'), release('2026.1'))).toEqual([
      {
        from: release('2024.2'),
        to: release('2025.1'),
        kind: 'next',
        oldestCompute: { release: 'Caracal', version: 66 },
        schema: {
          api: { before: 'cdeec0c85668', after: 'cdeec0c85668' },
          main: { before: '13863f4e1612', after: '2903cd72dc14' },
        },
        libvirt: { minimum: '8.0.0', next: '10.0.0' },
        qemu: { minimum: '6.2.0', next: '8.2.2' },
        placement: '1.36',
        cinder: '3.44',
      },
      {
        from: release('2025.1'),
        to: release('2026.1'),
        kind: 'slurp',
        oldestCompute: { release: 'Epoxy', version: 68 },
        schema: {
          api: { before: 'cdeec0c85668', after: 'cdeec0c85668' },
          main: { before: '2903cd72dc14', after: '2903cd72dc14' },
        },
        libvirt: { minimum: '8.0.0', next: '10.0.0' },
        qemu: { minimum: '6.2.0', next: '8.2.2' },
        placement: '1.36',
        cinder: '3.44',
      },
    ]);
  });

  it('refuses to go back or nowhere', () => {
    expect(() => upgradePath(release('33'), release('zed'))).toThrow(
      'Zed (26) is older than 2026.1 Gazpacho (33), and Nova cannot be downgraded: its databases are only ever migrated forward.',
    );
    expect(() => upgradePath(release('33'), release('2026.1'))).toThrow(
      'there is nothing to upgrade: both releases are 2026.1 Gazpacho (33); name a later one to go to.',
    );
  });
});

describe('newestReachable', () => {
  it('is the next release, or the next SLURP release from one', () => {
    expect(
      releases
        .slice(0, 10)
        .map((from) => `${from.series} ${newestReachable(from)?.series ?? 'nowhere'}`),
    ).toEqual([
      'wallaby xena',
      'xena yoga',
      'yoga zed',
      'zed 2023.1',
      '2023.1 2024.1',
      '2023.2 2024.1',
      '2024.1 2025.1',
      '2024.2 2025.1',
      '2025.1 2026.1',
      '2025.2 2026.1',
    ]);
  });

  it('is the next release where the next SLURP release is not known, and none from the newest', () => {
    const newestSlurp = releases.findLast(({ slurp }) => slurp) as Release;
    const next = releases.find(({ major }) => major === newestSlurp.major + 1);
    expect(newestReachable(newestSlurp)).toBe(next);
    expect(newestReachable(releases.at(-1) as Release)).toBeUndefined();
  });
});
