import { describe, expect, test } from 'vitest';
import oldComputes from '../../checks/old-computes.js';
import type { Finding } from '../../src/check/check.js';
import { findRelease, newestRelease } from '../../src/nova/releases.js';
import { cells } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import type { DeploymentData } from '../support/deployment.js';
import { cellUuid, type Row, serviceRow } from '../support/rows.js';
import { runOn } from '../support/run-all.js';
import type { RunAllOptions, TestedOutcome } from '../support/run-all.js';

interface Case {
  readonly what: string;
  readonly data: DeploymentData;
  readonly target?: string;
  readonly options?: RunAllOptions;
  readonly expected: Partial<TestedOutcome>;
}

const NOW = new Date('2026-02-01T12:00:00Z');
const LATELY = '2026-02-01 11:59:50';
const LONG_AGO = '2023-02-01 10:00:00';

/** A nova-compute that reports, of Xena (60) unless said otherwise; its UUID is told by its host. */
function compute(host: string, columns: Row = {}) {
  return {
    host,
    node: null,
    service: { uuid: uuid(host), version: 60, last_seen_up: LATELY, ...columns },
  };
}

function uuid(host: string): string {
  return `service-of-${host}`;
}

function found(host: string, fields: Partial<Finding> = {}): Finding {
  return {
    kind: 'service',
    id: uuid(host),
    cell: 'cell1',
    host,
    state: 'enabled',
    reason: 'live',
    message: 'version 60, Xena (24); last report 2026-02-01 11:59:50 UTC',
    ...fields,
  };
}

/** The first cells, those that are silent with the reason. */
function asked(last: number, silent: Readonly<Record<number, string>> = {}) {
  return Array.from({ length: last + 1 }, (_, number) => ({
    uuid: cellUuid(number),
    name: `cell${number}`,
    answered: silent[number] === undefined,
    reason: silent[number] ?? null,
  }));
}

function counts(numbers: Readonly<Record<string, number>>, byCell: readonly number[]) {
  return {
    computes: 0,
    old: 0,
    live: 0,
    stale: 0,
    disabled: 0,
    withoutVersion: 0,
    ...numbers,
    byCell: Object.fromEntries(byCell.map((old, number) => [cellUuid(number), old])),
  };
}

const UPGRADE = {
  argv: ['systemctl', 'restart', 'nova-compute'],
  why: 'on each host that is live, once its packages are those of Yoga or later, in supported steps (the unit may be called otherwise, like openstack-nova-compute or a container)',
};
const DROP = [
  {
    argv: 'openstack --os-compute-api-version 2.53 compute service delete <id>'.split(' '),
    why: 'for each stale one whose host is gone for good; it must have no instances left',
  },
  {
    argv: 'openstack --os-compute-api-version 2.53 compute service set --down <host> nova-compute'.split(
      ' ',
    ),
    why: 'for each stale one whose host is only switched off: forced down it does not count (--up undoes it once the host is upgraded)',
  },
];

const QUIET: TestedOutcome = {
  check: {
    id: 'old-computes',
    title: 'Older than N-1 computes',
    docs: 'https://docs.openstack.org/nova/latest/admin/upgrades.html',
  },
  status: 'success',
  details: null,
  counts: counts({}, [0, 0]),
  findings: [],
  findingsTotal: 0,
  cells: asked(1),
  remediation: [],
};

const ZED_FLOOR = 'Yoga (service version 61), the oldest that Zed (26) works with';

const CASES: readonly Case[] = [
  {
    what: 'no compute at all, and services of other binaries do not count',
    data: {
      cells: 1,
      rows: {
        cell1: { services: [serviceRow({ host: 'c', binary: 'nova-conductor', version: 1 })] },
      },
    },
    expected: {},
  },
  {
    what: 'the floor itself is new enough; what is forced down or deleted is left out, by NULL too',
    data: {
      cells: 1,
      rows: cells({
        cell1: {
          computes: [
            compute('floor', { version: 61 }),
            compute('down', { forced_down: 1 }),
            compute('null-down', { forced_down: null }),
            compute('deleted', { deleted: 7 }),
            compute('null-deleted', { deleted: null }),
          ],
        },
      }),
    },
    expected: { counts: counts({ computes: 1 }, [0, 0]) },
  },
  {
    what: 'old ones, cell0 and a disabled cell included: live before stale, by cell and host',
    data: {
      cells: 2,
      rows: cells({
        cell0: { computes: [compute('lost', { version: 16, last_seen_up: LONG_AGO })] },
        cell1: {
          computes: [
            compute('b', { disabled: 1 }),
            compute('a', { version: 55, uuid: null, id: 42 }),
            compute('new', { version: 64 }),
          ],
        },
        cell2: {
          computes: [
            compute('silent', { version: 53, last_seen_up: null, created_at: LONG_AGO }),
            compute('never', { version: 15, last_seen_up: null, created_at: null, disabled: 1 }),
            // One day to the second is not longer than one day; what an operator did to it is no report.
            compute('edge', { last_seen_up: '2026-01-31 12:00:00' }),
            compute('over', { last_seen_up: '2026-01-31 11:59:59', updated_at: LATELY }),
          ],
        },
      }),
      afterwards: [['api', "UPDATE cell_mappings SET disabled = 1 WHERE name = 'cell2'"]],
    },
    expected: {
      status: 'failure',
      details: `7 computes of 8 are older than ${ZED_FLOOR} (cell0: 1, cell1: 2, cell2: 4).\n4 of them did not report for longer than 1 day (--stale-after). Their records count all the same.`,
      counts: counts({ computes: 8, old: 7, live: 3, stale: 4, disabled: 2 }, [1, 2, 4]),
      findings: [
        found('a', {
          id: '42',
          message:
            'version 55, before Wallaby (23) was released; last report 2026-02-01 11:59:50 UTC',
        }),
        found('b', { state: 'disabled' }),
        found('edge', {
          cell: 'cell2',
          message: 'version 60, Xena (24); last report 2026-01-31 12:00:00 UTC',
        }),
        found('lost', {
          cell: 'cell0',
          reason: 'stale',
          message: 'version 16, Ocata (15); last report 2023-02-01 10:00:00 UTC',
        }),
        found('never', {
          cell: 'cell2',
          state: 'disabled',
          reason: 'stale',
          message: 'version 15, before Ocata (15); last report never',
        }),
        found('over', {
          cell: 'cell2',
          reason: 'stale',
          message: 'version 60, Xena (24); last report 2026-01-31 11:59:59 UTC',
        }),
        found('silent', {
          cell: 'cell2',
          reason: 'stale',
          message: 'version 53, Victoria (22); last report 2023-02-01 10:00:00 UTC',
        }),
      ],
      findingsTotal: 7,
      cells: asked(2),
      remediation: [UPGRADE, ...DROP],
    },
  },
  {
    what: 'a version that two releases share is both of them',
    data: {
      cells: 1,
      rows: cells({ cell1: { computes: [compute('a', { version: 66 })] } }),
    },
    target: '2025.2',
    expected: {
      status: 'failure',
      details:
        '1 compute of 1 is older than Epoxy (service version 68), the oldest that 2025.2 Flamingo (32) works with (cell1: 1).',
      counts: counts({ computes: 1, old: 1, live: 1 }, [0, 1]),
      findings: [
        found('a', {
          message:
            'version 66, 2023.1 Antelope (27) or 2023.2 Bobcat (28); last report 2026-02-01 11:59:50 UTC',
        }),
      ],
      findingsTotal: 1,
      remediation: [{ ...UPGRADE, why: UPGRADE.why.replace('Yoga', 'Epoxy') }],
    },
  },
  {
    what: 'up to Yoga an old one is a warning; all are stale by --stale-after, and fewer are listed than there are',
    data: {
      cells: 1,
      rows: cells({
        cell1: { computes: [compute('a', { version: 56 }), compute('b', { version: 56 })] },
      }),
    },
    target: 'yoga',
    options: { staleAfter: 5000, limit: 1 },
    expected: {
      status: 'warning',
      details:
        '2 computes of 2 are older than Xena (service version 57), the oldest that Yoga (25) works with (cell1: 2).\n2 of them did not report for longer than 5 seconds (--stale-after). Their records count all the same.',
      counts: counts({ computes: 2, old: 2, stale: 2 }, [0, 2]),
      findings: [
        found('a', {
          reason: 'stale',
          message: 'version 56, Wallaby (23); last report 2026-02-01 11:59:50 UTC',
        }),
      ],
      findingsTotal: 2,
      remediation: DROP,
    },
  },
  {
    what: 'no version: not judged, as Nova does, but told',
    data: {
      cells: 1,
      rows: cells({
        cell1: {
          computes: [
            compute('new', { version: 64 }),
            compute('zero', { version: 0 }),
            compute('null', { version: null }),
          ],
        },
      }),
    },
    expected: {
      details:
        '2 computes have no version (0 or NULL) and are not judged, as in nova-status: null in cell1, zero in cell1.',
      counts: counts({ computes: 3, withoutVersion: 2 }, [0, 0]),
    },
  },
  {
    what: 'a version of 0 hides the old ones of its cell from Nova, and not from us; NULL hides none',
    data: {
      cells: 2,
      rows: cells({
        cell1: { computes: [compute('a'), compute('null', { version: null })] },
        cell2: { computes: [compute('b'), compute('zero', { version: 0 })] },
      }),
    },
    expected: {
      status: 'failure',
      details: [
        `2 computes of 4 are older than ${ZED_FLOOR} (cell1: 1, cell2: 1).`,
        '2 computes have no version (0 or NULL) and are not judged, as in nova-status: null in cell1, zero in cell2.',
        'A version of 0 makes nova-status pass over all of cell2, so that it does not see the old ones there.',
      ].join('\n'),
      counts: counts({ computes: 4, old: 2, live: 2, withoutVersion: 2 }, [0, 1, 1]),
      findings: [found('a'), found('b', { cell: 'cell2' })],
      findingsTotal: 2,
      cells: asked(2),
      remediation: [UPGRADE],
    },
  },
  {
    what: 'a cell that cannot answer may hide old ones',
    data: {
      cells: 2,
      rows: cells({ cell1: { computes: [compute('new', { version: 64 })] } }),
      afterwards: [
        ['api', "UPDATE cell_mappings SET database_connection = '' WHERE name = 'cell2'"],
      ],
    },
    expected: {
      status: 'unknown',
      details:
        'Could not tell for cell cell2: cell mapping cell2 has no database_connection; set it with nova-manage cell_v2 update_cell.',
      counts: counts({ computes: 1 }, [0, 0]),
      cells: asked(2, {
        2: 'cell mapping cell2 has no database_connection; set it with nova-manage cell_v2 update_cell.',
      }),
    },
  },
  {
    what: 'no cell but cell0: nothing was looked at',
    data: { cells: 0 },
    expected: {
      status: 'unknown',
      details: 'No cell but cell0 is mapped, so that no compute can be looked at.',
      counts: {},
      cells: [],
    },
  },
];

describe.each(ENGINES)('on %s', (engine) => {
  test.each(CASES)('$what', async ({ data, target = 'zed', options, expected }) => {
    const outcome = await runOn(engine, oldComputes, data, {
      now: NOW,
      target: findRelease(target) ?? newestRelease(),
      ...options,
    });
    expect(outcome).toEqual({ ...QUIET, ...expected });
  });
});
