import { describe, expect, it } from 'vitest';
import { type LintFinding, lintMachineTypes } from '../../../src/nova/machine-types/lint.js';
import { version } from '../../../src/nova/machine-types/version.js';

const at = '/etc/nova/nova.conf:7';
const ports = { value: '8', origin: '/etc/nova/nova.conf:9' };

function lint(entries: readonly string[], qemu?: string): readonly LintFinding[] {
  return lintMachineTypes({
    machineTypes: { value: entries, origin: at },
    pciePorts: ports,
    qemu: qemu === undefined ? undefined : version(qemu),
  });
}

type Told = [severity: string, key: string, instead: string | null];

function told(entries: readonly string[], qemu?: string): Told[] {
  return lint(entries, qemu).map(({ severity, key, instead }) => [severity, key, instead]);
}

it('says what, where, why and what to write instead', () => {
  expect(lint(['x86_64=pc-q35-9.2', 'amd64=pc-q35-9.2'])).toEqual([
    {
      key: 'architecture-alias',
      severity: 'error',
      option: '[libvirt]hw_machine_type',
      origin: at,
      entry: 'amd64=pc-q35-9.2',
      message:
        'nova-compute compares architectures letter by letter and calls this one x86_64: the entry never counts.',
      instead: 'x86_64=pc-q35-9.2',
    },
    {
      key: 'architecture-twice',
      severity: 'warning',
      option: '[libvirt]hw_machine_type',
      origin: at,
      entry: 'amd64=pc-q35-9.2',
      message: '"x86_64=pc-q35-9.2" says the same already.',
      instead: null,
    },
  ]);
});

describe('an entry alone', () => {
  it.each<[entry: string, ...Told[]]>([
    ['x86_64=q35'],
    ['i686=pc'],
    ['aarch64=virt-9.2'],
    ['armv7l=virt'],
    ['s390=s390-ccw-virtio'],
    ['ppc64le=pseries'],
    ['x86_64=pc-q35-rhel9.6.0'],
    ['x86_64=pc-i440fx-focal-hpb'],
    ['armv7l=vexpress-a15'],
    ['q35', ['error', 'no-architecture', 'x86_64=q35']],
    ['virt-9.2', ['error', 'no-architecture', 'aarch64=virt-9.2']],
    ['nonsense', ['error', 'no-architecture', null]],
    ['aarch64', ['error', 'no-architecture', 'aarch64=virt']],
    ['x86_64', ['error', 'no-architecture', null]],
    ['x86_64=', ['error', 'no-type', null]],
    ['s390x=', ['error', 'no-type', 's390x=s390-ccw-virtio']],
    ['', ['warning', 'entry-empty', null]],
    ['amd64=q35', ['error', 'architecture-alias', 'x86_64=q35']],
    ['X86_64=q35', ['error', 'architecture-alias', 'x86_64=q35']],
    ['i386=pc', ['error', 'architecture-alias', 'i686=pc']],
    ['arm64=virt', ['error', 'architecture-unknown', 'aarch64=virt']],
    ['riscv64=virt', ['error', 'architecture-unknown', null]],
    ['x86_64 =q35', ['error', 'spaces', 'x86_64=q35']],
    ['x86_64= q35', ['error', 'spaces', 'x86_64=q35']],
    [
      'amd64 = q35',
      ['error', 'architecture-alias', 'x86_64=q35'],
      ['error', 'spaces', 'x86_64=q35'],
    ],
    ['x86_64=pc-q35-9.2-foo', ['error', 'type-unknown', null]],
    ['x86_64=Q35', ['error', 'type-unknown', null]],
    ['x86_64=q35=pc', ['error', 'type-unknown', null]],
    ['x86_64=virt', ['error', 'type-of-other-architecture', null]],
    ['aarch64=q35', ['error', 'type-of-other-architecture', 'aarch64=virt']],
    ['x86_64=pc-i440fx-7.2', ['warning', 'type-deprecated', 'x86_64=pc-i440fx-8.2']],
    ['aarch64=virt-4.2', ['warning', 'type-removed', 'aarch64=virt-8.2']],
    ['x86_64=pc-q35-12.0', ['warning', 'type-newer', null]],
  ])('%j', (entry, ...expected) => {
    expect(told([entry])).toEqual(expected);
  });
});

describe('an entry and the QEMU of the hosts', () => {
  it.each<[entry: string, qemu: string, ...Told[]]>([
    ['x86_64=pc-i440fx-4.2', '8.2.1'],
    ['x86_64=pc-i440fx-4.2', '9.1', ['warning', 'type-deprecated', 'x86_64=pc-i440fx-9.1']],
    ['x86_64=pc-i440fx-4.2', '10.2', ['error', 'type-removed', 'x86_64=pc-i440fx-10.2']],
    ['x86_64=pc-q35-8.2', '7.2', ['error', 'type-newer', 'x86_64=pc-q35-7.2']],
    ['x86_64=pc-q35-noble', '6.2', ['error', 'type-newer', null]],
    ['x86_64=pc-q35-noble', '8.2'],
  ])('%s in %s', (entry, qemu, ...expected) => {
    expect(told([entry], qemu)).toEqual(expected);
  });
});

describe('two entries', () => {
  it.each<[entries: string[], ...Told[]]>([
    [['x86_64=q35', 'aarch64=virt']],
    [
      ['x86_64=q35', 'x86_64=pc'],
      ['error', 'architecture-twice', null],
    ],
    [
      ['x86_64=q35', 'x86_64=q35'],
      ['warning', 'architecture-twice', null],
    ],
    [
      ['x86_64=', 'x86_64=q35'],
      ['error', 'no-type', null],
    ],
    [
      ['riscv64=virt', 'riscv64=virt'],
      ['error', 'architecture-unknown', null],
      ['error', 'architecture-unknown', null],
    ],
  ])('%j', (entries, ...expected) => {
    expect(told(entries)).toEqual(expected);
  });
});

describe('[libvirt]num_pcie_ports', () => {
  const origin = '/etc/nova/nova.conf:9';
  it.each<[entries: string[] | null, value: string | null, ...string[][]]>([
    [['x86_64=q35'], null, ['pcie-ports-default', at]],
    [['x86_64=q35'], '0', ['pcie-ports-default', origin]],
    [['x86_64=q35'], '', ['pcie-ports-default', origin]],
    [['x86_64=pc', 'i686=pc-q35-noble'], ' 0 ', ['pcie-ports-default', origin]],
    [['x86_64=q35'], '1'],
    [['x86_64=q35'], '28'],
    [['x86_64=q35'], '29', ['pcie-ports-invalid', origin]],
    [['x86_64=pc'], '-1', ['pcie-ports-invalid', origin]],
    [null, 'many', ['pcie-ports-invalid', origin]],
    [['x86_64=pc'], null],
    [['aarch64=virt'], '0'],
    [null, null],
  ])('%j with %j', (entries, value, ...expected) => {
    const findings = lintMachineTypes({
      machineTypes: entries === null ? undefined : { value: entries, origin: at },
      pciePorts: value === null ? undefined : { value, origin },
      qemu: undefined,
    });
    expect(findings.map((finding) => [finding.key, finding.origin])).toEqual(expected);
  });
});
