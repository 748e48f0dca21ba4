import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/nova/machine-types/distribution.js';
import { FAMILIES, OLD_PC_VERSIONS } from '../../../src/nova/machine-types/families.js';
import { type Life, type LifeOn, lifeOf } from '../../../src/nova/machine-types/life.js';
import { parseMachineType } from '../../../src/nova/machine-types/machine-type.js';
import {
  NEWEST_QEMU,
  QEMU_RELEASES,
  qemuVersionOfNode,
} from '../../../src/nova/machine-types/qemu-releases.js';
import { RHEL_RELEASES, RHEL_VERSIONS } from '../../../src/nova/machine-types/rhel.js';
import { SOURCES } from '../../../src/nova/machine-types/sources.js';
import { parseVersion, version } from '../../../src/nova/machine-types/version.js';
import { QEMU_HELP } from './qemu-help.js';

function life(name: string, on: string): Life {
  const type = parseMachineType(name);
  if (type === undefined) throw new Error(`${name} is no machine type`);
  const qemu = parseVersion(on);
  const distribution = parseDistribution(on);
  const host: LifeOn | undefined = qemu !== undefined ? { qemu } : distribution && { distribution };
  if (host === undefined) throw new Error(`${on} is no host`);
  return lifeOf(type, host);
}

/** Every name that the tables know of QEMU's own. */
const NAMES = [
  ...OLD_PC_VERSIONS.map((old) => `pc-${old}`),
  ...FAMILIES.flatMap(({ name, more }) => [
    ...QEMU_RELEASES.map((release) => `${name}-${release.join('.')}`),
    ...more.map(
      (one) => `${name}-${one.version}${one.variant === undefined ? '' : `-${one.variant}`}`,
    ),
  ]),
].filter((name) => parseMachineType(name) !== undefined);

describe.each(Object.entries(QEMU_HELP))('-machine help of QEMU %s', (qemu, help) => {
  it('lists what the table has there, and flags what is deprecated', () => {
    const listed = new Map<string, string>();
    for (const [family, text] of Object.entries(help.versions)) {
      const [, deprecated = '', fine = ''] = /^(?:\((.*)\) )?(.*)$/.exec(text) ?? [];
      for (const one of deprecated.split(' ').filter((word) => word !== '')) {
        listed.set(`${family}-${one}`, 'deprecated');
      }
      for (const one of fine.split(' ')) listed.set(`${family}-${one}`, 'fine');
    }
    const expected = NAMES.map((name) => [name, listed.get(name) ?? 'absent']);
    const told = NAMES.map((name) => {
      const { state } = life(name, qemu);
      return [name, state === 'fine' || state === 'deprecated' ? state : 'absent'];
    });
    expect(told).toEqual(expected);
    expect([...listed.keys()].filter((name) => !NAMES.includes(name))).toEqual([]);
  });

  it('lists its aliases for the newest types', () => {
    const aliases = FAMILIES.map(({ name, alias }) => [alias, `${name}-${qemu}`]);
    expect(help.aliases).toEqual(Object.fromEntries(aliases));
  });

  it('lists boards that are known', () => {
    const known = help.boards.split(' ').map((name) => parseMachineType(name)?.family ?? 'board');
    expect(known).toEqual(help.boards.split(' ').map(() => 'board'));
    for (const board of help.boards.split(' ')) expect(parseMachineType(board)).toBeDefined();
  });
});

describe('lifeOf', () => {
  it.each<[string, string, Life]>([
    ['pc-i440fx-1.7', '6.2', { state: 'fine', deprecatedIn: 'QEMU 7.0', removedIn: 'QEMU 8.2' }],
    ['pc-i440fx-1.7', '8.1.5', { state: 'deprecated', since: 'QEMU 7.0', removedIn: 'QEMU 8.2' }],
    ['pc-i440fx-1.7', '8.2', { state: 'removed', in: 'QEMU 8.2' }],
    ['pc-i440fx-2.3', '9.0', { state: 'deprecated', since: 'QEMU 8.2', removedIn: 'QEMU 9.1' }],
    ['pc-i440fx-2.4', '9.0', { state: 'fine', deprecatedIn: 'QEMU 9.1', removedIn: 'QEMU 10.1' }],
    ['pc-q35-2.3', '2.5', { state: 'fine', removedIn: 'QEMU 2.6' }],
    ['pc-q35-2.3', '2.6', { state: 'removed', in: 'QEMU 2.6' }],
    ['pc-q35-2.12', '10.0', { state: 'deprecated', since: 'QEMU 9.1', removedIn: 'QEMU 10.1' }],
    ['pc-q35-4.0.1', '10.0', { state: 'deprecated', since: 'QEMU 9.1', removedIn: 'QEMU 10.1' }],
    ['pc-q35-4.0.1', '10.1', { state: 'removed', in: 'QEMU 10.1' }],
    ['pc-q35-4.0.1', '4.0', { state: 'newer', introduced: 'QEMU 4.0.1' }],
    ['pc-q35-4.2', '10.1', { state: 'deprecated', since: 'QEMU 9.1', removedIn: 'QEMU 10.2' }],
    ['pc-q35-7.0', '10.0', { state: 'deprecated', since: 'QEMU 10.0', removedIn: 'QEMU 13.0' }],
    ['pc-q35-8.2', '11.1', { state: 'fine', deprecatedIn: 'QEMU 11.2', removedIn: 'QEMU 14.2' }],
    ['pc-q35-12.0', '11.1', { state: 'newer', introduced: 'QEMU 12.0' }],
    ['pc-q35-12.0', '12.0.1', { state: 'fine', deprecatedIn: 'QEMU 15.0', removedIn: 'QEMU 18.0' }],
    ['pc-q35-8.2', '7.2', { state: 'newer', introduced: 'QEMU 8.2' }],
    ['pc-q35-7.2.1', '8.2', { state: 'unknown', reason: 'QEMU itself never had pc-q35-7.2.1' }],
    ['pseries-2.12-sxxm', '9.2', { state: 'removed', in: 'QEMU 9.2' }],
    ['pc-1.3', '3.1', { state: 'fine', removedIn: 'QEMU 4.0 to 6.0' }],
    [
      'pc-1.3',
      '5.2',
      { state: 'unknown', reason: 'it was removed somewhere from QEMU 4.0 to 6.0' },
    ],
    ['pc-1.3', '6.0', { state: 'removed', in: 'QEMU 4.0 to 6.0' }],
    ['q35', '11.1', { state: 'fine' }],
    ['virt', '2.5', { state: 'newer', introduced: 'QEMU 2.6' }],
    ['microvm', '8.2', { state: 'unknown', reason: 'no source says which QEMU has microvm' }],
    ['pc-q35-noble', '6.2', { state: 'newer', introduced: 'QEMU 8.2' }],
    ...['pc-q35-noble', 'pc-q35-rhel9.6.0'].map((name): [string, string, Life] => [
      name,
      '9.1',
      {
        state: 'unknown',
        reason: "it is a distribution's own type, which the version of QEMU says nothing of",
      },
    ]),
    ['pc-i440fx-rhel7.6.0', 'rhel7', { state: 'fine' }],
    ['pc-i440fx-rhel7.6.0', 'rhel8.6', { state: 'deprecated', since: 'RHEL 8' }],
    ['pc-i440fx-rhel7.6.0', 'rocky9', { state: 'deprecated', since: 'RHEL 8' }],
    ['pc-i440fx-rhel7.6.0', 'rhel10', { state: 'removed', in: 'RHEL 10' }],
    ['pc-i440fx-rhel7.5.0', 'rhel10', { state: 'removed', in: 'RHEL 9' }],
    ['rhel6.6.0', 'rhel8', { state: 'removed', in: 'RHEL 8' }],
    ['pc-q35-rhel8.6.0', 'rhel9.6', { state: 'deprecated', since: 'RHEL 9' }],
    ['pc-q35-rhel8.6.0', 'rhel10', { state: 'removed', in: 'RHEL 10' }],
    ['pc-q35-rhel9.6.0', 'rhel9', { state: 'fine' }],
    ['pc-q35-rhel9.6.0', 'rhel9.4', { state: 'newer', introduced: 'RHEL 9.6' }],
    ['pc-q35-rhel9.6.0', 'rhel10', { state: 'deprecated', since: 'RHEL 10' }],
    ['pc-q35-rhel10.0.0', 'rhel9', { state: 'newer', introduced: 'RHEL 10.0' }],
    ['pc-q35-rhel8.7.0', 'rhel9', { state: 'unknown', reason: 'no source lists pc-q35-rhel8.7.0' }],
    ['virt-rhel9.2.0', 'rhel10', { state: 'removed', in: 'RHEL 10' }],
    [
      's390-ccw-virtio-rhel8.6.0',
      'rhel9',
      { state: 'unknown', reason: 'no listing of RHEL 8 for s390-ccw-virtio' },
    ],
    ['pc', 'rhel9', { state: 'deprecated', since: 'RHEL 8' }],
    ['q35', 'rhel9', { state: 'fine' }],
    [
      'pc-q35-8.2',
      'rhel9',
      { state: 'unknown', reason: 'no source says whether RHEL 9 has pc-q35-8.2' },
    ],
    ['pc', 'rhel11', { state: 'unknown', reason: 'nothing is known of the types of RHEL 11' }],
    ['pc-q35-jammy', 'ubuntu22.04', { state: 'fine' }],
    ['pc-q35-jammy-hpb', 'noble', { state: 'fine' }],
    ['pc-q35-noble-v2', 'ubuntu24.04', { state: 'fine' }],
    ['pc-i440fx-trusty', 'jammy', { state: 'fine' }],
    ['pc-q35-noble', 'jammy', { state: 'newer', introduced: 'Ubuntu 24.04' }],
    ['pc-q35-8.2', 'jammy', { state: 'newer', introduced: 'QEMU 8.2' }],
    ['pc-q35-2.4', 'ubuntu25.10', { state: 'removed', in: 'QEMU 10.1' }],
    ['ubuntu', 'jammy', { state: 'fine' }],
    [
      'pc-q35-noble-hpb',
      'noble',
      { state: 'unknown', reason: 'no source says whether Ubuntu 24.04 has pc-q35-noble-hpb' },
    ],
    [
      'pc-i440fx-trusty',
      'noble',
      { state: 'unknown', reason: 'no source says whether Ubuntu 24.04 has pc-i440fx-trusty' },
    ],
    [
      'pc-q35-rhel9.6.0',
      'noble',
      { state: 'unknown', reason: 'no source says whether Ubuntu 24.04 has pc-q35-rhel9.6.0' },
    ],
  ])('%s on %s', (name, on, expected) => {
    expect(life(name, on)).toEqual(expected);
  });
});

it.each([
  ['rhel9', { vendor: 'rhel', version: [9] }],
  ['RHEL9.4', { vendor: 'rhel', version: [9, 4] }],
  ['centos-10', { vendor: 'rhel', version: [10] }],
  ['ubuntu24.04', { vendor: 'ubuntu', version: [24, 4] }],
  ['noble', { vendor: 'ubuntu', version: [24, 4] }],
  ['ubuntu24', undefined],
  ['debian12', undefined],
  ['9', undefined],
  ['rhel', undefined],
])('parseDistribution(%j)', (text, expected) => {
  expect(parseDistribution(text)).toEqual(expected);
});

it.each([
  [7002001, [7, 2, 1]],
  [10001000, [10, 1, 0]],
  [0, undefined],
  [Number.NaN, undefined],
])('qemuVersionOfNode(%s)', (hypervisorVersion, expected) => {
  expect(qemuVersionOfNode(hypervisorVersion)).toEqual(expected);
});

describe('the tables', () => {
  it('name types that are understood, oldest first', () => {
    for (const { name } of FAMILIES) {
      const versions = RHEL_VERSIONS[name].map(version);
      expect(versions).toEqual(
        versions.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)),
      );
      for (const one of RHEL_VERSIONS[name]) {
        const text = one.startsWith('6.') ? `rhel${one}` : `${name}-rhel${one}`;
        expect([text, parseMachineType(text)?.family]).toEqual([text, name]);
      }
    }
    expect(NEWEST_QEMU).toEqual([11, 1]);
  });

  it('name a source for each entry, and no source is idle', () => {
    const named = [...FAMILIES, ...FAMILIES.flatMap(({ eras }) => eras), ...RHEL_RELEASES].map(
      ({ sources }) => sources,
    );
    expect(named.filter((sources) => sources.length === 0)).toEqual([]);
    const idle = Object.keys(SOURCES).filter((key) => !named.flat().some((one) => one === key));
    expect(idle).toEqual(['ubuntuListings', 'ubuntuDocs']);
  });
});
