import type { FamilyName } from './families.js';
import type { Source } from './sources.js';

/**
 * The types of Red Hat's `qemu-kvm` (RHEL, CentOS Stream, Rocky Linux, AlmaLinux) that a source was found for, by the
 * version in their names, oldest first. `rhel6.*` are `pc` machines without the `pc-i440fx-`.
 */
export const RHEL_VERSIONS: Readonly<Record<FamilyName, readonly string[]>> = Object.freeze({
  'pc-i440fx': words(
    '6.0.0 6.1.0 6.2.0 6.3.0 6.4.0 6.5.0 6.6.0',
    '7.0.0 7.1.0 7.2.0 7.3.0 7.4.0 7.5.0 7.6.0 10.0.0',
  ),
  'pc-q35': words(
    '7.3.0 7.4.0 7.5.0 7.6.0 8.0.0 8.1.0 8.2.0 8.3.0 8.4.0 8.5.0 8.6.0',
    '9.0.0 9.2.0 9.4.0 9.6.0 9.8.0 10.0.0 10.2.0',
  ),
  virt: words('7.6.0 8.2.0 8.3.0 8.4.0 8.5.0 9.0.0 9.2.0 9.4.0 9.6.0 9.8.0 10.0.0 10.2.0'),
  's390-ccw-virtio': words('7.5.0 8.2.0 8.6.0 9.4.0 9.6.0'),
  pseries: words('7.6.0 8.1.0 8.3.0 8.4.0 8.5.0 8.6.0'),
});

/** What a major release offers of a family: from the type of this version to its own newest. */
export interface RhelOffer {
  readonly from: string;
  /** The newest that is deprecated; left out where none is. */
  readonly deprecated?: string;
}

/** What each major release offers, for the families that a listing or a plan was found for. */
export const RHEL_RELEASES: readonly {
  readonly major: number;
  readonly offers: Readonly<Partial<Record<FamilyName, RhelOffer>>>;
  readonly sources: readonly Source[];
}[] = Object.freeze([
  {
    major: 7,
    offers: { 'pc-i440fx': { from: '6.0.0' }, 'pc-q35': { from: '7.3.0' } },
    sources: ['rhel7'],
  },
  {
    major: 8,
    offers: {
      'pc-i440fx': { from: '7.0.0', deprecated: '7.6.0' },
      'pc-q35': { from: '7.3.0' },
      virt: { from: '8.2.0' },
    },
    sources: ['rhel8'],
  },
  {
    major: 9,
    offers: {
      'pc-i440fx': { from: '7.6.0', deprecated: '7.6.0' },
      'pc-q35': { from: '7.6.0', deprecated: '8.6.0' },
      virt: { from: '9.0.0', deprecated: '9.2.0' },
    },
    sources: ['rhel9'],
  },
  {
    major: 10,
    offers: {
      'pc-i440fx': { from: '10.0.0', deprecated: '10.0.0' },
      'pc-q35': { from: '9.0.0', deprecated: '9.8.0' },
      virt: { from: '9.4.0', deprecated: '9.8.0' },
    },
    sources: ['rhel10'],
  },
]);

function words(...lists: readonly string[]): readonly string[] {
  return lists.flatMap((list) => list.split(' '));
}
