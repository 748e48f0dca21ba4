import { describe, expect, it, test } from 'vitest';
import {
  type ArchitectureHints,
  canonicalArchitecture,
  type GuestArchitecture,
  guestArchitecture,
} from '../../../src/nova/machine-types/architecture.js';
import { builtInDefault } from '../../../src/nova/machine-types/built-in-default.js';
import {
  type TypeAnswer,
  type TypeInputs,
  typeOfGuest,
} from '../../../src/nova/machine-types/source-of-type.js';

test.each([
  ['x86_64', 'x86_64'],
  ['AMD64', 'x86_64'],
  ['i386', 'i686'],
  ['x86_32p', 'i686'],
  ['PPC64LE', 'ppc64le'],
  ['s390x', 's390x'],
  ['arm64', undefined],
  ['riscv64', undefined],
  ['', undefined],
  ['x86_64 ', undefined],
])('canonicalArchitecture(%j): %s', (name, expected) => {
  expect(canonicalArchitecture(name)).toBe(expected);
});

describe('guestArchitecture', () => {
  const cpuInfo = '{"arch": "x86_64", "model": "EPYC"}';
  const noArch = { architecture: undefined, reason: 'its compute node names no architecture' };
  test.each<[ArchitectureHints, release: number, GuestArchitecture]>([
    [{ hwArchitecture: 'aarch64', cpuInfo }, 34, { architecture: 'aarch64', from: 'image' }],
    [{ architecture: 'i586', cpuInfo }, 34, { architecture: 'i686', from: 'image' }],
    [
      { hwArchitecture: 'aarch64', architecture: 'i586', cpuInfo },
      34,
      { architecture: 'aarch64', from: 'image' },
    ],
    [{ hwArchitecture: null, cpuInfo }, 34, { architecture: 'x86_64', from: 'host' }],
    [{ hwArchitecture: 'aarch64', cpuInfo }, 20, { architecture: 'aarch64', from: 'image' }],
    [{ hwArchitecture: 'aarch64', cpuInfo }, 19, { architecture: 'x86_64', from: 'host' }],
    [{ cpuInfo: '{"arch": "amd64"}' }, 34, { architecture: 'x86_64', from: 'host' }],
    [
      { hwArchitecture: 'arm64', cpuInfo },
      34,
      {
        architecture: undefined,
        reason: 'the image names "arm64", which is no architecture of Nova\'s',
      },
    ],
    [
      { cpuInfo: '{"arch": "riscv64"}' },
      34,
      {
        architecture: undefined,
        reason: 'its compute node names "riscv64", which is no architecture of Nova\'s',
      },
    ],
    ...[null, '', '{}', '[]', 'null', '{"arch": 1}', '{"arch": ""}', '?'].map(
      (text): [ArchitectureHints, number, GuestArchitecture] => [{ cpuInfo: text }, 34, noArch],
    ),
    [{}, 34, noArch],
  ])('%j in %i', (hints, release, expected) => {
    expect(guestArchitecture(hints, release)).toEqual(expected);
  });
});

describe('builtInDefault', () => {
  const releases = [15, 18, 19, 20, 24, 25, 34];
  it.each<[string, (string | null)[]]>([
    ['x86_64', [null, null, null, 'pc', 'pc', 'pc', 'pc']],
    ['i686', [null, null, null, 'pc', 'pc', 'pc', 'pc']],
    ['aarch64', Array.from({ length: 7 }, () => 'virt')],
    ['armv7l', ['vexpress-a15', 'vexpress-a15', 'virt', 'virt', 'virt', 'virt', 'virt']],
    ['s390', Array.from({ length: 7 }, () => 's390-ccw-virtio')],
    ['s390x', Array.from({ length: 7 }, () => 's390-ccw-virtio')],
    ['ppc64le', [null, null, null, null, null, 'pseries', 'pseries']],
    ['ppc64', Array.from({ length: 7 }, () => null)],
    ['constructor', Array.from({ length: 7 }, () => null)],
  ])('%s', (architecture, expected) => {
    expect(releases.map((release) => builtInDefault(architecture, release))).toEqual(expected);
  });
});

describe('typeOfGuest', () => {
  const usual: TypeInputs = { image: null, option: [], architecture: 'x86_64', release: 34 };
  const option = (type: string): TypeAnswer => ({ type, from: 'option' });
  const byDefault: TypeAnswer = { type: 'pc', from: 'default' };
  const twice = ['x86_64=q35', 'x86_64=pc'];
  const libvirt = (isRefused: boolean): TypeAnswer => ({ type: null, from: 'libvirt', isRefused });
  it.each<[what: string, Partial<TypeInputs>, TypeAnswer]>([
    [
      'the image before the option',
      { image: 'pc', option: ['x86_64=q35'] },
      { type: 'pc', from: 'image' },
    ],
    ['even an empty property', { image: '', option: ['x86_64=q35'] }, { type: '', from: 'image' }],
    ['the option before the default', { option: ['aarch64=virt', 'x86_64=q35'] }, option('q35')],
    ['the first of two entries', { option: twice }, option('q35')],
    ['the first, in 20', { option: twice, release: 20 }, option('q35')],
    ['the last, in 19', { option: twice, release: 19 }, option('pc')],
    ['the last, in 18', { option: twice, release: 18 }, option('pc')],
    ['another architecture alone', { option: ['aarch64=virt'] }, byDefault],
    ['an alias of the architecture', { option: ['amd64=q35'] }, byDefault],
    ['another case', { option: ['X86_64=q35'] }, byDefault],
    ['blanks before the =', { option: ['x86_64 =q35'] }, byDefault],
    ['blanks behind the =', { option: ['x86_64= q35'] }, option(' q35')],
    ['no architecture', { option: ['q35'] }, byDefault],
    ['no type', { option: ['x86_64='] }, byDefault],
    ['no type, and then one', { option: ['x86_64=', 'x86_64=q35'] }, option('q35')],
    ['an = in the type', { option: ['x86_64=q35=pc'] }, option('q35=pc')],
    ['an unset option in 18', { release: 18 }, libvirt(false)],
    [
      'an option that lacks the architecture, in 18',
      { option: ['x86_64=q35'], architecture: 'aarch64', release: 18 },
      libvirt(false),
    ],
    [
      'the same in 19',
      { option: ['x86_64=q35'], architecture: 'aarch64', release: 19 },
      { type: 'virt', from: 'default' },
    ],
    [
      'no = in 18',
      { option: ['x86_64=pc', 'q35'], release: 18 },
      { type: undefined, from: 'broken-option', entry: 'q35' },
    ],
    ['no default in 25', { architecture: 'ppc64', release: 25 }, libvirt(false)],
    ['no default in 26', { architecture: 'ppc64', release: 26 }, libvirt(true)],
  ])('%s', (_what, inputs, expected) => {
    expect(typeOfGuest({ ...usual, ...inputs })).toEqual(expected);
  });
});
