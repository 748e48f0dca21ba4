import type { Source } from './sources.js';

/** A kind of machine; Nova must not change a guest's, for it is another chipset. */
export type FamilyName = 'pc-i440fx' | 'pc-q35' | 'virt' | 's390-ccw-virtio' | 'pseries';

/** QEMU's types of one kind of machine. What `eras` does not say follows from the releases and the policy. */
export interface Family {
  readonly name: FamilyName;
  /** Nova's names of the guests' architectures that it is for. */
  readonly architectures: readonly string[];
  /** The name that stands for the newest type. */
  readonly alias: string;
  /** The first release with a type of its own; every later one has added one. */
  readonly since: string;
  /** Types beside the one of each release, by the end of their names. */
  readonly more: readonly { readonly version: string; readonly variant?: string }[];
  readonly eras: readonly Era[];
  readonly sources: readonly Source[];
}

/** Types whose life was decided before there was a policy. */
export interface Era {
  readonly from: string;
  readonly to: string;
  /** Where their names begin otherwise than with the family's name. */
  readonly prefix?: string;
  /** The release since which they are deprecated; left out where they never were. */
  readonly deprecated?: string;
  /** The release that removed them, or the two between which they went. */
  readonly removed: string | readonly [after: string, by: string];
  readonly sources: readonly Source[];
}

/** The families, with the life of their types in QEMU itself. */
export const FAMILIES: readonly Family[] = Object.freeze([
  {
    name: 'pc-i440fx',
    architectures: ['x86_64', 'i686'],
    alias: 'pc',
    since: '1.4',
    more: [],
    eras: [
      { from: '0.10', to: '1.3', prefix: 'pc', removed: ['4.0', '6.0'], sources: ['removed'] },
      { from: '1.4', to: '1.7', deprecated: '7.0', removed: '8.2', sources: ['pc1'] },
      {
        from: '2.0',
        to: '2.3',
        deprecated: '8.2',
        removed: '9.1',
        sources: ['pc2', 'capabilities'],
      },
    ],
    sources: ['macros', 'capabilities', 'debian'],
  },
  {
    name: 'pc-q35',
    architectures: ['x86_64', 'i686'],
    alias: 'q35',
    since: '1.4',
    more: [{ version: '4.0.1' }],
    eras: [{ from: '1.4', to: '2.3', removed: '2.6', sources: ['q35'] }],
    sources: ['macros', 'capabilities', 'debian'],
  },
  {
    name: 'virt',
    architectures: ['aarch64', 'armv7l'],
    alias: 'virt',
    since: '2.6',
    more: [],
    eras: [],
    sources: ['macros', 'debian'],
  },
  {
    name: 's390-ccw-virtio',
    architectures: ['s390x', 's390'],
    alias: 's390-ccw-virtio',
    since: '2.4',
    more: [],
    eras: [],
    sources: ['macros', 'debian'],
  },
  {
    name: 'pseries',
    architectures: ['ppc64le', 'ppc64'],
    alias: 'pseries',
    since: '2.1',
    more: [{ version: '2.12', variant: 'sxxm' }],
    eras: [{ from: '2.1', to: '2.12', deprecated: '9.0', removed: '9.2', sources: ['pseries'] }],
    sources: ['macros', 'debian'],
  },
] satisfies Family[]);

/** The releases that had a type named `pc-<release>`, before there was a second kind of PC. */
export const OLD_PC_VERSIONS: readonly string[] = Object.freeze(
  '0.10 0.11 0.12 0.13 0.14 0.15 1.0 1.1 1.2 1.3'.split(' '),
);

/** Machines with one name and no versions, which no family has. */
export const BOARDS: readonly {
  readonly name: string;
  readonly architectures: readonly string[];
}[] = Object.freeze([
  { name: 'microvm', architectures: ['x86_64', 'i686'] },
  { name: 'isapc', architectures: ['x86_64', 'i686'] },
  { name: 'x-remote', architectures: ['x86_64', 'i686'] },
  { name: 'nitro', architectures: ['x86_64', 'i686'] },
  { name: 'vexpress-a15', architectures: ['armv7l'] },
  { name: 'raspi2b', architectures: ['armv7l'] },
  { name: 'raspi3b', architectures: ['aarch64'] },
  { name: 'virtex-ml507', architectures: ['ppc64', 'ppc'] },
]);
