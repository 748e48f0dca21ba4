import {
  type CheckContext,
  defineCheck,
  type Finding,
  type Remediation,
  type Verdict,
} from '../src/check/check.js';
import { plural, total } from '../src/check/wording.js';
import { ExpectedError } from '../src/error.js';
import { type Cell, cellName } from '../src/nova/cell.js';
import type { OpenCell } from '../src/nova/deployment.js';
import type { Instance } from '../src/nova/instances.js';
import {
  countUnlinkedInstances,
  linkColumns,
  listUnlinkedInstances,
  type UnlinkedInstances,
  type UnlinkedNode,
  unlinkedNodes,
} from '../src/nova/unlinked-objects.js';

/**
 * Nova 28.0.0, nova/cmd/status.py _check_compute_object_linkage. Nova asks the one database that `[database]connection`
 * names, often cell0, whose instances never have a compute node; here every cell but cell0 is asked.
 */
export default defineCheck({
  id: 'object-id-linkage',
  title: 'Object ID linkage',
  since: '28',
  until: '28',
  asks: 'Is every compute node linked to its service, and every instance to its compute node, by their ids?',
  docs: 'https://docs.openstack.org/nova/latest/admin/compute-node-identification.html',
  why: 'Since 2023.2 Nova keeps these links, so that a host that comes back under another name does no harm. nova-status of 28.0.0 asks for them before the work is due; 28.0.1 took the check back.',
  fix: 'Go to 28.0.1 or later, which does not ask. For 28.0.0: sync the databases, start every nova-compute with the new code, then run nova-manage db online_data_migrations.',
  results: {
    success: 'All are linked, in every cell but cell0.',
    failure: 'A compute node has no service_id, or an instance that is not deleted no compute_id.',
    unknown:
      'No cell but cell0 is mapped, or a cell could not answer; so it is where its schema is older than 2023.2 (28), which adds the column.',
  },
  links: [
    'https://docs.openstack.org/nova/latest/cli/nova-manage.html',
    'https://bugs.launchpad.net/bugs/2039597',
  ],
  reads: { cell: linkColumns },

  async run(deployment, context): Promise<Verdict> {
    if (!(await deployment.cells()).some((cell) => !cell.isCell0)) {
      throw new ExpectedError('no cell but cell0 is mapped, so that nothing can be looked at.');
    }
    const answers = await deployment.askCells(async (cell) => linksOf(cell, context));
    const cells = answers.map(({ value }) => value);
    const nodes = total(cells.map((cell) => cell.nodes.length));
    const instances = total(cells.map((cell) => cell.instances.total));
    const withoutHost = total(cells.map((cell) => cell.instances.withoutHost));
    const unlinked = nodes + instances;
    const counts = {
      unlinked,
      computeNodes: nodes,
      instances,
      instancesWithoutHost: withoutHost,
      byCell: Object.fromEntries(
        answers.map(({ cell, value }) => [cell.uuid, value.nodes.length + value.instances.total]),
      ),
    };
    if (unlinked === 0) return { status: 'success', counts };
    return {
      status: 'failure',
      details: [
        `${plural(nodes, 'compute node')} ${nodes === 1 ? 'has' : 'have'} no service_id and ${plural(instances, 'instance')} no compute_id (${answers
          .filter(({ value }) => value.nodes.length + value.instances.total > 0)
          .map(
            ({ cell, value }) => `${cellName(cell)}: ${value.nodes.length + value.instances.total}`,
          )
          .join(', ')}).`,
        ...(withoutHost > 0
          ? [
              `${withoutHost} of the instances ${withoutHost === 1 ? 'is' : 'are'} on no host (shelved-offloaded, say): ${withoutHost === 1 ? 'it' : 'they'} cannot be linked, and nova-status of 28.0.0 fails over ${withoutHost === 1 ? 'it' : 'them'} for ever.`,
            ]
          : []),
        '28.0.1 and later do not have this check: bug 2039597.',
      ].join('\n'),
      counts,
      findings: cells.flatMap((cell) => cell.findings),
      findingsTotal: unlinked,
      remediation: remedies(nodes > 0, instances > withoutHost),
    };
  },
});

/** What one cell has to say. */
interface Links {
  readonly nodes: readonly UnlinkedNode[];
  readonly instances: UnlinkedInstances;
  readonly findings: readonly Finding[];
}

async function linksOf(cell: OpenCell, { limit }: CheckContext): Promise<Links> {
  const nodes = await unlinkedNodes(cell.reader);
  const instances = await countUnlinkedInstances(cell.reader);
  const listed =
    instances.total === 0 ? [] : await listUnlinkedInstances(cell.reader, limit - nodes.length);
  return {
    nodes,
    instances,
    findings: [
      ...nodes.map((node) => nodeFinding(cell, node)),
      ...listed.map((instance) => instanceFinding(cell, instance)),
    ],
  };
}

function nodeFinding(cell: Cell, { id, host, hypervisorHostname }: UnlinkedNode): Finding {
  return {
    kind: 'host',
    id,
    name: hypervisorHostname,
    cell: cellName(cell),
    host,
    reason: 'node-not-linked',
    message: 'its nova-compute was not started with 2023.2 (28) yet',
  };
}

function instanceFinding(cell: Cell, instance: Instance): Finding {
  const isHomeless = instance.host === null || instance.host === '';
  return {
    kind: 'instance',
    id: instance.uuid,
    name: instance.name,
    cell: cellName(cell),
    host: instance.host,
    project: instance.project,
    state: instance.vmState,
    reason: isHomeless ? 'no-host' : 'instance-not-linked',
    message: isHomeless ? 'on no host, so that there is nothing to link it to' : 'not migrated yet',
  };
}

function remedies(hasNodes: boolean, hasInstances: boolean): readonly Remediation[] {
  return [
    ...(hasNodes
      ? [
          {
            argv: ['systemctl', 'restart', 'nova-compute'],
            why: 'on each host whose compute node is named, with the code of 28.0.0: it links the node when it starts (the unit may be called otherwise, like openstack-nova-compute or a container)',
          },
        ]
      : []),
    ...(hasInstances
      ? [
          {
            argv: ['nova-manage', 'db', 'online_data_migrations'],
            why: 'links the instances, for each cell with its own configuration, once the computes run the code of 28.0.0',
          },
        ]
      : []),
  ];
}
