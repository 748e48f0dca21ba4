import { metalImage, plainImages, powerImage } from './catalogue.js';
import type { Image } from './catalogue.js';

/** Instances of one cell that have no machine type for the same reason. */
export interface Story {
  readonly cell: string;
  readonly host: string | null;
  readonly project: string;
  readonly image: Image;
  /** What the system metadata holds about the machine type: no row, or a row whose value is NULL. */
  readonly machineType: 'no row' | 'NULL';
  /** Name and `vm_state` of each instance. */
  readonly instances: readonly (readonly [name: string, vmState: string])[];
}

const [debian, ubuntu] = plainImages;

/**
 * Why instances are without a machine type in a cloud that was upgraded from Victoria, release by release, to 2025.1.
 * Nova records the type since Wallaby, on the compute that has the instance.
 */
export const stories: readonly Story[] = [
  // Shelved and offloaded before Wallaby: no compute has them, so none records anything.
  {
    cell: 'cell1',
    host: null,
    project: 'finance',
    image: debian,
    machineType: 'no row',
    instances: [
      ['archive-01', 'shelved_offloaded'],
      ['archive-02', 'shelved_offloaded'],
      ['sap-qa-01', 'shelved_offloaded'],
    ],
  },
  {
    cell: 'cell2',
    host: null,
    project: 'research',
    image: ubuntu,
    machineType: 'no row',
    instances: [
      ['training-01', 'shelved_offloaded'],
      ['training-02', 'shelved_offloaded'],
    ],
  },
  // Its nova-compute was stopped for good before Wallaby; the guests run on.
  {
    cell: 'cell1',
    host: 'compute-1-06',
    project: 'research',
    image: ubuntu,
    machineType: 'no row',
    instances: [
      ['gpu-01', 'active'],
      ['gpu-02', 'active'],
      ['gpu-03', 'stopped'],
    ],
  },
  // Under repair since Victoria. Its new nova-compute registered itself and died before it got to its instances.
  {
    cell: 'cell2',
    host: 'compute-2-04',
    project: 'finance',
    image: debian,
    machineType: 'no row',
    instances: [
      ['ledger-01', 'stopped'],
      ['ledger-02', 'stopped'],
      ['ledger-03', 'stopped'],
      ['reports-01', 'error'],
    ],
  },
  // Called by its short name in [DEFAULT]host and by its full name by libvirt, so that the start-up pass of
  // nova-compute finds no instance. Whatever was not rebooted since Victoria is unrecorded.
  {
    cell: 'cell3',
    host: 'compute-3-02',
    project: 'webshop',
    image: ubuntu,
    machineType: 'no row',
    instances: [
      ['dns-01', 'active'],
      ['dns-02', 'active'],
      ['ldap-01', 'active'],
      ['ldap-02', 'active'],
      ['mail-01', 'active'],
    ],
  },
  // Wallaby and Xena had no default for ppc64le and recorded NULL, which later releases take for recorded.
  {
    cell: 'cell3',
    host: 'power-3-01',
    project: 'ci',
    image: powerImage,
    machineType: 'NULL',
    instances: [['ppc-build-01', 'active']],
  },
  // Its build failed on the only compute it was tried on, which then let go of it.
  {
    cell: 'cell2',
    host: null,
    project: 'data-platform',
    image: debian,
    machineType: 'no row',
    instances: [['batch-17', 'error']],
  },
  // Bare metal: ironic has no machine types, and these never will.
  {
    cell: 'cell2',
    host: 'ironic-1',
    project: 'data-platform',
    image: metalImage,
    machineType: 'no row',
    instances: [
      ['metal-01', 'active'],
      ['metal-02', 'active'],
      ['metal-03', 'active'],
      ['metal-04', 'stopped'],
    ],
  },
];
