import {
  type CheckContext,
  type CheckResult,
  defineCheck,
  type Finding,
} from '../src/check/check.js';
import { firstFew, plural, timeSpan } from '../src/check/wording.js';
import { ExpectedError } from '../src/error.js';
import { type Cell, cellName } from '../src/nova/cell.js';
import { computeNodeColumns } from '../src/nova/compute-nodes.js';
import { computeServiceColumns, computeServices } from '../src/nova/compute-services.js';
import type { CellAnswer, OpenCell } from '../src/nova/deployment.js';
import {
  type Hypervisor,
  hypervisors,
  isQemu,
  versionNumber,
  versionText,
} from '../src/nova/hypervisors.js';
import { collected } from '../src/nova/pages.js';
import { type Release, releaseName } from '../src/nova/releases.js';

/** Not a check of Nova: nova-compute finds out when it starts (Nova 34.0.0, nova/virt/libvirt/driver.py init_host). */
export default defineCheck({
  id: 'compute-hypervisor',
  title: 'Hypervisor versions',
  since: '23',
  asks: 'Does every compute node have the QEMU that nova-compute of the target needs?',
  docs: 'https://docs.openstack.org/nova/latest/reference/libvirt-distro-support-matrix.html',
  why: 'nova-compute does not start on a host whose QEMU is older than its release needs, and says so only then. The version of libvirt, for which there is a minimum too, is not in the databases.',
  fix: 'Upgrade QEMU (and libvirt with it) on the hosts that are named before nova-compute there is upgraded. What a node reports is renewed while its nova-compute runs.',
  results: {
    success: 'Every QEMU is as new as the target and the announced next minimum ask for.',
    warning:
      'A QEMU is older than the announced next minimum; or older than the minimum on a host whose nova-compute does not report; or a node does not tell its version.',
    failure: 'A QEMU is older than the minimum of the target on a host whose nova-compute reports.',
    unknown: 'No cell but cell0 is mapped, or a cell could not answer and no other has a failure.',
    'not-applicable': 'No compute node runs QEMU.',
  },
  links: ['https://docs.openstack.org/nova/latest/admin/configuration/hypervisor-kvm.html'],
  reads: { cell: { ...computeNodeColumns, ...computeServiceColumns } },

  async run(deployment, context): Promise<CheckResult> {
    if (!(await deployment.cells()).some((cell) => !cell.isCell0)) {
      throw new ExpectedError('no cell but cell0 is mapped, so that no compute can be looked at.');
    }
    const answers = await deployment.askCells(async (cell) => judgedNodes(cell, context));
    const nodes = answers.flatMap(({ value }) => value);
    const judged = nodes.filter(({ hypervisor }) => isQemu(hypervisor));
    const others = tally(
      nodes.map(({ hypervisor }) => hypervisor).flatMap((one) => (isQemu(one) ? [] : [one.type])),
    );
    if (judged.length === 0) {
      const types = Object.keys(others);
      return {
        status: 'not-applicable',
        details:
          types.length === 0
            ? 'No cell that answered has a compute node.'
            : `No compute node runs QEMU (all are ${firstFew(types)}).`,
      };
    }
    const of = (fault: Fault) => judged.filter((node) => node.fault === fault);
    const faulty = FAULTS.flatMap(of);
    const counts = {
      computeNodes: judged.length,
      belowMinimum: of('below-minimum').length,
      belowMinimumSilent: of('below-minimum-silent').length,
      belowNextMinimum: of('below-next-minimum').length,
      unknownVersion: of('version-unknown').length,
      otherHypervisors: nodes.length - judged.length,
      byVersion: tally(judged.map(({ hypervisor }) => versionOf(hypervisor))),
      byCell: Object.fromEntries(
        answers.map(({ cell, value }) => [cell.uuid, value.filter(({ fault }) => fault).length]),
      ),
    };
    const details = [
      ...FAULTS.flatMap((fault) => {
        const count = of(fault).length;
        if (count === 0) return [];
        return [
          `${plural(count, 'compute node')} of ${judged.length}: ${told(fault, context)} (${perCell(answers, fault)}).`,
        ];
      }),
      ...(nodes.length > judged.length
        ? [
            `Left out: ${plural(nodes.length - judged.length, 'compute node')} of other hypervisors (${Object.entries(
              others,
            )
              .map(([type, count]) => `${type}: ${count}`)
              .join(', ')}).`,
          ]
        : []),
    ].join('\n');
    return {
      status:
        of('below-minimum').length > 0 ? 'failure' : faulty.length > 0 ? 'warning' : 'success',
      ...(details === '' ? {} : { details }),
      counts,
      findings: faulty.map(finding),
      ...(faulty.length > 0 ? { remediation: [ASK_LIBVIRT] } : {}),
    };
  },
});

/** What can be wrong with a node, the worst first. The keys stand in reports and never change their meaning. */
const FAULTS = [
  'below-minimum',
  'below-minimum-silent',
  'version-unknown',
  'below-next-minimum',
] as const;

type Fault = (typeof FAULTS)[number];

interface JudgedNode {
  readonly hypervisor: Hypervisor;
  readonly cell: Cell;
  /** undefined where all is well, and for what is not QEMU. */
  readonly fault: Fault | undefined;
}

async function judgedNodes(cell: OpenCell, context: CheckContext): Promise<readonly JudgedNode[]> {
  const { target, now, staleAfter } = context;
  const nodes = await hypervisors(cell.reader);
  const services = await collected(computeServices(cell.reader));
  const reporting = new Set(
    services
      .filter(({ lastSeen }) => lastSeen && now.getTime() - lastSeen.getTime() <= staleAfter)
      .map(({ host }) => host),
  );
  return nodes.map((hypervisor) => ({
    hypervisor,
    cell,
    fault: isQemu(hypervisor)
      ? faultOf(hypervisor, target, reporting.has(hypervisor.host))
      : undefined,
  }));
}

function faultOf({ version }: Hypervisor, { qemu }: Release, reports: boolean): Fault | undefined {
  if (version <= 0) return 'version-unknown';
  if (version < versionNumber(qemu.minimum)) {
    return reports ? 'below-minimum' : 'below-minimum-silent';
  }
  return version < versionNumber(qemu.next) ? 'below-next-minimum' : undefined;
}

function told(fault: Fault, { target, staleAfter }: CheckContext): string {
  const { minimum, next } = target.qemu;
  const release = releaseName(target);
  return {
    'below-minimum': `QEMU is older than ${minimum}, with which nova-compute of ${release} does not start`,
    'below-minimum-silent': `QEMU is older than ${minimum}, and nova-compute there has no record or did not report for longer than ${timeSpan(staleAfter)} (--stale-after): upgrade QEMU before it starts again`,
    'version-unknown': 'the version of QEMU is not told, and cannot be judged',
    'below-next-minimum': `QEMU is older than ${next}, which ${release} announces as the next minimum`,
  }[fault];
}

function perCell(answers: readonly CellAnswer<readonly JudgedNode[]>[], fault: Fault): string {
  return answers
    .map(({ cell, value }) => ({
      name: cellName(cell),
      count: value.filter((node) => node.fault === fault).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name}: ${count}`)
    .join(', ');
}

function finding({ hypervisor, cell, fault }: JudgedNode): Finding {
  const { id, host, hypervisorHostname } = hypervisor;
  return {
    kind: 'host',
    id,
    name: hypervisorHostname,
    cell: cellName(cell),
    host,
    ...(fault === undefined ? {} : { reason: fault }),
    message:
      fault === 'version-unknown' ? 'QEMU of no known version' : `QEMU ${versionOf(hypervisor)}`,
  };
}

function versionOf({ version }: Hypervisor): string {
  return version <= 0 ? 'unknown' : versionText(version);
}

const ASK_LIBVIRT = {
  argv: ['virsh', 'version'],
  why: 'on each host that is named, tells which QEMU libvirt runs there and which libvirt it is',
};

/** How often each text occurs, by text. */
function tally(texts: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return Object.fromEntries(
    [...counts].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })),
  );
}
