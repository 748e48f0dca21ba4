import { describe, expect, test } from 'vitest';
import computeHypervisor from '../../checks/compute-hypervisor.js';
import type { Finding } from '../../src/check/check.js';
import { findRelease, newestRelease } from '../../src/nova/releases.js';
import { cells } from '../support/cells.js';
import type { ComputeCase } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import type { DeploymentData } from '../support/deployment.js';
import { cellUuid, type Row } from '../support/rows.js';
import { runOn } from '../support/run-all.js';
import type { RunAllOptions, TestedOutcome } from '../support/run-all.js';

interface Case {
  readonly what: string;
  readonly data: DeploymentData;
  readonly options?: RunAllOptions;
  readonly expected: Partial<TestedOutcome>;
}

const NOW = new Date('2026-02-01T12:00:00Z');
const LATELY = '2026-02-01 11:59:50';
const LONG_AGO = '2026-01-31 11:59:59';

/** A compute node with QEMU of this version, whose service reports; its UUID is told by its host. */
function compute(
  host: string,
  version: number,
  node: Row = {},
  service: Row | null = {},
): ComputeCase {
  return {
    host,
    node: { uuid: `node-of-${host}`, hypervisor_version: version, ...node },
    service: service === null ? null : { last_seen_up: LATELY, ...service },
  };
}

function found(host: string, reason: string, message: string, fields: Partial<Finding> = {}) {
  return {
    kind: 'host',
    id: `node-of-${host}`,
    name: host,
    cell: 'cell1',
    host,
    reason,
    message,
    ...fields,
  } as const;
}

function asked(last: number) {
  return Array.from({ length: last }, (_, index) => ({
    uuid: cellUuid(index + 1),
    name: `cell${index + 1}`,
    answered: true,
    reason: null,
  }));
}

function counts(
  numbers: Readonly<Record<string, number>>,
  byVersion: Readonly<Record<string, number>>,
  byCell: readonly number[],
) {
  return {
    computeNodes: 0,
    belowMinimum: 0,
    belowMinimumSilent: 0,
    belowNextMinimum: 0,
    unknownVersion: 0,
    otherHypervisors: 0,
    ...numbers,
    byVersion,
    byCell: Object.fromEntries(byCell.map((count, index) => [cellUuid(index + 1), count])),
  };
}

const QUIET: TestedOutcome = {
  check: {
    id: 'compute-hypervisor',
    title: 'Hypervisor versions',
    docs: 'https://docs.openstack.org/nova/latest/reference/libvirt-distro-support-matrix.html',
  },
  status: 'success',
  details: null,
  counts: {},
  findings: [],
  findingsTotal: 0,
  cells: asked(1),
  remediation: [],
};

const VIRSH = {
  argv: ['virsh', 'version'],
  why: 'on each host that is named, tells which QEMU libvirt runs there and which libvirt it is',
};
const NOT_APPLICABLE = { status: 'not-applicable', counts: {} } as const;

// 2026.1: minimum 6.2.0, next 8.2.2.
const CASES: readonly Case[] = [
  {
    what: 'the next minimum itself is new enough, and so is what is deleted, in cell0 or of another driver',
    data: {
      cells: 1,
      rows: cells({
        cell0: { computes: [compute('z', 1)] },
        cell1: {
          computes: [
            compute('a', 8_002_002),
            compute('b', 10_000_000),
            compute('c', 10_000_000, { hypervisor_type: 'KVM' }),
            compute('gone', 2_000_000, { deleted: 4 }),
            compute('ironic', 1, { hypervisor_type: 'ironic' }),
            compute('vm', 7_000_000, { hypervisor_type: 'VMware vCenter Server' }),
            // Libvirt's too, but the minimum is QEMU's.
            compute('lxc', 4_000_000, { hypervisor_type: 'LXC' }),
            compute('lxc2', 4_000_000, { hypervisor_type: 'LXC' }),
          ],
        },
      }),
    },
    expected: {
      details:
        'Left out: 4 compute nodes of other hypervisors (ironic: 1, LXC: 2, VMware vCenter Server: 1).',
      counts: counts({ computeNodes: 3, otherHypervisors: 4 }, { '8.2.2': 1, '10.0.0': 2 }, [0]),
    },
  },
  {
    what: 'below the next minimum, be it by a micro version: a warning, whether it reports or not',
    data: {
      cells: 2,
      rows: cells({
        cell1: { computes: [compute('b', 8_002_001), compute('a', 6_002_000)] },
        cell2: {
          computes: [compute('c', 7_002_013, { uuid: null, id: 9 }, null), compute('d', 9_000_000)],
        },
      }),
    },
    expected: {
      status: 'warning',
      details:
        '3 compute nodes of 4: QEMU is older than 8.2.2, which 2026.1 Gazpacho (33) announces as the next minimum (cell1: 2, cell2: 1).',
      counts: counts(
        { computeNodes: 4, belowNextMinimum: 3 },
        { '6.2.0': 1, '7.2.13': 1, '8.2.1': 1, '9.0.0': 1 },
        [2, 1],
      ),
      findings: [
        found('a', 'below-next-minimum', 'QEMU 6.2.0'),
        found('b', 'below-next-minimum', 'QEMU 8.2.1'),
        found('c', 'below-next-minimum', 'QEMU 7.2.13', { id: '9', cell: 'cell2' }),
      ],
      findingsTotal: 3,
      cells: asked(2),
      remediation: [VIRSH],
    },
  },
  {
    what: 'below the minimum: a failure where nova-compute reports, forced down or disabled as it may be',
    data: {
      cells: 1,
      rows: cells({
        cell1: {
          computes: [
            compute('old', 6_001_999, {}, { forced_down: 1, disabled: 1 }),
            compute('next', 7_000_000),
            compute('zero', 0),
            compute('stale', 4_002_000, {}, { last_seen_up: LONG_AGO }),
          ],
        },
      }),
    },
    options: { limit: 2 },
    expected: {
      status: 'failure',
      details: [
        '1 compute node of 4: QEMU is older than 6.2.0, with which nova-compute of 2026.1 Gazpacho (33) does not start (cell1: 1).',
        '1 compute node of 4: QEMU is older than 6.2.0, and nova-compute there has no record or did not report for longer than 1 day (--stale-after): upgrade QEMU before it starts again (cell1: 1).',
        '1 compute node of 4: the version of QEMU is not told, and cannot be judged (cell1: 1).',
        '1 compute node of 4: QEMU is older than 8.2.2, which 2026.1 Gazpacho (33) announces as the next minimum (cell1: 1).',
      ].join('\n'),
      counts: counts(
        {
          computeNodes: 4,
          belowMinimum: 1,
          belowMinimumSilent: 1,
          belowNextMinimum: 1,
          unknownVersion: 1,
        },
        { '4.2.0': 1, '6.1.999': 1, '7.0.0': 1, unknown: 1 },
        [4],
      ),
      findings: [
        found('old', 'below-minimum', 'QEMU 6.1.999'),
        found('stale', 'below-minimum-silent', 'QEMU 4.2.0'),
      ],
      findingsTotal: 4,
      remediation: [VIRSH],
    },
  },
  {
    what: 'below the minimum where nova-compute has no record, or a deleted one, or is not heard of: a warning',
    data: {
      cells: 1,
      rows: cells({
        cell1: {
          computes: [
            compute('a', 4_002_000, {}, null),
            compute('b', 4_002_000, {}, { deleted: 7 }),
            compute('c', 4_002_000, {}, { last_seen_up: null, created_at: null }),
          ],
        },
      }),
    },
    expected: {
      status: 'warning',
      details:
        '3 compute nodes of 3: QEMU is older than 6.2.0, and nova-compute there has no record or did not report for longer than 1 day (--stale-after): upgrade QEMU before it starts again (cell1: 3).',
      counts: counts({ computeNodes: 3, belowMinimumSilent: 3 }, { '4.2.0': 3 }, [3]),
      findings: ['a', 'b', 'c'].map((host) => found(host, 'below-minimum-silent', 'QEMU 4.2.0')),
      findingsTotal: 3,
      remediation: [VIRSH],
    },
  },
  {
    what: 'a version that is not told is a warning by itself',
    data: { cells: 1, rows: cells({ cell1: { computes: [compute('a', -1)] } }) },
    expected: {
      status: 'warning',
      details:
        '1 compute node of 1: the version of QEMU is not told, and cannot be judged (cell1: 1).',
      counts: counts({ computeNodes: 1, unknownVersion: 1 }, { unknown: 1 }, [1]),
      findings: [found('a', 'version-unknown', 'QEMU of no known version')],
      findingsTotal: 1,
      remediation: [VIRSH],
    },
  },
  {
    what: 'no node at all',
    data: { cells: 1 },
    expected: { ...NOT_APPLICABLE, details: 'No cell that answered has a compute node.' },
  },
  {
    what: 'no node with QEMU',
    data: {
      cells: 1,
      rows: cells({
        cell1: {
          computes: [
            compute('a', 1, { hypervisor_type: 'ironic' }),
            compute('b', 1, { hypervisor_type: 'ironic', hypervisor_hostname: 'x' }),
            compute('c', 1, { hypervisor_type: 'HyperV' }),
          ],
        },
      }),
    },
    expected: {
      ...NOT_APPLICABLE,
      details: 'No compute node runs QEMU (all are HyperV, ironic).',
    },
  },
  {
    what: 'no cell but cell0: nothing was looked at',
    data: { cells: 0 },
    expected: {
      status: 'unknown',
      details: 'No cell but cell0 is mapped, so that no compute can be looked at.',
      cells: [],
    },
  },
  {
    what: 'a cell that cannot answer may have some',
    data: {
      cells: 1,
      afterwards: [
        ['api', "UPDATE cell_mappings SET database_connection = '' WHERE name = 'cell1'"],
      ],
    },
    expected: {
      status: 'unknown',
      counts: {},
      details:
        'Could not tell for cell cell1: cell mapping cell1 has no database_connection; set it with nova-manage cell_v2 update_cell.\nNo cell that answered has a compute node.',
      cells: [
        {
          uuid: cellUuid(1),
          name: 'cell1',
          answered: false,
          reason:
            'cell mapping cell1 has no database_connection; set it with nova-manage cell_v2 update_cell.',
        },
      ],
    },
  },
];

describe.each(ENGINES)('on %s', (engine) => {
  test.each(CASES)('$what', async ({ data, options, expected }) => {
    const outcome = await runOn(engine, computeHypervisor, data, {
      now: NOW,
      target: findRelease('2026.1') ?? newestRelease(),
      ...options,
    });
    expect(outcome).toEqual({ ...QUIET, ...expected });
  });
});
