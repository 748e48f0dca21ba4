import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareMachineTypes } from '../../../src/nova/machine-types/compare.js';
import { FAMILIES } from '../../../src/nova/machine-types/families.js';
import { parseMachineType } from '../../../src/nova/machine-types/machine-type.js';
import { QEMU_RELEASES } from '../../../src/nova/machine-types/qemu-releases.js';
import { RHEL_VERSIONS } from '../../../src/nova/machine-types/rhel.js';
import {
  UBUNTU_FAMILIES,
  UBUNTU_RELEASES,
  UBUNTU_VARIANTS,
} from '../../../src/nova/machine-types/ubuntu.js';
import { compareVersions, version } from '../../../src/nova/machine-types/version.js';

const X86 = ['x86_64', 'i686'];
const S390 = ['s390x', 's390'];
const POWER = ['ppc64le', 'ppc64'];
const plain = { version: undefined, variant: '', isAlias: false, vendor: 'qemu' };

describe('parseMachineType', () => {
  it.each([
    ['pc', { family: 'pc-i440fx', architectures: X86, isAlias: true }],
    ['q35', { family: 'pc-q35', architectures: X86, isAlias: true }],
    ['virt', { family: 'virt', architectures: ['aarch64', 'armv7l'], isAlias: true }],
    ['s390-ccw-virtio', { family: 's390-ccw-virtio', architectures: S390, isAlias: true }],
    ['pseries', { family: 'pseries', architectures: POWER, isAlias: true }],
    ['ubuntu', { family: 'pc-i440fx', architectures: X86, isAlias: true, vendor: 'ubuntu' }],
    ['ubuntu-q35', { family: 'pc-q35', architectures: X86, isAlias: true, vendor: 'ubuntu' }],
    ['microvm', { family: undefined, architectures: X86 }],
    ['pc-i440fx-6.2', { family: 'pc-i440fx', architectures: X86, version: [6, 2] }],
    ['pc-1.3', { family: 'pc-i440fx', architectures: X86, version: [1, 3] }],
    ['pc-0.10', { family: 'pc-i440fx', architectures: X86, version: [0, 10] }],
    ['pc-q35-4.0.1', { family: 'pc-q35', architectures: X86, version: [4, 0, 1] }],
    ['pc-q35-11.2', { family: 'pc-q35', architectures: X86, version: [11, 2] }],
    ['s390-ccw-virtio-2.10', { family: 's390-ccw-virtio', architectures: S390, version: [2, 10] }],
    [
      'pseries-2.12-sxxm',
      { family: 'pseries', architectures: POWER, version: [2, 12], variant: 'sxxm' },
    ],
    [
      'pc-q35-rhel10.2.0',
      { family: 'pc-q35', architectures: X86, version: [10, 2, 0], vendor: 'rhel' },
    ],
    ['rhel6.6.0', { family: 'pc-i440fx', architectures: X86, version: [6, 6, 0], vendor: 'rhel' }],
    [
      'pseries-rhel7.6.0-sxxm',
      {
        family: 'pseries',
        architectures: POWER,
        version: [7, 6, 0],
        vendor: 'rhel',
        variant: 'sxxm',
      },
    ],
    [
      'pc-i440fx-jammy',
      { family: 'pc-i440fx', architectures: X86, version: [22, 4, 0], vendor: 'ubuntu' },
    ],
    [
      'pc-q35-jammy-hpb-maxcpus',
      {
        family: 'pc-q35',
        architectures: X86,
        version: [22, 4, 0],
        vendor: 'ubuntu',
        variant: 'hpb-maxcpus',
      },
    ],
    [
      'pc-q35-noble-v2',
      { family: 'pc-q35', architectures: X86, version: [24, 4, 2], vendor: 'ubuntu' },
    ],
  ])('%s', (name, expected) => {
    expect(parseMachineType(name)).toEqual({ name, ...plain, ...expected });
  });

  it.each([
    '',
    ' q35',
    'q35\n',
    'Q35',
    'q350',
    'pcx',
    'pc-q35',
    'pc-q35-',
    'pc-q35-71',
    'pc-q35-7x1',
    'pc-q35-9.2-foo',
    'pc-q35-9.2\n',
    'pc-q35-09.2',
    'pc-q35-7.3',
    'pc-q35-2.13',
    'pc-q35-4.0.0',
    'pc-1.4',
    'pc-1.3.1',
    'virt-2.5',
    'pc-q35-2.12-sxxm',
    'pseries-3.0-sxxm',
    'pc-i440fx-rhel7.6',
    'pc-q35-rhel6.6.0',
    'pc-q35-rhel9.6.0-sxxm',
    'rhel7.6.0',
    'pc-q35-jamy',
    'pc-q35-jammy-foo',
    'pc-q35-jammy-v1',
    'pc-q35-bionic-sxxm',
    'virt-noble',
    'constructor',
    'xenpv',
  ])('%j is none', (name) => {
    expect(parseMachineType(name)).toBeUndefined();
  });

  const qemu = fc.record({
    family: fc.constantFrom(...FAMILIES),
    release: fc.constantFrom(...QEMU_RELEASES),
  });
  it('knows the type of every release of QEMU since the first of its family', () => {
    fc.assert(
      fc.property(qemu, ({ family, release }) => {
        const isThere = compareVersions(release, version(family.since)) >= 0;
        expect(parseMachineType(`${family.name}-${release.join('.')}`)?.version).toEqual(
          isThere ? release : undefined,
        );
      }),
    );
  });

  it('gives back what a name was made of', () => {
    const rhel = fc
      .tuple(
        fc.constantFrom(...FAMILIES),
        fc.tuple(fc.integer({ min: 7, max: 30 }), fc.integer({ min: 0, max: 12 }), fc.constant(0)),
      )
      .map(([{ name: family }, numbers]) => ({
        name: `${family}-rhel${numbers.join('.')}`,
        family,
        vendor: 'rhel',
        version: numbers,
        variant: '',
      }));
    const ubuntu = fc
      .tuple(
        fc.constantFrom(...UBUNTU_FAMILIES),
        fc.constantFrom(...UBUNTU_RELEASES),
        fc.constantFrom({ variant: '', families: UBUNTU_FAMILIES }, ...UBUNTU_VARIANTS),
        fc.constantFrom(0, 2, 3),
      )
      .filter(([family, , { families }]) => families.includes(family))
      .map(([family, release, { variant }, revision]) => ({
        name: [
          family,
          release.codename,
          ...(variant === '' ? [] : [variant]),
          ...(revision === 0 ? [] : [`v${revision}`]),
        ].join('-'),
        family,
        vendor: 'ubuntu',
        version: [...version(release.version), revision],
        variant,
      }));
    fc.assert(
      fc.property(fc.oneof(rhel, ubuntu), (parts) => {
        expect(parseMachineType(parts.name)).toMatchObject(parts);
      }),
    );
  });

  it('says nothing of any other text, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseMachineType(text);
        expect(parsed === undefined || parsed.name === text).toBe(true);
      }),
    );
  });
});

function compare(one: string, other: string): number | undefined {
  const [first, second] = [one, other].map(parseMachineType);
  if (first === undefined || second === undefined) throw new Error('no machine type');
  const order = compareMachineTypes(first, second);
  return order === undefined ? undefined : Math.sign(order);
}

describe('compareMachineTypes', () => {
  it.each([
    ['pc-q35-4.0.1', 'pc-q35-8.2', -1],
    ['pc-q35-4.0.1', 'pc-q35-4.0', 1],
    ['pc-q35-9.0', 'pc-q35-10.0', -1],
    ['pc-q35-2.12', 'pc-q35-2.4', 1],
    ['pc-1.3', 'pc-i440fx-1.4', -1],
    ['rhel6.6.0', 'pc-i440fx-rhel7.0.0', -1],
    ['pc-q35-rhel9.8.0', 'pc-q35-rhel10.0.0', -1],
    ['pc-q35-focal', 'pc-q35-bionic', 1],
    ['pc-q35-noble-v2', 'pc-q35-noble', 1],
    ['pc-q35-noble-v2', 'pc-q35-oracular', -1],
    ['pc-q35-jammy', 'pc-q35-jammy-hpb', 0],
    ['pc', 'pc', undefined],
    ['q35', 'pc-q35-8.2', undefined],
    ['pc-q35-8.2', 'pc-i440fx-8.2', undefined],
    ['pc-q35-8.2', 'pc-q35-rhel9.6.0', undefined],
    ['pc-q35-jammy', 'pc-q35-rhel9.6.0', undefined],
    ['microvm', 'microvm', undefined],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(compare(one, other)).toBe(expected);
  });

  it('orders the types of a family and vendor totally', () => {
    const lines = FAMILIES.flatMap(({ name, since, more }) => {
      const releases = QEMU_RELEASES.filter((one) => compareVersions(one, version(since)) >= 0);
      const variants = more.map((one) => [one.version, one.variant ?? []].flat().join('-'));
      const qemu = releases.map((one) => one.join('.')).concat(variants);
      const rhel = RHEL_VERSIONS[name].filter((one) => !one.startsWith('6.'));
      const ubuntu = UBUNTU_RELEASES.flatMap(({ codename }) => [codename, `${codename}-v2`]);
      const ends = [qemu, rhel.map((one) => `rhel${one}`)];
      if (UBUNTU_FAMILIES.includes(name)) ends.push(ubuntu);
      return ends.map((line) => line.map((end) => `${name}-${end}`));
    });
    const three = fc
      .constantFrom(...lines)
      .chain((line) => fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(...line))));
    fc.assert(
      fc.property(three, ([a = '', b = '', c = '']) => {
        const [ab = NaN, bc = NaN, ac = NaN] = [compare(a, b), compare(b, c), compare(a, c)];
        expect(compare(b, a)).toBe(0 - ab);
        if (ab <= 0 && bc <= 0) expect(ac).toBe(Math.min(ab, bc));
      }),
    );
    for (const line of lines) {
      for (const [index, name] of line.slice(1).entries()) {
        const order = compare(line[index] ?? '', name) ?? NaN;
        if (!/sxxm|4\.0\.1/.test(name)) expect([name, order]).toEqual([name, -1]);
      }
    }
  });
});
