import { describe, expect, test } from 'vitest';
import hwMachineTypeUnset from '../../checks/hw-machine-type-unset.js';
import type { Finding } from '../../src/check/check.js';
import { type UnsetReason, unsetReasons } from '../../src/nova/unset-reasons.js';
import { cells as mappedCells, instanceUuid } from '../support/cells.js';
import type { CellCase, ComputeCase, InstanceCase } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import type { DeploymentData } from '../support/deployment.js';
import { cellUuid } from '../support/rows.js';
import type { DeploymentRows, Row } from '../support/rows.js';
import { runOn } from '../support/run-all.js';
import type { RunAllOptions, TestedOutcome } from '../support/run-all.js';

const RESTART = {
  argv: ['systemctl', 'restart', 'nova-compute'],
  why: 'on each host that is named: a nova-compute of 23.0.0 or later records the machine types of its instances when it starts (the unit may be called otherwise, like openstack-nova-compute or a container)',
};
const UPDATE = {
  argv: ['nova-preflight', 'machine-type', 'update', '<uuid>', '<machine-type>'],
  why: 'for those that no compute service records; the instance has to be stopped, shelved or shelved-offloaded',
};
const LIST = {
  argv: ['nova-preflight', 'machine-type', 'list-unset'],
  why: 'lists what is left afterwards',
};

const PROJECT = 'b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6';

/** A finding of cell1, unless it says otherwise. */
function finding(id: string, reason: UnsetReason, fields: Partial<Finding> = {}): Finding {
  return {
    kind: 'instance',
    id,
    name: id,
    cell: 'cell1',
    host: 'up',
    project: PROJECT,
    state: 'active',
    reason,
    message: unsetReasons[reason],
    ...fields,
  };
}

/** Cells 1 to `last` that answered. */
function answered(last: number): TestedOutcome['cells'] {
  return Array.from({ length: last }, (_, index) => ({
    uuid: cellUuid(index + 1),
    name: `cell${index + 1}`,
    answered: true,
    reason: null,
  }));
}

const CHECK = {
  id: 'hw-machine-type-unset',
  title: 'hw_machine_type unset',
  docs: 'https://docs.openstack.org/nova/latest/admin/hw-machine-type.html',
};

const QUIET: TestedOutcome = {
  check: CHECK,
  status: 'success',
  details: null,
  counts: {},
  findings: [],
  findingsTotal: 0,
  cells: answered(1),
  remediation: [],
};

const DO_NOT = 'Do not change [libvirt]hw_machine_type before every instance has one.';

function line(count: number, reason: UnsetReason): string {
  return `${count} ${reason}: ${unsetReasons[reason]}.`;
}

const UP: ComputeCase = { host: 'up' };

/** Cells whose hosts may be called the same: the check looks at no mapping of hosts or instances. */
function cells(cases: Readonly<Record<`cell${number}`, CellCase>>): DeploymentRows {
  return { ...mappedCells(cases), api: {} };
}

interface Case {
  readonly what: string;
  readonly data: DeploymentData;
  readonly options?: RunAllOptions;
  readonly expected: Partial<TestedOutcome>;
}

function oneCell(cell1: CellCase): DeploymentData {
  return { cells: 1, rows: cells({ cell1 }) };
}

const unsetUp: InstanceCase = { host: 'up' };

const CASES: readonly Case[] = [
  {
    what: 'no instances and no hosts',
    data: { cells: 2 },
    expected: {
      cells: answered(2),
      counts: {
        instances: 0,
        unset: 0,
        nonLibvirt: 0,
        byCell: { [cellUuid(1)]: 0, [cellUuid(2)]: 0 },
        byState: {},
        byReason: {},
      },
    },
  },
  {
    what: 'cell0 alone: nothing to look at, which is no success',
    data: { cells: 0, rows: cells({ cell0: { instances: [{}] } }) },
    expected: {
      status: 'unknown',
      details: 'No cell but cell0 is mapped, so that no instance can be looked at.',
      cells: [],
      counts: {},
    },
  },
  {
    what: 'an unset instance in cell0, which has failed to be scheduled, does not count',
    data: {
      cells: 1,
      rows: cells({
        cell0: { instances: [{ vm_state: 'error' }] },
        cell1: { computes: [UP], instances: [{ ...unsetUp, machineType: 'q35' }] },
      }),
    },
    expected: {
      counts: {
        instances: 1,
        unset: 0,
        nonLibvirt: 0,
        byCell: { [cellUuid(1)]: 0 },
        byState: {},
        byReason: {},
      },
    },
  },
  {
    what: 'one unset instance',
    data: oneCell({ computes: [UP], instances: [unsetUp] }),
    expected: {
      status: 'warning',
      details: `1 instance of 1 has no recorded machine type (cell1: 1). ${DO_NOT}\n${line(1, 'not-recorded')}`,
      counts: {
        instances: 1,
        unset: 1,
        nonLibvirt: 0,
        byCell: { [cellUuid(1)]: 1 },
        byState: { active: 1 },
        byReason: { 'not-recorded': 1 },
      },
      findings: [finding(instanceUuid(1, 1), 'not-recorded')],
      findingsTotal: 1,
      remediation: [RESTART, LIST],
    },
  },
  {
    what: 'several cells, one of them disabled, one whose connection is a template, one without a name',
    data: {
      cells: 3,
      rows: cells({
        cell1: {
          computes: [UP],
          instances: [{ ...unsetUp, machineType: 'pc' }, { vm_state: 'shelved_offloaded' }],
        },
        cell2: {
          computes: [UP],
          instances: [{ ...unsetUp, display_name: null, project_id: null, vm_state: 'stopped' }],
        },
        cell3: { computes: [UP], instances: [unsetUp, { ...unsetUp, vm_state: 'stopped' }] },
      }),
      afterwards: [
        ['api', "UPDATE cell_mappings SET disabled = 1 WHERE name = 'cell2'"],
        ['api', "UPDATE cell_mappings SET name = NULL WHERE name = 'cell3'"],
      ],
    },
    expected: {
      status: 'warning',
      details: [
        `4 instances of 5 have no recorded machine type (cell1: 1, cell2: 1, ${cellUuid(3)}: 2). ${DO_NOT}`,
        line(1, 'shelved-offloaded'),
        line(3, 'not-recorded'),
      ].join('\n'),
      counts: {
        instances: 5,
        unset: 4,
        nonLibvirt: 0,
        byCell: { [cellUuid(1)]: 1, [cellUuid(2)]: 1, [cellUuid(3)]: 2 },
        byState: { active: 1, shelved_offloaded: 1, stopped: 2 },
        byReason: { 'not-recorded': 3, 'shelved-offloaded': 1 },
      },
      cells: [...answered(2), { uuid: cellUuid(3), name: null, answered: true, reason: null }],
      findings: [
        finding(instanceUuid(1, 2), 'shelved-offloaded', {
          host: null,
          state: 'shelved_offloaded',
        }),
        finding(instanceUuid(2, 1), 'not-recorded', {
          cell: 'cell2',
          name: null,
          project: null,
          state: 'stopped',
        }),
        finding(instanceUuid(3, 1), 'not-recorded', { cell: cellUuid(3) }),
        finding(instanceUuid(3, 2), 'not-recorded', { cell: cellUuid(3), state: 'stopped' }),
      ],
      findingsTotal: 4,
      remediation: [RESTART, UPDATE, LIST],
    },
  },
  {
    what: 'states are compared to the letter, rows that are deleted or neither do not count',
    data: oneCell({
      computes: [UP],
      instances: [
        ...['building', 'Building', 'building ', 'BUILDING', '', 'NULL', null].map((vm_state) => ({
          host: 'up',
          vm_state,
        })),
        { ...unsetUp, deleted: 8 },
        { ...unsetUp, deleted: -1 },
      ],
    }),
    expected: {
      status: 'warning',
      details: `6 instances of 7 have no recorded machine type (cell1: 6). ${DO_NOT}\n${line(6, 'not-recorded')}`,
      counts: {
        instances: 7,
        unset: 6,
        nonLibvirt: 0,
        byCell: { [cellUuid(1)]: 6 },
        byState: { '': 1, BUILDING: 1, Building: 1, 'building ': 1, NULL: 2 },
        byReason: { 'not-recorded': 6 },
      },
      findings: ['Building', 'building ', 'BUILDING', '', 'NULL', null].map((state, index) =>
        finding(instanceUuid(1, index + 2), 'not-recorded', { state }),
      ),
      findingsTotal: 6,
      remediation: [RESTART, LIST],
    },
  },
  {
    what: 'an instance whose `deleted` is NULL is no live one to Nova',
    data: {
      ...oneCell({ computes: [UP], instances: [unsetUp] }),
      afterwards: [['cell1', 'UPDATE instances SET deleted = NULL']],
    },
    expected: {
      counts: {
        instances: 0,
        unset: 0,
        nonLibvirt: 0,
        byCell: { [cellUuid(1)]: 0 },
        byState: {},
        byReason: {},
      },
    },
  },
  {
    what: 'hostile names are data',
    data: {
      ...oneCell({
        computes: [{ host: '\u001B[31mred\u001B[0m' }],
        instances: [
          {
            host: '\u001B[31mred\u001B[0m',
            display_name: "'; DROP TABLE instances; --\n\u001B]0;title\u0007",
            project_id: '__proto__',
            vm_state: '__proto__',
          },
        ],
      }),
    },
    expected: {
      status: 'warning',
      details: `1 instance of 1 has no recorded machine type (cell1: 1). ${DO_NOT}\n${line(1, 'not-recorded')}`,
      counts: {
        instances: 1,
        unset: 1,
        nonLibvirt: 0,
        byCell: { [cellUuid(1)]: 1 },
        byState: Object.fromEntries([['__proto__', 1]]),
        byReason: { 'not-recorded': 1 },
      },
      findings: [
        finding(instanceUuid(1, 1), 'not-recorded', {
          host: '\u001B[31mred\u001B[0m',
          name: "'; DROP TABLE instances; --\n\u001B]0;title\u0007",
          project: '__proto__',
          state: '__proto__',
        }),
      ],
      findingsTotal: 1,
      remediation: [RESTART, LIST],
    },
  },
];

/** Rows of system metadata, in the order of their ids, and whether the instance is unset then, and why. */
const METADATA: readonly (readonly [string, readonly Row[], UnsetReason | 'set'])[] = [
  ['no row', [], 'not-recorded'],
  ['a value', [prefixed('pc-q35-7.2')], 'set'],
  ['an empty value', [prefixed('')], 'set'],
  ['a blank', [prefixed(' ')], 'set'],
  ['the text NULL', [prefixed('NULL')], 'set'],
  ['NULL', [prefixed(null)], 'null-value'],
  ['NULL twice', [prefixed(null), prefixed(null)], 'null-value'],
  ['a value, then NULL', [prefixed('pc'), prefixed(null)], 'null-value'],
  ['NULL, then a value', [prefixed(null), prefixed('pc')], 'set'],
  ['a value, NULL, a value', [prefixed('pc'), prefixed(null), prefixed('pc')], 'set'],
  ['a soft-deleted value', [{ ...prefixed('pc'), deleted: 1 }], 'set'],
  ['a value that is neither', [{ ...prefixed('pc'), deleted: null }], 'set'],
  ['a value, then a soft-deleted NULL', [prefixed('pc'), gone(prefixed(null))], 'null-value'],
  ['NULL, then a soft-deleted value', [prefixed(null), gone(prefixed('pc'))], 'set'],
  ['a value under the bare key', [bare('pc')], 'set'],
  ['NULL under the bare key', [bare(null)], 'not-recorded'],
  ['bare: a value, then NULL', [bare('pc'), bare(null)], 'not-recorded'],
  ['bare: NULL, then a value', [bare(null), bare('pc')], 'set'],
  ['NULL, and a bare value', [prefixed(null), bare('pc')], 'set'],
  ['a bare value, and NULL', [bare('pc'), prefixed(null)], 'set'],
  ['a value, and a bare NULL', [prefixed('pc'), bare(null)], 'set'],
  ['a bare NULL, and NULL', [bare(null), prefixed(null)], 'null-value'],
  ['value, NULL, and bare value', [prefixed('pc'), prefixed(null), bare('pc')], 'set'],
  [
    'value, NULL, bare value, bare NULL',
    [prefixed('pc'), prefixed(null), bare('pc'), bare(null)],
    'null-value',
  ],
  ...[
    'IMAGE_HW_MACHINE_TYPE',
    'Image_hw_machine_type',
    'image_hw_machine_type ',
    ' image_hw_machine_type',
    'image_hw_machine_typé',
    'image_image_hw_machine_type',
    'imagehw_machine_type',
    'HW_machine_type',
    'hw_machine_type ',
    'base_image_hw_machine_type',
  ].map((key) => [`the key "${key}"`, [{ key, value: 'pc' }], 'not-recorded'] as const),
  ['NULL under another case', [{ key: 'Image_HW_machine_type', value: null }], 'not-recorded'],
  [
    'a value, then NULL under another case',
    [prefixed('pc'), { key: 'Image_HW_machine_type', value: null }],
    'set',
  ],
  [
    'a value, NULL, then a value under another case',
    [prefixed('pc'), prefixed(null), { key: 'Image_HW_machine_type', value: 'pc' }],
    'null-value',
  ],
];

function prefixed(value: string | null): Row {
  return { key: 'image_hw_machine_type', value };
}

function bare(value: string | null): Row {
  return { key: 'hw_machine_type', value };
}

function gone(row: Row): Row {
  return { ...row, deleted: 1 };
}

const LOWER = 'abcdefab-0000-4000-8000-00000000000a';
const UPPER = 'ABCDEFAB-0000-4000-8000-00000000000B';

/**
 * Instances, to whose UUID the metadata's is compared to the letter: Nova finds the rows in SQL, which ignores case and
 * blanks at the end on MySQL, and then joins them in Python.
 */
const UUIDS: readonly (readonly [string, readonly Row[], UnsetReason | 'set'])[] = [
  [LOWER, [{ ...prefixed('pc'), instance_uuid: LOWER.toUpperCase() }], 'not-recorded'],
  [UPPER, [{ ...prefixed('pc'), instance_uuid: UPPER.toLowerCase() }], 'not-recorded'],
  [UPPER.replace('B-', 'C-'), [prefixed('pc')], 'set'],
  [UPPER.replace('B-', 'D-'), [prefixed(null)], 'null-value'],
  [
    UPPER.replace('B-', 'E-'),
    [
      prefixed('pc'),
      prefixed(null),
      { ...prefixed('pc'), instance_uuid: UPPER.replace('B-', 'E-').toLowerCase() },
    ],
    'null-value',
  ],
  ['no uuid', [prefixed('pc')], 'set'],
  ['no-uuid', [{ ...prefixed('pc'), instance_uuid: 'no-uuid ' }], 'not-recorded'],
  ['abcdefab0000400080000000000000aa', [prefixed('pc')], 'set'],
  ['abcdefab-0000-4000-8000-00000000000g', [prefixed('pc')], 'set'],
];

const NOW = new Date('2026-03-01T12:00:00Z');

function seen(last_seen_up: string | null, more: Row = {}): ComputeCase['service'] & {} {
  return { last_seen_up, ...more };
}

/** A compute and a state, and why an instance that is there is unset. */
const REASONS: readonly (readonly [ComputeCase, UnsetReason])[] = [
  [{ host: 'seen-now' }, 'not-recorded'],
  [{ host: 'seen-60-s-ago', service: seen('2026-03-01 11:59:00') }, 'not-recorded'],
  [{ host: 'seen-61-s-ago', service: seen('2026-03-01 11:58:59') }, 'compute-down'],
  [{ host: 'clock-60-s-ahead', service: seen('2026-03-01 12:01:00') }, 'not-recorded'],
  [{ host: 'clock-61-s-ahead', service: seen('2026-03-01 12:01:01') }, 'compute-down'],
  [
    { host: 'started-now', service: seen(null, { created_at: '2026-03-01 12:00:00' }) },
    'not-recorded',
  ],
  [{ host: 'never-seen', service: seen(null, { created_at: null }) }, 'compute-down'],
  [{ host: 'forced-down', service: { forced_down: 1 } }, 'compute-down'],
  [{ host: 'forced-null', service: { forced_down: null } }, 'not-recorded'],
  [{ host: 'disabled', service: { disabled: 1 } }, 'not-recorded'],
  [{ host: 'gone', service: null }, 'compute-down'],
  [{ host: 'soft-deleted', service: { deleted: 1 } }, 'compute-down'],
  [{ host: 'conductor', service: { binary: 'nova-conductor' } }, 'compute-down'],
  [{ host: 'victoria', service: { version: 53 } }, 'compute-older-than-wallaby'],
  [{ host: 'wallaby', service: { version: 54 } }, 'not-recorded'],
  [{ host: 'no-version', service: { version: null } }, 'compute-older-than-wallaby'],
  [
    { host: 'old-and-down', service: { version: 53, forced_down: 1 } },
    'compute-older-than-wallaby',
  ],
  [{ host: 'fqdn', node: { hypervisor_hostname: 'fqdn.example.org' } }, 'host-name-differs'],
  [
    {
      host: 'fqdn-and-down',
      node: { hypervisor_hostname: 'fqdn-and-down.example.org' },
      service: { forced_down: 1 },
    },
    'compute-down',
  ],
  [{ host: 'no-node', node: null }, 'not-recorded'],
  [{ host: 'node-gone', node: { hypervisor_hostname: 'x', deleted: 1 } }, 'not-recorded'],
];

const OTHER_DRIVERS = [
  'ironic',
  'IRONIC',
  'VMware vCenter Server',
  'VMware ESXi',
  'zvm',
  'hyperv',
  'XenServer',
  'phyp',
  'fake',
];
const LIBVIRT = ['QEMU', 'KVM', 'LXC', 'Xen', 'parallels', 'Virtuozzo', 'unheard-of'];

function computesOf(types: readonly string[]): CellCase {
  return {
    computes: types.map((type, index) => ({
      host: `host-${index}`,
      node: { hypervisor_type: type },
    })),
    instances: types.map((_, index) => ({ host: `host-${index}` })),
  };
}

/** An ironic service with many nodes, which instances name by UUID. */
const IRONIC: CellCase = {
  computes: [{ host: 'metal', node: { hypervisor_type: 'ironic', hypervisor_hostname: 'n-1' } }],
  instances: [
    { host: 'metal', node: 'n-1' },
    { host: 'metal', node: 'node that is gone' },
  ],
};

const NOT_APPLICABLE =
  "No compute node is libvirt's (all are ironic), and only its driver has machine types. With --include-non-libvirt they are judged as nova-status does.";

describe.each(ENGINES)('on %s', (engine) => {
  test.each(CASES)('$what', async ({ data, options, expected }) => {
    const outcome = await runOn(engine, hwMachineTypeUnset, data, options);
    expect(outcome).toEqual({ ...QUIET, ...expected });
  });

  test('metadata is judged as Nova judges', async () => {
    const instances = METADATA.map(([display_name, metadata]) => ({
      ...unsetUp,
      display_name,
      metadata,
    }));
    const outcome = await runOn(engine, hwMachineTypeUnset, oneCell({ computes: [UP], instances }));
    const judged = new Map(outcome.findings.map(({ name, reason }) => [name, reason]));
    expect(METADATA.map(([what]) => [what, judged.get(what) ?? 'set'])).toEqual(
      METADATA.map(([what, , reason]) => [what, reason]),
    );
    expect(outcome.counts['unset']).toBe(judged.size);
  });

  test("UUIDs are compared as Nova's Python compares", async () => {
    // In SQLite the foreign key keeps metadata of another spelling out.
    const cases = UUIDS.filter(
      ([, metadata]) =>
        engine === 'mariadb' || metadata.every((row) => row['instance_uuid'] === undefined),
    );
    const instances = cases.map(([uuid, metadata]) => ({ ...unsetUp, uuid, metadata }));
    const data = oneCell({ computes: [UP], instances });
    const outcome = await runOn(engine, hwMachineTypeUnset, data);
    const judged = new Map(outcome.findings.map(({ id, reason }) => [id, reason]));
    expect(cases.map(([uuid]) => [uuid, judged.get(uuid) ?? 'set'])).toEqual(
      cases.map(([uuid, , reason]) => [uuid, reason]),
    );
    expect(outcome.counts['instances']).toBe(cases.length);
  });

  test('why instances on each kind of host are unset', async () => {
    const computes = REASONS.map(([compute]) =>
      compute.service === null
        ? compute
        : { ...compute, service: { last_seen_up: '2026-03-01 12:00:00', ...compute.service } },
    );
    const states = ['active', 'shelved_offloaded'];
    const hostless: readonly (readonly [InstanceCase, UnsetReason])[] = [
      [{ host: null, vm_state: 'error' }, 'no-host'],
      [{ host: '', vm_state: null }, 'no-host'],
      [{ host: null, vm_state: 'shelved_offloaded' }, 'shelved-offloaded'],
      [{ host: '', vm_state: 'shelved_offloaded' }, 'shelved-offloaded'],
      [{ host: null, vm_state: 'shelved_offloaded', machineType: null }, 'null-value'],
      [{ host: 'gone', machineType: null }, 'null-value'],
      [{ host: 'SEEN-NOW' }, 'compute-down'],
    ];
    const cases = [
      ...REASONS.flatMap(([{ host }, reason]) =>
        states.map((vm_state) => [{ host, vm_state }, reason] as const),
      ),
      ...hostless,
    ];
    const data = {
      cells: 2,
      rows: cells({
        cell1: { computes, instances: cases.map(([instance]) => instance) },
        // What is in another cell has no bearing on a host of the same name.
        cell2: { computes: computes.map(({ host }) => ({ host, service: { version: 1 } })) },
      }),
    };
    const outcome = await runOn(engine, hwMachineTypeUnset, data, { now: NOW });
    expect(
      outcome.findings.map(({ host, state, reason, message }) => [host, state, reason, message]),
    ).toEqual(
      cases.map(([{ host, vm_state = 'active' }, reason]) => [
        host,
        vm_state,
        reason,
        unsetReasons[reason],
      ]),
    );
    const reasons = cases.map(([, reason]) => reason);
    const byReason = Object.fromEntries(
      Object.keys(unsetReasons).map((known) => [
        known,
        reasons.filter((reason) => reason === known).length,
      ]),
    );
    expect(outcome.counts['byReason']).toEqual(byReason);
    expect(Object.values(byReason)).not.toContain(0);
    expect(outcome.details?.split('\n').slice(1)).toEqual(
      Object.keys(unsetReasons).map((reason) => line(byReason[reason] ?? 0, reason as UnsetReason)),
    );
    expect(outcome.remediation).toEqual([RESTART, UPDATE, LIST]);
  });

  test.each([
    { reason: 'null-value', instance: { ...unsetUp, machineType: null }, remediation: [UPDATE] },
    { reason: 'no-host', instance: { host: null }, remediation: [UPDATE] },
    { reason: 'compute-down', instance: { host: 'gone' }, remediation: [RESTART] },
  ])('what to do about $reason alone', async ({ reason, instance, remediation }) => {
    const data = oneCell({ computes: [UP], instances: [instance] });
    const outcome = await runOn(engine, hwMachineTypeUnset, data);
    expect([outcome.counts['byReason'], outcome.remediation]).toEqual([
      { [reason]: 1 },
      [...remediation, LIST],
    ]);
  });

  describe('limit', () => {
    const data = {
      cells: 2,
      rows: cells({
        cell1: { computes: [UP], instances: Array.from({ length: 40 }, () => unsetUp) },
        cell2: {
          computes: [UP],
          // Their ids are in the reverse order of their UUIDs, which is the one that counts.
          instances: Array.from({ length: 1040 }, (_, index) => ({
            host: 'up',
            uuid: instanceUuid(2, 1040 - index),
          })),
        },
      }),
    };
    const all = [
      ...Array.from({ length: 40 }, (_, index) =>
        finding(instanceUuid(1, index + 1), 'not-recorded'),
      ),
      ...Array.from({ length: 1040 }, (_, index) =>
        finding(instanceUuid(2, index + 1), 'not-recorded', { cell: 'cell2' }),
      ),
    ];

    test.each([0, 1, 50, Infinity])('%d: the first ones, but all are counted', async (limit) => {
      const outcome = await runOn(engine, hwMachineTypeUnset, data, { limit });
      expect(outcome).toEqual({
        ...QUIET,
        status: 'warning',
        details: `1080 instances of 1080 have no recorded machine type (cell1: 40, cell2: 1040). ${DO_NOT}\n${line(1080, 'not-recorded')}`,
        counts: {
          instances: 1080,
          unset: 1080,
          nonLibvirt: 0,
          byCell: { [cellUuid(1)]: 40, [cellUuid(2)]: 1040 },
          byState: { active: 1080 },
          byReason: { 'not-recorded': 1080 },
        },
        findings: all.slice(0, limit),
        findingsTotal: 1080,
        cells: answered(2),
        remediation: [RESTART, LIST],
      });
    });
  });

  describe('other drivers', () => {
    test('their instances are left out and counted apart, hosts of no known driver are not', async () => {
      const data = oneCell(computesOf([...OTHER_DRIVERS, ...LIBVIRT]));
      const outcome = await runOn(engine, hwMachineTypeUnset, data);
      expect(outcome).toEqual({
        ...QUIET,
        status: 'warning',
        details: [
          `7 instances of 16 have no recorded machine type (cell1: 7). ${DO_NOT}`,
          line(7, 'not-recorded'),
          "Left out: 9 unset instances on compute nodes that are not libvirt's (--include-non-libvirt counts them).",
        ].join('\n'),
        counts: {
          instances: 16,
          unset: 7,
          nonLibvirt: 9,
          byCell: { [cellUuid(1)]: 7 },
          byState: { active: 7 },
          byReason: { 'not-recorded': 7 },
        },
        findings: LIBVIRT.map((_, index) => {
          const place = OTHER_DRIVERS.length + index;
          return finding(instanceUuid(1, place + 1), 'not-recorded', { host: `host-${place}` });
        }),
        findingsTotal: 7,
        remediation: [RESTART, LIST],
      });
    });

    test("a success says what it left out, where there are libvirt's hosts too", async () => {
      const rows = cells({
        cell1: { computes: [UP], instances: [{ ...unsetUp, machineType: 'pc' }] },
        cell2: { ...IRONIC, instances: IRONIC.instances?.slice(0, 1) ?? [] },
      });
      expect(await runOn(engine, hwMachineTypeUnset, { cells: 2, rows })).toEqual({
        ...QUIET,
        details:
          "Left out: 1 unset instance on compute nodes that are not libvirt's (--include-non-libvirt counts them).",
        counts: {
          instances: 2,
          unset: 0,
          nonLibvirt: 1,
          byCell: { [cellUuid(1)]: 0, [cellUuid(2)]: 0 },
          byState: {},
          byReason: {},
        },
        cells: answered(2),
      });
    });

    test('a deployment of nothing else is not what the check is for', async () => {
      const data = oneCell({
        ...IRONIC,
        computes: [
          ...(IRONIC.computes ?? []),
          { host: 'soft-deleted', node: { hypervisor_type: 'QEMU', deleted: 1 } },
        ],
      });
      expect(await runOn(engine, hwMachineTypeUnset, data)).toEqual({
        ...QUIET,
        status: 'not-applicable',
        details: NOT_APPLICABLE,
      });
    });

    test('all their names are told once, in order', async () => {
      const rows = cells({
        cell1: computesOf(['zvm', 'ironic']),
        cell2: computesOf(['VMware vCenter Server', 'ironic']),
      });
      const outcome = await runOn(engine, hwMachineTypeUnset, { cells: 2, rows });
      expect([outcome.status, outcome.details]).toEqual([
        'not-applicable',
        NOT_APPLICABLE.replace('ironic', 'VMware vCenter Server, ironic, zvm'),
      ]);
    });

    test("on request they count as in Nova's answer", async () => {
      const outcome = await runOn(engine, hwMachineTypeUnset, oneCell(IRONIC), {
        includeNonLibvirt: true,
      });
      expect(outcome).toEqual({
        ...QUIET,
        status: 'warning',
        details: `2 instances of 2 have no recorded machine type (cell1: 2). ${DO_NOT}\n${line(2, 'host-name-differs')}`,
        counts: {
          instances: 2,
          unset: 2,
          nonLibvirt: 0,
          byCell: { [cellUuid(1)]: 2 },
          byState: { active: 2 },
          byReason: { 'host-name-differs': 2 },
        },
        findings: [1, 2].map((place) =>
          finding(instanceUuid(1, place), 'host-name-differs', { host: 'metal' }),
        ),
        findingsTotal: 2,
        remediation: [RESTART, LIST],
      });
    });

    test('without any compute node nobody knows whose the instances are: they count', async () => {
      const outcome = await runOn(engine, hwMachineTypeUnset, oneCell({ instances: [unsetUp] }));
      expect([outcome.status, outcome.counts['byReason']]).toEqual([
        'warning',
        { 'compute-down': 1 },
      ]);
    });

    test.each([
      { dead: 1, status: 'unknown', left: NOT_APPLICABLE },
      { dead: 2, status: 'unknown', left: undefined },
    ])('cell$dead is dead: its hosts may be of either kind', async ({ dead, status, left }) => {
      const outcome = await runOn(engine, hwMachineTypeUnset, {
        cells: 2,
        rows: cells({
          cell1: { computes: [UP], instances: [{ ...unsetUp, machineType: 'pc' }] },
          cell2: IRONIC,
        }),
        afterwards: [
          ['api', `UPDATE cell_mappings SET database_connection = NULL WHERE name = 'cell${dead}'`],
        ],
      });
      const reason = `cell mapping cell${dead} has no database_connection; set it with nova-manage cell_v2 update_cell.`;
      expect(outcome).toEqual({
        ...QUIET,
        status,
        details: [`Could not tell for cell cell${dead}: ${reason}`, ...(left ? [left] : [])].join(
          '\n',
        ),
        counts:
          left === undefined
            ? {
                instances: 1,
                unset: 0,
                nonLibvirt: 0,
                byCell: { [cellUuid(1)]: 0 },
                byState: {},
                byReason: {},
              }
            : {},
        cells: answered(2).with(dead - 1, {
          uuid: cellUuid(dead),
          name: `cell${dead}`,
          answered: false,
          reason,
        }),
      });
    });
  });

  test('a character of four bytes comes through where the database can hold it', async () => {
    const mariadb = engine === 'mariadb';
    const outcome = await runOn(engine, hwMachineTypeUnset, {
      ...oneCell({ computes: [UP], instances: [unsetUp] }),
      afterwards: [
        ...(mariadb
          ? ([
              [
                'cell1',
                'ALTER TABLE instance_system_metadata DROP FOREIGN KEY instance_system_metadata_ibfk_1',
              ],
              ...['block_device_mapping', 'virtual_interfaces'].map(
                (table) => ['cell1', `DROP TABLE ${table}`] as const,
              ),
              ['cell1', 'ALTER TABLE instances CONVERT TO CHARACTER SET utf8mb4'],
              [
                'api',
                "UPDATE cell_mappings SET database_connection = REPLACE(database_connection, 'charset=utf8', 'charset=utf8mb4')",
              ],
            ] as const)
          : []),
        ['cell1', "UPDATE instances SET display_name = 'rocket 🚀'"],
      ],
    });
    expect(outcome.findings.map(({ name }) => name)).toEqual(['rocket 🚀']);
  });
});
