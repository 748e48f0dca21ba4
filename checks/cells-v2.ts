import { defineCheck, type Verdict } from '../src/check/check.js';
import { cellName } from '../src/nova/cell.js';
import { computeNodeColumns, countComputeNodes } from '../src/nova/compute-nodes.js';
import { countHostMappings, hostMappingColumns } from '../src/nova/host-mappings.js';

/**
 * Nova 34.0.0, nova/cmd/status.py _check_cellsv2. Nova counts the compute nodes of the one database that
 * `[database]connection` names, often cell0, where there are none; here every cell is asked.
 */
export default defineCheck({
  id: 'cells-v2',
  title: 'Cells v2',
  since: '15',
  asks: 'Are cell0 and a first cell mapped, and hosts, where there are compute nodes?',
  docs: 'https://docs.openstack.org/nova/latest/admin/cells.html',
  why: 'Nova finds its instances and hosts through the cell mappings. Without cell0, a first cell and mapped hosts nothing can be scheduled.',
  fix: 'Map cell0 and the cells with nova-manage cell_v2 simple_cell_setup, and the hosts with nova-manage cell_v2 discover_hosts.',
  results: {
    success:
      'cell0 and at least one more cell are mapped, and so is at least one host, unless there is no compute node yet.',
    failure:
      'Fewer than two cells are mapped, none of them is cell0, or no host is mapped although there are compute nodes.',
    unknown:
      'The API database could not answer; or no host is mapped and a cell could not tell of its compute nodes.',
  },
  links: [
    'https://docs.openstack.org/nova/latest/cli/nova-manage.html',
    'https://bugs.launchpad.net/bugs/1757207',
    'https://bugs.launchpad.net/bugs/1818047',
  ],
  reads: { api: hostMappingColumns, cell: computeNodeColumns },

  async run(deployment): Promise<Verdict> {
    const cells = await deployment.cells();
    if (cells.length < 2) {
      return missing(
        `There is ${cells.length === 1 ? 'one cell mapping' : 'no cell mapping'}; at least two are needed, one for cell0 and one for the first cell.`,
        { cells: cells.length },
      );
    }
    if (!cells.some((cell) => cell.isCell0)) {
      return missing(
        'No cell mapping is that of cell0 (UUID 00000000-0000-0000-0000-000000000000).',
        {
          cells: cells.length,
        },
      );
    }
    const hostMappings = await deployment.askApi(countHostMappings);
    if (hostMappings > 0) {
      return { status: 'success', counts: { cells: cells.length, hostMappings } };
    }
    const answers = await deployment.askCells(async (cell) => countComputeNodes(cell.reader), {
      cell0: true,
    });
    const computeNodes = answers.reduce((sum, answer) => sum + answer.value, 0);
    const counts = { cells: cells.length, hostMappings, computeNodes };
    if (computeNodes === 0) {
      return {
        status: 'success',
        details: `There are no host mappings and no compute nodes${answers.length < cells.length ? ' in the cells that answered' : ': a fresh deployment'}. Hosts that are added later have to be mapped.`,
        counts,
        remediation: [discoverHosts],
      };
    }
    const found = answers.filter((answer) => answer.value > 0);
    return {
      status: 'failure',
      details: `No host is mapped to a cell, but there are compute nodes: ${found
        .map(({ cell, value }) => `${value} in ${cellName(cell)}`)
        .join(', ')}.`,
      counts,
      findings: found.map(({ cell, value }) => ({
        kind: 'cell',
        id: cell.uuid,
        name: cell.name,
        reason: 'hosts-not-mapped',
        message: `${value} ${value === 1 ? 'compute node' : 'compute nodes'}, none mapped`,
      })),
      remediation: [simpleCellSetup, discoverHosts],
    };
  },
});

const simpleCellSetup = {
  argv: ['nova-manage', 'cell_v2', 'simple_cell_setup'],
  why: 'maps cell0, the first cell and its hosts',
};

const discoverHosts = {
  argv: ['nova-manage', 'cell_v2', 'discover_hosts', '--verbose'],
  why: 'maps the hosts of compute services that have reported',
};

function missing(details: string, counts: { readonly cells: number }): Verdict {
  return { status: 'failure', details, counts, remediation: [simpleCellSetup] };
}
