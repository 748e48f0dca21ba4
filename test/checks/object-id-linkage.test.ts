import { describe, expect, test } from 'vitest';
import objectIdLinkage from '../../checks/object-id-linkage.js';
import type { Finding } from '../../src/check/check.js';
import { checksOf, findRelease, type Release } from '../../src/nova/releases.js';
import { cells, instanceUuid } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import type { DeploymentData } from '../support/deployment.js';
import { cellUuid } from '../support/rows.js';
import type { Row } from '../support/rows.js';
import { runOn } from '../support/run-all.js';
import type { RunAllOptions, TestedOutcome } from '../support/run-all.js';

interface Case {
  readonly what: string;
  readonly data: DeploymentData;
  readonly target?: string;
  readonly options?: RunAllOptions;
  readonly expected: Partial<TestedOutcome>;
}

/** A release as somebody named it. */
function target(asked: string): Release {
  const release = findRelease(asked);
  if (release === undefined) throw new Error(asked);
  return { ...release, checks: checksOf(release, asked) };
}

function compute(host: string, columns: Row = {}) {
  return { host, node: { uuid: `node-of-${host}`, service_id: 1, ...columns } };
}

const LINKED = { host: 'a', compute_id: 1 };

function asked(last: number) {
  return Array.from({ length: last }, (_, index) => ({
    uuid: cellUuid(index + 1),
    name: `cell${index + 1}`,
    answered: true,
    reason: null,
  }));
}

function counts(numbers: Readonly<Record<string, number>>, byCell: readonly number[]) {
  return {
    unlinked: 0,
    computeNodes: 0,
    instances: 0,
    instancesWithoutHost: 0,
    ...numbers,
    byCell: Object.fromEntries(byCell.map((count, index) => [cellUuid(index + 1), count])),
  };
}

function nodeFound(host: string, fields: Partial<Finding> = {}): Finding {
  return {
    kind: 'host',
    id: `node-of-${host}`,
    name: host,
    cell: 'cell1',
    host,
    reason: 'node-not-linked',
    message: 'its nova-compute was not started with 2023.2 (28) yet',
    ...fields,
  };
}

function instanceFound(place: number, fields: Partial<Finding> = {}): Finding {
  return {
    kind: 'instance',
    id: instanceUuid(1, place),
    name: instanceUuid(1, place),
    cell: 'cell1',
    host: 'a',
    project: 'b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6',
    state: 'active',
    reason: 'instance-not-linked',
    message: 'not migrated yet',
    ...fields,
  };
}

const NO_HOST = {
  host: null,
  reason: 'no-host',
  message: 'on no host, so that there is nothing to link it to',
};
const BUG = '28.0.1 and later do not have this check: bug 2039597.';
const RESTART = {
  argv: ['systemctl', 'restart', 'nova-compute'],
  why: 'on each host whose compute node is named, with the code of 28.0.0: it links the node when it starts (the unit may be called otherwise, like openstack-nova-compute or a container)',
};
const MIGRATE = {
  argv: ['nova-manage', 'db', 'online_data_migrations'],
  why: 'links the instances, for each cell with its own configuration, once the computes run the code of 28.0.0',
};

const QUIET: TestedOutcome = {
  check: {
    id: 'object-id-linkage',
    title: 'Object ID linkage',
    docs: 'https://docs.openstack.org/nova/latest/admin/compute-node-identification.html',
  },
  status: 'success',
  details: null,
  counts: counts({}, [0]),
  findings: [],
  findingsTotal: 0,
  cells: asked(1),
  remediation: [],
};

const CASES: readonly Case[] = [
  {
    what: 'what is linked, deleted or hidden does not count, nor does cell0',
    data: {
      cells: 1,
      rows: cells({
        cell0: {
          computes: [compute('z', { service_id: null })],
          instances: [{ vm_state: 'error' }],
        },
        cell1: {
          computes: [compute('a'), compute('b', { service_id: null, deleted: 2 })],
          instances: [
            LINKED,
            { ...LINKED, compute_id: null, deleted: 2 },
            { ...LINKED, compute_id: null, hidden: 1 },
          ],
        },
      }),
    },
    expected: {},
  },
  {
    what: 'nodes and instances of every cell; those on no host apart',
    data: {
      cells: 2,
      rows: cells({
        cell1: {
          computes: [compute('b', { service_id: null }), compute('a', { service_id: null })],
          instances: [
            LINKED,
            { host: 'a', hidden: null },
            { host: null, vm_state: 'shelved_offloaded' },
            { host: '', vm_state: null },
          ],
        },
        cell2: { computes: [compute('c', { service_id: null, uuid: null, id: 7 })] },
      }),
    },
    expected: {
      status: 'failure',
      details: [
        '3 compute nodes have no service_id and 3 instances no compute_id (cell1: 5, cell2: 1).',
        '2 of the instances are on no host (shelved-offloaded, say): they cannot be linked, and nova-status of 28.0.0 fails over them for ever.',
        BUG,
      ].join('\n'),
      counts: counts(
        { unlinked: 6, computeNodes: 3, instances: 3, instancesWithoutHost: 2 },
        [5, 1],
      ),
      findings: [
        nodeFound('a'),
        nodeFound('b'),
        instanceFound(2),
        instanceFound(3, { ...NO_HOST, state: 'shelved_offloaded' }),
        instanceFound(4, { ...NO_HOST, host: '', state: null }),
        nodeFound('c', { id: '7', cell: 'cell2' }),
      ],
      findingsTotal: 6,
      cells: asked(2),
      remediation: [RESTART, MIGRATE],
    },
  },
  {
    what: 'instances on no host alone: there is nothing to run',
    data: {
      cells: 1,
      rows: cells({ cell1: { computes: [compute('a')], instances: [LINKED, {}] } }),
    },
    expected: {
      status: 'failure',
      details: `0 compute nodes have no service_id and 1 instance no compute_id (cell1: 1).\n1 of the instances is on no host (shelved-offloaded, say): it cannot be linked, and nova-status of 28.0.0 fails over it for ever.\n${BUG}`,
      counts: counts({ unlinked: 1, instances: 1, instancesWithoutHost: 1 }, [1]),
      findings: [instanceFound(2, NO_HOST)],
      findingsTotal: 1,
    },
  },
  {
    what: 'more than are listed, and more than a page: all are counted',
    data: {
      cells: 1,
      rows: cells({
        cell1: {
          computes: [compute('a', { service_id: null })],
          instances: Array.from({ length: 5002 }, (_, index) => ({
            host: index === 5001 ? null : 'a',
            hidden: index === 0 ? 1 : 0,
            compute_id: index === 1 ? 1 : null,
          })),
        },
      }),
    },
    options: { limit: 2 },
    expected: {
      status: 'failure',
      details: `1 compute node has no service_id and 5000 instances no compute_id (cell1: 5001).\n1 of the instances is on no host (shelved-offloaded, say): it cannot be linked, and nova-status of 28.0.0 fails over it for ever.\n${BUG}`,
      counts: counts(
        { unlinked: 5001, computeNodes: 1, instances: 5000, instancesWithoutHost: 1 },
        [5001],
      ),
      findings: [nodeFound('a'), instanceFound(3)],
      findingsTotal: 5001,
      remediation: [RESTART, MIGRATE],
    },
  },
  {
    what: 'more nodes than are listed',
    data: {
      cells: 1,
      rows: cells({
        cell1: {
          computes: [compute('a', { service_id: null }), compute('b', { service_id: null })],
          instances: [{ host: 'a' }],
        },
      }),
    },
    options: { limit: 1 },
    expected: {
      status: 'failure',
      details: `2 compute nodes have no service_id and 1 instance no compute_id (cell1: 3).\n${BUG}`,
      counts: counts({ unlinked: 3, computeNodes: 2, instances: 1 }, [3]),
      findings: [nodeFound('a')],
      findingsTotal: 3,
      remediation: [RESTART, MIGRATE],
    },
  },
  {
    what: 'no cell but cell0: nothing was looked at',
    data: { cells: 0 },
    expected: {
      status: 'unknown',
      details: 'No cell but cell0 is mapped, so that nothing can be looked at.',
      counts: {},
      cells: [],
    },
  },
];

const TOO_OLD =
  'has no column instances.compute_id: the schema is older than 2023.2 Bobcat (28), whose migration adds it, so that there is nothing to judge yet (nova-manage db sync); or the account may not SELECT it (GRANT).';

describe.each(ENGINES)('on %s', (engine) => {
  test.each(CASES)('$what', async ({ data, options, expected }) => {
    const outcome = await runOn(engine, objectIdLinkage, data, {
      target: target('28.0.0'),
      ...options,
    });
    expect(outcome).toEqual({ ...QUIET, ...expected });
  });

  test('lists all where all are asked for, page by page', async () => {
    const instances = Array.from({ length: 1001 }, () => ({ host: 'a' }));
    const outcome = await runOn(
      engine,
      objectIdLinkage,
      { cells: 1, rows: cells({ cell1: { instances } }) },
      { target: target('28.0.0') },
    );
    expect(outcome.findings.map(({ id }) => id)).toEqual(
      instances.map((_, index) => instanceUuid(1, index + 1)),
    );
  });

  test('a schema from before 2023.2 cannot tell, and says why', async () => {
    const outcome = await runOn(
      engine,
      objectIdLinkage,
      {
        cells: 1,
        afterwards: [
          [
            'cell1',
            `DROP INDEX instances_compute_id_deleted_idx${engine === 'sqlite' ? '' : ' ON instances'}`,
          ],
          ['cell1', 'ALTER TABLE instances DROP COLUMN compute_id'],
        ],
      },
      { target: target('28.0.0') },
    );
    expect(outcome).toEqual({
      ...QUIET,
      status: 'unknown',
      details: `Could not tell for cell cell1: ${TOO_OLD}`,
      counts: counts({}, []),
      cells: [{ uuid: cellUuid(1), name: 'cell1', answered: false, reason: TOO_OLD }],
    });
  });

  test.each(['28.0.1', '2023.2', '29.0.0', '27.0.0'])('is not for %s', async (asked) => {
    const outcome = await runOn(engine, objectIdLinkage, { cells: 1 }, { target: target(asked) });
    expect(outcome).toMatchObject({ status: 'not-applicable', cells: [] });
  });
});
