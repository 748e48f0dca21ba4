import type { FamilyName } from './families.js';

/** A release of Ubuntu, which has types of its own (define-ubuntu-machine-types.patch of its QEMU). */
export interface UbuntuRelease {
  readonly codename: string;
  readonly version: string;
  /** Its QEMU, where a source was found. */
  readonly qemu?: string;
  /** The oldest release whose types its listing has, by family, where one was found. */
  readonly keeps?: Readonly<Partial<Record<FamilyName, string>>>;
}

/** Ubuntu's releases, oldest first; sources: `ubuntuListings` and `ubuntuDocs`. */
export const UBUNTU_RELEASES: readonly UbuntuRelease[] = Object.freeze([
  { codename: 'trusty', version: '14.04' },
  { codename: 'utopic', version: '14.10' },
  { codename: 'vivid', version: '15.04' },
  { codename: 'wily', version: '15.10' },
  { codename: 'xenial', version: '16.04' },
  { codename: 'yakkety', version: '16.10' },
  { codename: 'zesty', version: '17.04' },
  { codename: 'artful', version: '17.10' },
  { codename: 'bionic', version: '18.04', qemu: '2.11', keeps: { 'pc-i440fx': 'trusty' } },
  { codename: 'cosmic', version: '18.10' },
  { codename: 'disco', version: '19.04' },
  { codename: 'eoan', version: '19.10' },
  { codename: 'focal', version: '20.04' },
  { codename: 'groovy', version: '20.10' },
  { codename: 'hirsute', version: '21.04' },
  { codename: 'impish', version: '21.10' },
  { codename: 'jammy', version: '22.04', qemu: '6.2' },
  { codename: 'kinetic', version: '22.10' },
  { codename: 'lunar', version: '23.04' },
  {
    codename: 'mantic',
    version: '23.10',
    qemu: '8.0',
    keeps: { 'pc-i440fx': 'trusty', 'pc-q35': 'xenial' },
  },
  {
    codename: 'noble',
    version: '24.04',
    qemu: '8.2',
    keeps: { 'pc-i440fx': 'jammy', 'pc-q35': 'xenial' },
  },
  { codename: 'oracular', version: '24.10' },
  { codename: 'plucky', version: '25.04' },
  { codename: 'questing', version: '25.10', qemu: '10.1', keeps: { 'pc-q35': 'yakkety' } },
  { codename: 'resolute', version: '26.04', qemu: '10.2' },
]);

/** The families that have types of Ubuntu's. */
export const UBUNTU_FAMILIES: readonly FamilyName[] = Object.freeze([
  'pc-i440fx',
  'pc-q35',
  's390-ccw-virtio',
  'pseries',
]);

/** Names that stand for Ubuntu's newest type. */
export const UBUNTU_ALIASES: Readonly<Record<string, FamilyName>> = Object.freeze({
  ubuntu: 'pc-i440fx',
  'ubuntu-q35': 'pc-q35',
});

/** What may follow the codename and makes another machine: more address bits, more CPUs, POWER's workarounds. */
export const UBUNTU_VARIANTS: readonly {
  readonly variant: string;
  readonly families: readonly FamilyName[];
  /** The releases whose types were seen with it. */
  readonly from: string;
  readonly to: string;
}[] = Object.freeze([
  { variant: 'hpb', families: ['pc-i440fx', 'pc-q35'], from: '18.04', to: '23.10' },
  { variant: 'maxcpus', families: ['pc-i440fx', 'pc-q35'], from: '22.04', to: '23.10' },
  { variant: 'hpb-maxcpus', families: ['pc-i440fx', 'pc-q35'], from: '22.04', to: '23.10' },
  { variant: 'sxxm', families: ['pseries'], from: '18.04', to: '18.04' },
  { variant: '2.11-sxxm', families: ['pseries'], from: '18.04', to: '18.04' },
]);
