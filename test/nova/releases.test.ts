import { describe, expect, it } from 'vitest';
import { entries } from '../../src/nova/release-data.js';
import {
  checksOf,
  findRelease,
  type Release,
  releaseName,
  releases,
} from '../../src/nova/releases.js';

/** Checks that some `nova-status` from Wallaby on has or had; those before it are gone. */
const NOVA_CHECKS = [
  'cells-v2',
  'placement-api',
  'cinder-api',
  'policy-scope-defaults',
  'policy-json',
  'old-computes',
  'hw-machine-type-unset',
  'service-user-token',
  'object-id-linkage',
];
/** `SERVICE_VERSION_ALIASES` of Nova 34.0.0, nova/objects/service.py. */
const ALIASES: Readonly<Record<string, number>> = {
  Victoria: 52,
  Wallaby: 54,
  Xena: 57,
  Yoga: 61,
  Zed: 64,
  Antelope: 66,
  Bobcat: 66,
  Caracal: 66,
  Dalmatian: 67,
  Epoxy: 68,
  Flamingo: 70,
  Gazpacho: 72,
  Hibiscus: 74,
};

const pairs = releases
  .slice(1)
  .map((release, index) => [releases[index] as Release, release] as const);

describe('the releases', () => {
  it('are those from Wallaby on, without a gap', () => {
    // A later release is added in one place alone, and changes nothing about these.
    const first = releases.slice(0, 12);
    expect(first.map(({ series, codename, major }) => [series, codename, major])).toEqual([
      ['wallaby', 'Wallaby', 23],
      ['xena', 'Xena', 24],
      ['yoga', 'Yoga', 25],
      ['zed', 'Zed', 26],
      ['2023.1', 'Antelope', 27],
      ['2023.2', 'Bobcat', 28],
      ['2024.1', 'Caracal', 29],
      ['2024.2', 'Dalmatian', 30],
      ['2025.1', 'Epoxy', 31],
      ['2025.2', 'Flamingo', 32],
      ['2026.1', 'Gazpacho', 33],
      ['2026.2', 'Hibiscus', 34],
    ]);
    for (const [before, after] of pairs) expect(after.major).toBe(before.major + 1);
  });

  it('have names of their own, and codenames by the letter', () => {
    const names = releases.flatMap(({ series, codename }) => [
      ...new Set([series, codename.toLowerCase()]),
    ]);
    expect(new Set(names).size).toBe(names.length);
    // The letters go on, and from Z to A.
    for (const [before, after] of pairs) {
      const next = ((before.codename.charCodeAt(0) - 65 + 1) % 26) + 65;
      expect(after.codename.charCodeAt(0)).toBe(next);
    }
  });

  it('from 2023.1 on are called by year and half, and every first half is SLURP', () => {
    for (const release of releases) {
      const [year, half] = release.series.split('.');
      expect(release.slurp).toBe(half === '1');
      if (release.major < 27) expect(release.series).toBe(release.codename.toLowerCase());
      else expect((Number(year) - 2023) * 2 + Number(half)).toBe(release.major - 26);
    }
  });

  it('never go back in what they report and need', () => {
    for (const [before, after] of pairs) {
      expect(after.serviceVersion).toBeGreaterThanOrEqual(before.serviceVersion);
      expect(after.oldestCompute.version).toBeGreaterThanOrEqual(before.oldestCompute.version);
      for (const what of ['placement', 'cinder'] as const) {
        expect(number(after[what])).toBeGreaterThanOrEqual(number(before[what]));
      }
      for (const what of ['libvirt', 'qemu'] as const) {
        for (const when of ['minimum', 'next'] as const) {
          expect(number(after[what][when])).toBeGreaterThanOrEqual(number(before[what][when]));
        }
      }
    }
    for (const { libvirt, qemu } of releases) {
      for (const { minimum, next } of [libvirt, qemu]) {
        expect(number(next)).toBeGreaterThanOrEqual(number(minimum));
      }
    }
  });

  it("take computes of an earlier release, by that one's alias", () => {
    for (const release of releases) {
      const { oldestCompute } = release;
      const alias = ALIASES[oldestCompute.release] ?? oldestCompute.version;
      expect(oldestCompute.version).toBe(alias);
      const oldest = findRelease(oldestCompute.release);
      if (oldest === undefined)
        expect([release.series, oldestCompute.release]).toEqual(['wallaby', 'Victoria']);
      else {
        expect(oldest.major).toBeLessThan(release.major);
        expect(oldest.serviceVersion).toBeGreaterThanOrEqual(oldestCompute.version);
      }
      // From 2023.2 on it is the SLURP release before (nova/objects/service.py).
      if (release.major >= 28) expect(oldest?.slurp).toBe(true);
    }
  });

  it('add schema revisions, and never one twice', () => {
    for (const schema of ['api', 'main'] as const) {
      const chain = entries.flatMap((entry) => entry.revisions[schema]);
      expect(new Set(chain).size).toBe(chain.length);
      for (const revision of chain.slice(1)) expect(revision).toMatch(/^[0-9a-f]{12}$/);
      const heads = releases.map((release) => chain.indexOf(release.schema[schema]));
      expect(heads).toEqual([...heads].sort((a, b) => a - b));
      expect(heads[0]).toBe(0);
      expect(heads.at(-1)).toBe(chain.length - 1);
    }
    expect(releases.slice(0, 12).map(({ schema }) => [schema.api, schema.main])).toEqual([
      [82, 417],
      ['d67eeaabee36', '8f2f1571d55b'],
      ['b30f573d3377', '16f1fbcab42b'],
      ['b30f573d3377', 'ccb0fa1a2252'],
      ['b30f573d3377', '960aac0e09ea'],
      ['cdeec0c85668', '1acf2c98e646'],
      ['cdeec0c85668', '13863f4e1612'],
      ['cdeec0c85668', '13863f4e1612'],
      ['cdeec0c85668', '2903cd72dc14'],
      ['cdeec0c85668', '2903cd72dc14'],
      ['cdeec0c85668', '2903cd72dc14'],
      ['cdeec0c85668', 'ab450ba04102'],
    ]);
  });

  it("have nova-status' checks in its order, each once", () => {
    for (const { checks } of releases) {
      expect(checks).toEqual(NOVA_CHECKS.filter((id) => checks.includes(id)));
    }
    const with_ = (id: string) =>
      releases.filter(({ checks }) => checks.includes(id)).map(({ major }) => major);
    const all = releases.map(({ major }) => major);
    expect(Object.fromEntries(NOVA_CHECKS.map((id) => [id, with_(id)]))).toEqual({
      'cells-v2': all,
      'placement-api': all,
      'cinder-api': all,
      'policy-scope-defaults': [23, 24, 25],
      'policy-json': all,
      'old-computes': all,
      'hw-machine-type-unset': all,
      'service-user-token': all,
      'object-id-linkage': [],
    });
  });

  it('are frozen all the way down', () => {
    const unfrozen = (value: unknown, path: string): string[] =>
      typeof value !== 'object' || value === null
        ? []
        : [
            ...(Object.isFrozen(value) ? [] : [path]),
            ...Object.entries(value).flatMap(([key, part]) => unfrozen(part, `${path}.${key}`)),
          ];
    expect(unfrozen(releases, 'releases')).toEqual([]);
  });
});

describe('findRelease', () => {
  it.each([
    ['wallaby', 'wallaby'],
    ['Zed', 'zed'],
    ['2026.1', '2026.1'],
    ['gazpacho', '2026.1'],
    ['GAZPACHO', '2026.1'],
    [' 2026.1\n', '2026.1'],
    ['33', '2026.1'],
    ['33.0', '2026.1'],
    ['33.0.0', '2026.1'],
    ['33.1.2', '2026.1'],
    ['23', 'wallaby'],
    ['28.0.0', '2023.2'],
    // Before the oldest, after the newest, and nothing at all.
    ['victoria', undefined],
    ['22', undefined],
    ['99.0.0', undefined],
    ['2099.1', undefined],
    ['', undefined],
    // Not quite.
    ['2023', undefined],
    ['2023.10', undefined],
    ['2023.1.0', undefined],
    ['033', undefined],
    ['3', undefined],
    ['33.', undefined],
    ['33.0.0.1', undefined],
    ['33.0.0rc1', undefined],
    ['-33', undefined],
    ['2026.1 Gazpacho', undefined],
    ['gaz', undefined],
  ])('finds %j as %s', (text, series) => {
    expect(findRelease(text)?.series).toBe(series);
  });
});

describe('releaseName', () => {
  it('says series, codename and major version, and nothing twice', () => {
    expect([3, 7, 11].map((index) => releaseName(releases[index] as Release))).toEqual([
      'Zed (26)',
      '2024.2 Dalmatian (30)',
      '2026.2 Hibiscus (34)',
    ]);
  });
});

describe('checksOf', () => {
  const bobcat = findRelease('28') as Release;
  const withLinkage = [...bobcat.checks, 'object-id-linkage'];
  it.each([
    ['2023.2', bobcat.checks],
    ['bobcat', bobcat.checks],
    ['28', bobcat.checks],
    ['28.0', bobcat.checks],
    ['28.0.0', withLinkage],
    [' 28.0.0', withLinkage],
    ['28.0.1', bobcat.checks],
    ['28.1.0', bobcat.checks],
  ])('gives those of %j', (asked, checks) => {
    expect(checksOf(bobcat, asked)).toEqual(checks);
  });

  it('means the tip where nothing was asked, and has nothing more for others', () => {
    expect(checksOf(bobcat)).toEqual(bobcat.checks);
    const caracal = findRelease('29') as Release;
    expect(checksOf(caracal, '29.0.0')).toEqual(caracal.checks);
  });
});

/** A dotted version as a number to compare: "8.2.2" → 8002002, "1.36" → 1036000. */
function number(version: string): number {
  const [major = 0, minor = 0, micro = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1000 + micro;
}
