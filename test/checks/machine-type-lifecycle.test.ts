import { describe, expect, test } from 'vitest';
import machineTypeLifecycle from '../../checks/machine-type-lifecycle.js';
import type { Finding } from '../../src/check/check.js';
import { findRelease } from '../../src/nova/releases.js';
import { type CellCase, cells, type InstanceCase, instanceUuid } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import type { DeploymentData } from '../support/deployment.js';
import { cellUuid, type Row } from '../support/rows.js';
import { type RunAllOptions, runOn, type TestedOutcome } from '../support/run-all.js';

const PROJECT = 'b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6';

const QUIET: TestedOutcome = {
  check: {
    id: 'machine-type-lifecycle',
    title: 'Machine types on their hosts',
    docs: 'https://docs.openstack.org/nova/latest/admin/hw-machine-type.html',
  },
  status: 'success',
  details: null,
  counts: { affected: 0, byCell: { [cellUuid(1)]: 0 }, byReason: {}, byType: {} },
  findings: [],
  findingsTotal: 0,
  cells: answered(1),
  remediation: [],
};

function answered(last: number): TestedOutcome['cells'] {
  return Array.from({ length: last }, (_, index) => ({
    uuid: cellUuid(index + 1),
    name: `cell${index + 1}`,
    answered: true,
    reason: null,
  }));
}

const UPDATE = ['nova-preflight', 'machine-type', 'update', '<uuid>', '<machine-type>'];
const BY_HOST = {
  argv: ['nova-preflight', 'machine-type', 'inventory', '--by', 'host'],
  why: 'counts what is on each host; where a type is newer than the QEMU, that has to be upgraded or the instance moved',
};
const BY_DISTRIBUTION = {
  argv: ['nova-preflight', 'machine-type', 'inventory', '--distro', '<distribution>'],
  why: "judges the types of RHEL's and Ubuntu's own, of which a version of QEMU tells nothing, for hosts of that distribution, such as rhel9 or ubuntu24.04",
};

/** A host with this QEMU: its name is the version, and then what makes it another. */
function host(name: string, node: Row = {}): { readonly host: string; readonly node: Row } {
  const [major = 0, minor = 0, micro = 0] = name.split('.').map((part) => Number.parseInt(part));
  const version = major * 1_000_000 + minor * 1000 + micro;
  return {
    host: name,
    node: { hypervisor_version: Number.isNaN(version) ? 0 : version, ...node },
  };
}

function on(name: string | null, machineType: string, more: InstanceCase = {}): InstanceCase {
  return { host: name, machineType, ...more };
}

function oneCell(cell1: CellCase): DeploymentData {
  return { cells: 1, rows: cells({ cell1 }) };
}

function finding(place: number, at: string | null, reason: string, message: string): Finding {
  const id = instanceUuid(1, place);
  return {
    kind: 'instance',
    id,
    name: id,
    cell: 'cell1',
    host: at,
    project: PROJECT,
    state: 'active',
    reason,
    message,
  };
}

interface Case {
  readonly what: string;
  readonly data: DeploymentData;
  readonly options?: RunAllOptions;
  readonly expected: Partial<TestedOutcome>;
}

/** What one type on one host comes to: no finding, or a reason and the words for it. */
const KINDS: readonly (readonly [
  what: string,
  at: string | null,
  machineType: string,
  found: readonly [reason: string, text: string] | undefined,
])[] = [
  ['an alias', '10.2.0', 'pc', undefined],
  ['a type that is deprecated later on', '8.2.2', 'pc-q35-6.2', undefined],
  ['the newest type of the host', '8.2.2', 'pc-q35-8.2', undefined],
  [
    'a type that the host has no more',
    '10.2.0',
    'pc-i440fx-2.3',
    ['removed', 'pc-i440fx-2.3 on QEMU 10.2.0: removed in QEMU 9.1'],
  ],
  [
    'a type that the host does not have yet',
    '8.2.2',
    'pc-q35-9.0',
    ['newer', 'pc-q35-9.0 on QEMU 8.2.2: newer, it came with QEMU 9.0'],
  ],
  [
    'a type that the host warns of',
    '10.2.0',
    'pc-q35-6.2',
    [
      'deprecated',
      'pc-q35-6.2 on QEMU 10.2.0: deprecated since QEMU 9.2, to be removed in QEMU 12.2',
    ],
  ],
  [
    'a type of which nobody knows when it was removed, but that the target has it no more',
    '5.2.0',
    'pc-1.3',
    ['removed-for-target', 'pc-1.3 on QEMU 5.2.0: removed in QEMU 4.0 to 6.0'],
  ],
  [
    "RHEL's own",
    '8.2.2',
    'pc-q35-rhel9.4.0',
    [
      'unknown',
      "pc-q35-rhel9.4.0 on QEMU 8.2.2: it is a distribution's own type, which the version of QEMU says nothing of",
    ],
  ],
  [
    'the letters of an alias in capitals',
    '8.2.2',
    'PC',
    ['unknown', 'PC on QEMU 8.2.2: no source knows a machine type of this name'],
  ],
  [
    'one with a blank behind it',
    '8.2.2',
    'pc ',
    ['unknown', '"pc " on QEMU 8.2.2: no source knows a machine type of this name'],
  ],
  ['an empty one', '8.2.2', '', ['unknown', 'an empty type on QEMU 8.2.2: it is empty']],
  ['an alias, on no host', null, 'pc', undefined],
  ['a type that some hosts of the cell have', null, 'pc-q35-9.0', undefined],
  [
    'a type that no host of the cell has',
    null,
    'pc-q35-11.0',
    ['newer', 'pc-q35-11.0 on no host: newer, it came with QEMU 11.0'],
  ],
  ['an alias on a host that is gone', 'gone', 'q35', undefined],
  [
    'a type that only some hosts have, on a host that is gone',
    'gone',
    'pc-q35-9.0',
    ['unknown', 'pc-q35-9.0 on a host of unknown QEMU: the QEMU of its host is not known'],
  ],
  ['a type that means nothing there', 'metal', 'pc-i440fx-2.3', undefined],
  ['the same with LXC', 'lxc', 'pc-i440fx-2.3', undefined],
];

const HOSTS = [
  host('5.2.0'),
  host('8.2.2'),
  host('10.2.0'),
  host('metal', { hypervisor_type: 'ironic', hypervisor_version: 1 }),
  host('lxc', { hypervisor_type: 'LXC', hypervisor_version: 6_001_000 }),
  host('soft-deleted', { hypervisor_version: 2_000_000, deleted: 1 }),
];

const CASES: readonly Case[] = [
  {
    what: 'everything is fine',
    data: oneCell({
      computes: [host('8.2.2')],
      instances: [on('8.2.2', 'pc'), on('8.2.2', 'q35'), { host: '8.2.2' }],
    }),
    expected: {},
  },
  {
    what: 'one that cannot start again: a failure',
    data: oneCell({
      computes: [host('9.1.0')],
      instances: [on('9.1.0', 'pc'), on('9.1.0', 'pc-i440fx-2.3')],
    }),
    expected: {
      status: 'failure',
      details: [
        '1 instance has a machine type that is not fine where it is (cell1: 1).',
        '1 removed: the QEMU there has it no more: the guest cannot start there, nor migrate there: 1 pc-i440fx-2.3 on QEMU 9.1.0 (removed in QEMU 9.1).',
      ].join('\n'),
      counts: {
        affected: 1,
        byCell: { [cellUuid(1)]: 1 },
        byReason: { removed: 1 },
        byType: { 'pc-i440fx-2.3': 1 },
      },
      findings: [
        finding(2, '9.1.0', 'removed', 'pc-i440fx-2.3 on QEMU 9.1.0: removed in QEMU 9.1'),
      ],
      findingsTotal: 1,
      remediation: [
        {
          argv: UPDATE,
          why: 'sets another type of the same family (pc-i440fx-9.1: fine on every host that reports its QEMU), while the instance is stopped, shelved or shelved-offloaded',
        },
        BY_HOST,
      ],
    },
  },
  {
    what: 'deprecated and unknown: a warning',
    data: oneCell({
      computes: [host('10.2.0')],
      instances: [
        on('10.2.0', 'pc-q35-rhel9.4.0'),
        on('10.2.0', 'pc-q35-6.2'),
        on('10.2.0', 'pc-q35-rhel9.4.0'),
      ],
    }),
    expected: {
      status: 'warning',
      details: [
        '3 instances have a machine type that is not fine where they are (cell1: 3).',
        '1 deprecated: a later QEMU is going to remove it: 1 pc-q35-6.2 on QEMU 10.2.0 (deprecated since QEMU 9.2, to be removed in QEMU 12.2).',
        "2 unknown: nobody can tell whether the QEMU there has it: 2 pc-q35-rhel9.4.0 on QEMU 10.2.0 (it is a distribution's own type, which the version of QEMU says nothing of).",
      ].join('\n'),
      counts: {
        affected: 3,
        byCell: { [cellUuid(1)]: 3 },
        byReason: { deprecated: 1, unknown: 2 },
        byType: { 'pc-q35-6.2': 1, 'pc-q35-rhel9.4.0': 2 },
      },
      findings: [
        finding(
          2,
          '10.2.0',
          'deprecated',
          'pc-q35-6.2 on QEMU 10.2.0: deprecated since QEMU 9.2, to be removed in QEMU 12.2',
        ),
        ...[1, 3].map((place) =>
          finding(
            place,
            '10.2.0',
            'unknown',
            "pc-q35-rhel9.4.0 on QEMU 10.2.0: it is a distribution's own type, which the version of QEMU says nothing of",
          ),
        ),
      ],
      findingsTotal: 3,
      remediation: [
        {
          argv: UPDATE,
          why: 'sets another type of the same family (pc-q35-10.2: fine on every host that reports its QEMU), while the instance is stopped, shelved or shelved-offloaded',
        },
        BY_DISTRIBUTION,
        BY_HOST,
      ],
    },
  },
  {
    what: 'what is wrong in one cell and not in the other, where hosts have another QEMU',
    data: {
      cells: 2,
      rows: cells({
        cell1: { computes: [host('9.1.0')], instances: [on('9.1.0', 'pc-q35-9.1')] },
        cell2: { computes: [host('8.2.2')], instances: [on('8.2.2', 'pc-q35-9.1')] },
      }),
    },
    expected: {
      status: 'failure',
      details: [
        '1 instance has a machine type that is not fine where it is (cell2: 1).',
        '1 newer: the QEMU there does not have it yet: the guest cannot start there, nor migrate there: 1 pc-q35-9.1 on QEMU 8.2.2 (newer, it came with QEMU 9.1).',
      ].join('\n'),
      counts: {
        affected: 1,
        byCell: { [cellUuid(1)]: 0, [cellUuid(2)]: 1 },
        byReason: { newer: 1 },
        byType: { 'pc-q35-9.1': 1 },
      },
      findings: [
        {
          ...finding(1, '8.2.2', 'newer', 'pc-q35-9.1 on QEMU 8.2.2: newer, it came with QEMU 9.1'),
          id: instanceUuid(2, 1),
          name: instanceUuid(2, 1),
          cell: 'cell2',
        },
      ],
      findingsTotal: 1,
      cells: answered(2),
      remediation: [
        {
          argv: UPDATE,
          why: 'sets another type of the same family (pc-q35-8.2: fine on every host that reports its QEMU), while the instance is stopped, shelved or shelved-offloaded',
        },
        BY_HOST,
      ],
    },
  },
  {
    what: 'a failure in one cell is one though the other is dead',
    data: {
      cells: 2,
      rows: cells({
        cell1: { computes: [host('9.1.0')], instances: [on('9.1.0', 'pc-i440fx-2.3')] },
      }),
      afterwards: [
        ['api', "UPDATE cell_mappings SET database_connection = NULL WHERE name = 'cell2'"],
      ],
    },
    expected: {
      status: 'failure',
      details: expect.stringMatching(
        /^Could not tell for cell cell2: .*\n1 instance has a machine type/,
      ) as string,
      counts: {
        affected: 1,
        byCell: { [cellUuid(1)]: 1 },
        byReason: { removed: 1 },
        byType: { 'pc-i440fx-2.3': 1 },
      },
      findings: [
        finding(1, '9.1.0', 'removed', 'pc-i440fx-2.3 on QEMU 9.1.0: removed in QEMU 9.1'),
      ],
      findingsTotal: 1,
      cells: [
        ...answered(1),
        {
          uuid: cellUuid(2),
          name: 'cell2',
          answered: false,
          reason:
            'cell mapping cell2 has no database_connection; set it with nova-manage cell_v2 update_cell.',
        },
      ],
      remediation: [expect.objectContaining({ argv: UPDATE }) as never, BY_HOST],
    },
  },
  {
    what: 'no compute node of QEMU',
    data: oneCell({
      computes: [host('metal', { hypervisor_type: 'ironic' })],
      instances: [on('metal', 'pc-i440fx-2.3')],
    }),
    expected: {
      status: 'not-applicable',
      details: 'No compute node reports a version of QEMU by which machine types could be judged.',
      counts: {},
    },
  },
  {
    what: 'no compute node of QEMU at present, and what may go to one that comes',
    data: oneCell({
      computes: [host('metal', { hypervisor_type: 'ironic' })],
      instances: [on('metal', 'pc-i440fx-2.3'), on(null, 'pc')],
    }),
    expected: {
      status: 'warning',
      details: [
        '1 instance has a machine type that is not fine where it is (cell1: 1).',
        '1 unknown: nobody can tell whether the QEMU there has it: 1 pc on no host (the QEMU of no host of its cell is known).',
      ].join('\n'),
      counts: {
        affected: 1,
        byCell: { [cellUuid(1)]: 1 },
        byReason: { unknown: 1 },
        byType: { pc: 1 },
      },
      findings: [
        finding(2, null, 'unknown', 'pc on no host: the QEMU of no host of its cell is known'),
      ],
      findingsTotal: 1,
      remediation: [BY_DISTRIBUTION, BY_HOST],
    },
  },
  {
    what: 'no compute node that tells its version, and no type to be judged',
    data: oneCell({ computes: [host('none')], instances: [{ host: 'none' }] }),
    expected: {
      status: 'not-applicable',
      details: 'No compute node reports a version of QEMU by which machine types could be judged.',
      counts: {},
    },
  },
  {
    what: 'no compute node that tells its version: nobody can tell, which is no success',
    data: oneCell({
      computes: [host('none'), host('odd', { hypervisor_version: 8 })],
      instances: [on('none', 'pc-i440fx-2.3')],
    }),
    expected: {
      status: 'warning',
      details: [
        '1 instance has a machine type that is not fine where it is (cell1: 1).',
        '1 unknown: nobody can tell whether the QEMU there has it: 1 pc-i440fx-2.3 on a host of unknown QEMU (the QEMU of its host is not known).',
      ].join('\n'),
      counts: {
        affected: 1,
        byCell: { [cellUuid(1)]: 1 },
        byReason: { unknown: 1 },
        byType: { 'pc-i440fx-2.3': 1 },
      },
      findings: [
        finding(
          1,
          'none',
          'unknown',
          'pc-i440fx-2.3 on a host of unknown QEMU: the QEMU of its host is not known',
        ),
      ],
      findingsTotal: 1,
      remediation: [BY_DISTRIBUTION, BY_HOST],
    },
  },
  {
    what: 'a host that is gone: its QEMU may lack what the others have',
    data: oneCell({
      computes: [host('8.2.2'), host('gone', { hypervisor_version: 4_002_001, deleted: 1 })],
      instances: [on('8.2.2', 'pc-q35-8.2'), on('gone', 'pc-q35-8.2'), on('gone', 'pc')],
    }),
    expected: {
      status: 'warning',
      details: [
        '1 instance has a machine type that is not fine where it is (cell1: 1).',
        '1 unknown: nobody can tell whether the QEMU there has it: 1 pc-q35-8.2 on a host of unknown QEMU (the QEMU of its host is not known).',
      ].join('\n'),
      counts: {
        affected: 1,
        byCell: { [cellUuid(1)]: 1 },
        byReason: { unknown: 1 },
        byType: { 'pc-q35-8.2': 1 },
      },
      findings: [
        finding(
          2,
          'gone',
          'unknown',
          'pc-q35-8.2 on a host of unknown QEMU: the QEMU of its host is not known',
        ),
      ],
      findingsTotal: 1,
      remediation: [BY_DISTRIBUTION, BY_HOST],
    },
  },
  {
    what: 'cell0 alone: nothing to look at, which is no success',
    data: { cells: 0, rows: cells({ cell0: { instances: [on(null, 'pc')] } }) },
    expected: {
      status: 'unknown',
      details: 'No cell but cell0 is mapped, so that no instance can be looked at.',
      counts: {},
      cells: [],
    },
  },
];

describe.each(ENGINES)('on %s', (engine) => {
  test.each(CASES)('$what', async ({ data, options, expected }) => {
    expect(await runOn(engine, machineTypeLifecycle, data, options)).toEqual({
      ...QUIET,
      ...expected,
    });
  });

  test('each kind of type on each kind of host', async () => {
    const instances = KINDS.map(([what, at, machineType]) =>
      on(at, machineType, { display_name: what }),
    );
    const outcome = await runOn(
      engine,
      machineTypeLifecycle,
      oneCell({ computes: HOSTS, instances }),
    );
    const found = new Map(
      outcome.findings.map(({ name, reason, message }) => [name, [reason, message]]),
    );
    expect(KINDS.map(([what]) => [what, found.get(what)])).toEqual(
      KINDS.map(([what, , , kind]) => [what, kind]),
    );
    const reasons = KINDS.flatMap(([, , , kind]) => kind?.[0] ?? []);
    expect(outcome.counts['affected']).toBe(reasons.length);
    expect(outcome.findings.map(({ reason }) => reason)).toEqual([
      'removed',
      'newer',
      'newer',
      'removed-for-target',
      'deprecated',
      ...reasons.filter((reason) => reason === 'unknown'),
    ]);
    expect(outcome.details).toContain('the oldest QEMU that the target allows has it no more');
  });

  test('soft-deleted instances do not count, their metadata does not either', async () => {
    const instances = [
      on('9.1.0', 'pc'),
      on('9.1.0', 'pc-i440fx-2.3', { deleted: 7, vm_state: 'deleted' }),
    ];
    const data = oneCell({ computes: [host('9.1.0')], instances });
    expect(await runOn(engine, machineTypeLifecycle, data)).toEqual(QUIET);
  });

  test('of several rows the last counts, whichever is fine', async () => {
    const rows = (...values: readonly (string | null)[]) =>
      values.map((value) => ({ key: 'image_hw_machine_type', value }));
    const metadata: readonly (readonly Row[])[] = [
      rows('pc-i440fx-2.3', 'pc'),
      rows('pc', 'pc-i440fx-2.3'),
      rows('pc-i440fx-2.3', null),
      [...rows(null), { key: 'hw_machine_type', value: 'pc-i440fx-2.3' }],
      [{ key: 'IMAGE_hw_machine_type', value: 'pc-i440fx-2.3' }],
    ];
    const instances = metadata.map((some) => ({ host: '9.1.0', metadata: some }));
    const data = oneCell({ computes: [host('9.1.0')], instances });
    const { findings } = await runOn(engine, machineTypeLifecycle, data);
    expect(findings.map(({ id }) => id)).toEqual([instanceUuid(1, 2), instanceUuid(1, 4)]);
  });

  test('what is asked of the target decides what would be removed', async () => {
    const data = oneCell({ computes: [host('5.2.0')], instances: [on('5.2.0', 'pc-1.3')] });
    const reasons = ['zed', '2026.2'].map(async (name) => {
      const target = findRelease(name);
      if (target === undefined) throw new Error(name);
      const outcome = await runOn(engine, machineTypeLifecycle, data, { target });
      return outcome.counts['byReason'];
    });
    expect(await Promise.all(reasons)).toEqual([{ unknown: 1 }, { 'removed-for-target': 1 }]);
  });

  test('the gravest are listed first, whichever cell they are in, and all are counted', async () => {
    const computes = [host('10.2.0')];
    const many = (machineType: string, count: number) =>
      Array.from({ length: count }, () => on('10.2.0', machineType));
    const data = {
      cells: 2,
      rows: {
        ...cells({
          cell1: { computes, instances: many('pc-q35-6.2', 30) },
          cell2: { computes, instances: [...many('pc-q35-6.2', 5), ...many('pc-q35-2.4', 700)] },
        }),
        api: {},
      },
    };
    const few = await runOn(engine, machineTypeLifecycle, data, { limit: 3 });
    expect(few.findings.map(({ id, reason }) => [id, reason])).toEqual(
      [6, 7, 8].map((place) => [instanceUuid(2, place), 'removed']),
    );
    expect(few.findingsTotal).toBe(735);
    expect(few.counts).toEqual({
      affected: 735,
      byCell: { [cellUuid(1)]: 30, [cellUuid(2)]: 705 },
      byReason: { deprecated: 35, removed: 700 },
      byType: { 'pc-q35-2.4': 700, 'pc-q35-6.2': 35 },
    });
    const all = await runOn(engine, machineTypeLifecycle, data, { limit: Infinity });
    expect(all.findings.length).toBe(735);
    expect(new Set(all.findings.map(({ id }) => id)).size).toBe(735);
  });

  test('many types are summed up', async () => {
    const instances = Array.from({ length: 60 }, (_, index) => on('10.2.0', `odd-${index}`));
    const data = oneCell({ computes: [host('10.2.0')], instances });
    const outcome = await runOn(engine, machineTypeLifecycle, data);
    expect(outcome.details).toMatch(/; and 50 in 50 more groups\.$/);
    expect(Object.keys(outcome.counts['byType'] as object).length).toBe(60);
  });
});
