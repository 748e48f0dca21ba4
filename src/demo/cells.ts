/** The CPU architectures of the deployment. */
export type Architecture = 'x86_64' | 'aarch64' | 'ppc64le';

/** A machine, or for ironic a group of them, that one nova-compute service manages. */
export interface Host {
  /** `[DEFAULT]host` of its nova-compute. */
  readonly name: string;
  /** The names of its compute nodes (`hypervisor_hostname`): one with libvirt, one a bare metal node with ironic. */
  readonly nodes: readonly string[];
  readonly hypervisor: 'QEMU' | 'ironic';
  /** major * 1 000 000 + minor * 1 000 + micro of QEMU; ironic says 1. */
  readonly hypervisorVersion: number;
  readonly architecture: Architecture;
  readonly serviceVersion: number;
  /** Days since nova-compute last reported; 0 while it is up. */
  readonly silentDays: number;
  readonly forcedDown: boolean;
  /** Why the service is disabled; null while it is enabled. */
  readonly disabledReason: string | null;
}

/** A cell besides cell0, with the number of instances in each `vm_state` that have nothing special about them. */
export interface Cell {
  readonly number: number;
  readonly name: string;
  readonly uuid: string;
  readonly hosts: readonly Host[];
  readonly population: Readonly<Record<string, number>>;
}

/** Service version of Nova 2025.1 (nova/objects/service.py at 31.0.0): what the deployment runs. */
export const currentServiceVersion = 68;

/** Age in days of the deployment itself. */
export const installedDaysAgo = 1600;

/** Service version of Nova Victoria (nova/objects/service.py at 22.0.0), the last release that recorded no machine type. */
const victoriaServiceVersion = 53;

/** The cells, in the order of their mappings. */
export const cells: readonly Cell[] = [
  {
    number: 1,
    name: 'cell1',
    uuid: '6c1f2a0e-4b3d-4c59-9e77-1d2f3a4b5c61',
    hosts: [
      libvirtHost('compute-1-01'),
      libvirtHost('compute-1-02'),
      libvirtHost('compute-1-03'),
      libvirtHost('compute-1-04'),
      libvirtHost('compute-1-05'),
      // Forced down, because the control services of later releases refuse to start beside a compute this old.
      libvirtHost('compute-1-06', {
        hypervisorVersion: 4_002_001,
        serviceVersion: victoriaServiceVersion,
        silentDays: 912,
        forcedDown: true,
        disabledReason: 'GPU driver only exists for the old kernel, not upgraded',
      }),
    ],
    population: {
      active: 80,
      stopped: 14,
      paused: 1,
      suspended: 2,
      shelved: 2,
      shelved_offloaded: 4,
      rescued: 1,
      resized: 1,
      'soft-delete': 2,
      error: 2,
      building: 1,
      deleted: 6,
    },
  },
  {
    number: 2,
    name: 'cell2',
    uuid: '6c1f2a0e-4b3d-4c59-9e77-1d2f3a4b5c62',
    hosts: [
      libvirtHost('compute-2-01'),
      libvirtHost('compute-2-02'),
      libvirtHost('compute-2-03'),
      libvirtHost('compute-2-04', { silentDays: 23 }),
      {
        ...libvirtHost('ironic-1'),
        hypervisor: 'ironic',
        hypervisorVersion: 1,
        nodes: [
          'ab12cd34-0f5e-4d6c-8b7a-9081726354a1',
          'ab12cd34-0f5e-4d6c-8b7a-9081726354a2',
          'ab12cd34-0f5e-4d6c-8b7a-9081726354a3',
          'ab12cd34-0f5e-4d6c-8b7a-9081726354a4',
          'ab12cd34-0f5e-4d6c-8b7a-9081726354a5',
        ],
      },
    ],
    population: {
      active: 62,
      stopped: 10,
      paused: 1,
      suspended: 1,
      shelved: 1,
      shelved_offloaded: 3,
      rescued: 1,
      resized: 1,
      'soft-delete': 1,
      error: 2,
      building: 1,
      deleted: 5,
    },
  },
  {
    number: 3,
    name: 'cell3',
    uuid: '6c1f2a0e-4b3d-4c59-9e77-1d2f3a4b5c63',
    hosts: [
      libvirtHost('compute-3-01'),
      libvirtHost('compute-3-02', { nodes: ['compute-3-02.cloud.example.net'] }),
      libvirtHost('arm-3-01', { architecture: 'aarch64' }),
      libvirtHost('power-3-01', { architecture: 'ppc64le' }),
    ],
    population: {
      active: 58,
      stopped: 9,
      paused: 1,
      suspended: 1,
      shelved: 1,
      shelved_offloaded: 2,
      rescued: 1,
      resized: 1,
      'soft-delete': 1,
      error: 1,
      building: 1,
      deleted: 4,
    },
  },
];

/** A host that is up, runs the current release and calls its compute node by its own name, but for what is given. */
function libvirtHost(name: string, unusual: Partial<Host> = {}): Host {
  return {
    name,
    nodes: [name],
    hypervisor: 'QEMU',
    // As in Ubuntu 24.04; compute-1-06 has that of 20.04.
    hypervisorVersion: 8_002_002,
    architecture: 'x86_64',
    serviceVersion: currentServiceVersion,
    silentDays: 0,
    forcedDown: false,
    disabledReason: null,
    ...unusual,
  };
}
