import { describe, expect, test } from 'vitest';
import cellsV2 from '../../checks/cells-v2.js';
import { cells } from '../support/cells.js';
import type { CellCase } from '../support/cells.js';
import { ENGINES } from '../support/databases.js';
import type { DeploymentData } from '../support/deployment.js';
import { cellUuid } from '../support/rows.js';
import type { DatabaseName, DeploymentRows } from '../support/rows.js';
import { runOn } from '../support/run-all.js';
import type { RunAllOptions, TestedOutcome } from '../support/run-all.js';

interface Case {
  readonly what: string;
  readonly data: DeploymentData;
  readonly options?: RunAllOptions;
  readonly expected: Partial<TestedOutcome>;
}

/** Cells whose hosts are not mapped. */
function unmapped(cases: Readonly<Record<`cell${number}`, CellCase>>): DeploymentRows {
  return { ...cells(cases), api: {} };
}

function hosts(...names: readonly string[]): CellCase {
  return { computes: names.map((host) => ({ host })) };
}

function onApi(statement: string): readonly [DatabaseName, string] {
  return ['api', statement];
}

const SET_UP = {
  argv: ['nova-manage', 'cell_v2', 'simple_cell_setup'],
  why: 'maps cell0, the first cell and its hosts',
};
const DISCOVER = {
  argv: ['nova-manage', 'cell_v2', 'discover_hosts', '--verbose'],
  why: 'maps the hosts of compute services that have reported',
};

/** Cells 0 to `last` that answered. */
function answered(last: number): TestedOutcome['cells'] {
  return Array.from({ length: last + 1 }, (_, number) => ({
    uuid: cellUuid(number),
    name: `cell${number}`,
    answered: true,
    reason: null,
  }));
}

const QUIET: TestedOutcome = {
  check: {
    id: 'cells-v2',
    title: 'Cells v2',
    docs: 'https://docs.openstack.org/nova/latest/admin/cells.html',
  },
  status: 'success',
  details: null,
  counts: {},
  findings: [],
  findingsTotal: 0,
  cells: [],
  remediation: [],
};

const FRESH: Partial<TestedOutcome> = {
  details:
    'There are no host mappings and no compute nodes: a fresh deployment. Hosts that are added later have to be mapped.',
  remediation: [DISCOVER],
};

function notMapped(number: number, message: string): TestedOutcome['findings'][number] {
  return {
    kind: 'cell',
    id: cellUuid(number),
    name: `cell${number}`,
    reason: 'hosts-not-mapped',
    message,
  };
}

const CASES: readonly Case[] = [
  {
    what: 'no cell mapping at all',
    data: { cells: 1, afterwards: [onApi('DELETE FROM cell_mappings')] },
    expected: {
      status: 'failure',
      details:
        'There is no cell mapping; at least two are needed, one for cell0 and one for the first cell.',
      counts: { cells: 0 },
      remediation: [SET_UP],
    },
  },
  {
    what: 'cell0 alone',
    data: { cells: 0, rows: cells({ cell0: hosts('a') }) },
    expected: {
      status: 'failure',
      details:
        'There is one cell mapping; at least two are needed, one for cell0 and one for the first cell.',
      counts: { cells: 1 },
      remediation: [SET_UP],
    },
  },
  {
    what: 'two cells, but no cell0, whatever their names are',
    data: {
      cells: 2,
      rows: cells({ cell1: hosts('a') }),
      afterwards: [
        onApi("DELETE FROM cell_mappings WHERE name = 'cell0'"),
        onApi("UPDATE cell_mappings SET name = 'cell0' WHERE name = 'cell2'"),
      ],
    },
    expected: {
      status: 'failure',
      details: 'No cell mapping is that of cell0 (UUID 00000000-0000-0000-0000-000000000000).',
      counts: { cells: 2 },
      remediation: [SET_UP],
    },
  },
  {
    what: 'cell0 is told by its uuid, not by its name or place',
    data: {
      cells: 1,
      rows: cells({ cell1: hosts('a') }),
      afterwards: [onApi("UPDATE cell_mappings SET name = NULL, id = 9 WHERE name = 'cell0'")],
    },
    expected: { counts: { cells: 2, hostMappings: 1 } },
  },
  {
    what: 'mapped hosts: no cell is asked, so that a dead one does not matter',
    data: {
      cells: 2,
      rows: cells({ cell1: hosts('a', 'b'), cell2: hosts('c') }),
      afterwards: [onApi("UPDATE cell_mappings SET database_connection = '{refused cell2}'")],
    },
    expected: { counts: { cells: 3, hostMappings: 3 } },
  },
  {
    what: 'no hosts yet',
    data: { cells: 2 },
    expected: {
      ...FRESH,
      counts: { cells: 3, hostMappings: 0, computeNodes: 0 },
      cells: answered(2),
    },
  },
  {
    what: 'soft-deleted compute nodes, and services without a node, do not count',
    data: {
      cells: 1,
      rows: unmapped({
        cell1: {
          computes: [
            { host: 'a', node: { deleted: 1 } },
            { host: 'b', node: { deleted: null } },
            { host: 'c', node: null },
          ],
        },
      }),
    },
    expected: {
      ...FRESH,
      counts: { cells: 2, hostMappings: 0, computeNodes: 0 },
      cells: answered(1),
    },
  },
  {
    what: 'unmapped hosts in a cell that [database] does not point to, which Nova overlooks',
    data: { cells: 2, rows: unmapped({ cell2: hosts('a') }) },
    expected: {
      status: 'failure',
      details: 'No host is mapped to a cell, but there are compute nodes: 1 in cell2.',
      counts: { cells: 3, hostMappings: 0, computeNodes: 1 },
      findings: [notMapped(2, '1 compute node, none mapped')],
      findingsTotal: 1,
      cells: answered(2),
      remediation: [SET_UP, DISCOVER],
    },
  },
  {
    what: 'unmapped hosts in several cells, cell0 and a disabled one among them',
    data: {
      cells: 3,
      rows: unmapped({ cell0: hosts('a'), cell1: hosts('b', 'c'), cell3: hosts('d') }),
      afterwards: [onApi("UPDATE cell_mappings SET disabled = 1 WHERE name = 'cell3'")],
    },
    expected: {
      status: 'failure',
      details:
        'No host is mapped to a cell, but there are compute nodes: 1 in cell0, 2 in cell1, 1 in cell3.',
      counts: { cells: 4, hostMappings: 0, computeNodes: 4 },
      findings: [
        notMapped(0, '1 compute node, none mapped'),
        notMapped(1, '2 compute nodes, none mapped'),
        notMapped(3, '1 compute node, none mapped'),
      ],
      findingsTotal: 3,
      cells: answered(3),
      remediation: [SET_UP, DISCOVER],
    },
  },
  {
    what: 'no more findings than the limit, but all are counted',
    data: { cells: 2, rows: unmapped({ cell1: hosts('b'), cell2: hosts('c') }) },
    options: { limit: 1 },
    expected: {
      status: 'failure',
      details: 'No host is mapped to a cell, but there are compute nodes: 1 in cell1, 1 in cell2.',
      counts: { cells: 3, hostMappings: 0, computeNodes: 2 },
      findings: [notMapped(1, '1 compute node, none mapped')],
      findingsTotal: 2,
      cells: answered(2),
      remediation: [SET_UP, DISCOVER],
    },
  },
  {
    what: 'a cell is called by its uuid where it has no name, and a hostile name is data',
    data: {
      cells: 2,
      rows: unmapped({ cell1: hosts('b'), cell2: hosts('c') }),
      afterwards: [
        onApi("UPDATE cell_mappings SET name = NULL WHERE name = 'cell1'"),
        onApi("UPDATE cell_mappings SET name = '\u001B[31mred\n<b>' WHERE name = 'cell2'"),
      ],
    },
    expected: {
      status: 'failure',
      details: `No host is mapped to a cell, but there are compute nodes: 1 in ${cellUuid(1)}, 1 in \u001B[31mred\n<b>.`,
      counts: { cells: 3, hostMappings: 0, computeNodes: 2 },
      findings: [
        { ...notMapped(1, '1 compute node, none mapped'), name: null },
        { ...notMapped(2, '1 compute node, none mapped'), name: '\u001B[31mred\n<b>' },
      ],
      findingsTotal: 2,
      cells: [
        ...answered(0),
        { uuid: cellUuid(1), name: null, answered: true, reason: null },
        { uuid: cellUuid(2), name: '\u001B[31mred\n<b>', answered: true, reason: null },
      ],
      remediation: [SET_UP, DISCOVER],
    },
  },
  {
    what: 'no hosts in the cells that answered: nobody knows of the other',
    data: {
      cells: 2,
      afterwards: [onApi("UPDATE cell_mappings SET database_connection = '' WHERE name = 'cell2'")],
    },
    expected: {
      status: 'unknown',
      details:
        'Could not tell for cell cell2: cell mapping cell2 has no database_connection; set it with nova-manage cell_v2 update_cell.\n' +
        'There are no host mappings and no compute nodes in the cells that answered. Hosts that are added later have to be mapped.',
      counts: { cells: 3, hostMappings: 0, computeNodes: 0 },
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
      remediation: [DISCOVER],
    },
  },
  {
    what: 'unmapped hosts are a failure, whatever a dead cell would say',
    data: {
      cells: 2,
      rows: unmapped({ cell1: hosts('a') }),
      afterwards: [
        onApi("UPDATE cell_mappings SET database_connection = '{url empty}' WHERE name = 'cell0'"),
      ],
    },
    expected: {
      status: 'failure',
      details:
        "Could not tell for cell cell0: has no table compute_nodes: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).\n" +
        'No host is mapped to a cell, but there are compute nodes: 1 in cell1.',
      counts: { cells: 3, hostMappings: 0, computeNodes: 1 },
      findings: [notMapped(1, '1 compute node, none mapped')],
      findingsTotal: 1,
      cells: answered(2).with(0, {
        uuid: cellUuid(0),
        name: 'cell0',
        answered: false,
        reason:
          "has no table compute_nodes: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).",
      }),
      remediation: [SET_UP, DISCOVER],
    },
  },
  {
    what: 'an API database without tables',
    data: { cells: 1, config: { api_database: '{url empty}' } },
    expected: {
      status: 'unknown',
      details:
        "API database: has no table cell_mappings: the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby (nova-manage api_db sync, nova-manage db sync).",
    },
  },
];

describe.each(ENGINES)('on %s', (engine) => {
  test.each(CASES)('$what', async ({ data, options, expected }) => {
    expect(await runOn(engine, cellsV2, data, options)).toEqual({ ...QUIET, ...expected });
  });
});
