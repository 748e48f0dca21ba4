import { describe, expect, test } from 'vitest';
import {
  type GuestFacts,
  isMoveToQ35,
  type MoveRisk,
  risksOfMove,
} from '../../../src/nova/impact/risks.js';

const plain: GuestFacts = {
  osType: 'linux',
  osDistro: null,
  diskBus: 'virtio',
  cdromBus: null,
  firmwareType: null,
  secureBoot: null,
  devices: { volumes: 0, ports: 1, hasIdeDisk: false },
};

describe('risksOfMove', () => {
  test.each<[string, Partial<GuestFacts>, number, MoveRisk[]]>([
    ['nothing', {}, 0, []],
    ['Windows by its type', { osType: 'Windows' }, 0, ['windows']],
    ['Windows by its distribution', { osType: null, osDistro: 'win2k19' }, 0, ['windows']],
    ['IDE', { diskBus: 'ide', cdromBus: 'IDE' }, 0, ['ide-disk', 'ide-cdrom']],
    [
      'a disk with a bus of its own',
      { devices: { volumes: 0, ports: 0, hasIdeDisk: true } },
      0,
      ['ide-disk'],
    ],
    ['SATA', { diskBus: 'sata', cdromBus: 'sata' }, 0, []],
    ['UEFI', { firmwareType: 'uefi' }, 0, ['uefi']],
    ['BIOS', { firmwareType: 'bios' }, 0, []],
    ['secure boot', { firmwareType: 'uefi', secureBoot: 'optional' }, 0, ['secure-boot', 'uefi']],
    ['secure boot is off', { secureBoot: 'disabled' }, 0, []],
    [
      'as much as libvirt leaves free',
      { devices: { volumes: 1, ports: 1, hasIdeDisk: false } },
      0,
      ['pcie-ports'],
    ],
    [
      'fewer than there is room for',
      { devices: { volumes: 7, ports: 8, hasIdeDisk: false } },
      16,
      [],
    ],
    ['all of it', { devices: { volumes: 8, ports: 8, hasIdeDisk: false } }, 16, ['pcie-ports']],
    ['nobody knows what is attached', { devices: null }, 0, []],
  ])('%s', (_what, facts, pciePorts, risks) => {
    expect(risksOfMove({ ...plain, ...facts }, pciePorts)).toEqual(risks);
  });
});

test.each([
  ['pc', 'q35', true],
  ['pc-i440fx-6.2', 'pc-q35-9.2', true],
  ['pc-i440fx-jammy', 'pc-q35-rhel9.6.0', true],
  ['q35', 'pc', false],
  ['pc-q35-6.2', 'q35', false],
  ['virt', 'virt-9.2', false],
  [null, 'q35', false],
  ['pc', null, false],
])('from %s to %s: %s', (from, to, isMove) => {
  expect(isMoveToQ35(from, to)).toBe(isMove);
});
