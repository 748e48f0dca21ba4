import {
  type CheckContext,
  type CheckResult,
  defineCheck,
  type Finding,
  type Remediation,
} from '../src/check/check.js';
import { plural, total } from '../src/check/wording.js';
import { ExpectedError } from '../src/error.js';
import { cellName } from '../src/nova/cell.js';
import { chunks } from '../src/nova/chunks.js';
import type { OpenCell } from '../src/nova/deployment.js';
import {
  faultyColumns,
  type FaultyMachineType,
  faultyMachineTypes,
} from '../src/nova/faulty-machine-types.js';
import { distinctVersions } from '../src/nova/host-qemu.js';
import { instanceColumns, readInstances } from '../src/nova/instances.js';
import {
  byGravity,
  type LifecycleReason,
  lifecycleReasons,
  reasonsByGravity,
} from '../src/nova/machine-types/lifecycle.js';
import { nameText } from '../src/nova/machine-types/recorded-life.js';
import { successorOn } from '../src/nova/machine-types/successor.js';
import { compareVersions, type Version, version } from '../src/nova/machine-types/version.js';
import { type Release, releaseName } from '../src/nova/releases.js';

/** Nova has nothing like it: it looks at a type when the guest is next defined, and then refuses (7b9312ef8e, 26.0.0). */
export default defineCheck({
  id: 'machine-type-lifecycle',
  title: 'Machine types on their hosts',
  since: '23',
  asks: 'Does the QEMU of each host have the machine types of the instances there, now and after the upgrade?',
  docs: 'https://docs.openstack.org/nova/latest/admin/hw-machine-type.html',
  why: "QEMU removes machine types that are six years old. A guest whose type its host's QEMU lacks runs on, and does not start again once it is stopped; nothing tells before.",
  fix: 'Stop or shelve each instance that is named and set a type of the same family that the QEMU of all hosts has.',
  results: {
    success:
      "No recorded machine type is removed, missing or deprecated in the QEMU of its instance's host, nor removed in the oldest that the target allows.",
    warning:
      'At least one is deprecated there, removed in the oldest QEMU that the target allows, or cannot be judged.',
    failure: 'At least one is removed in the QEMU there, or newer than it.',
    unknown: 'No cell but cell0 is mapped, or a cell could not answer and no other has a failure.',
    'not-applicable':
      'No compute node reports a version of QEMU, and no type is recorded that QEMU might have to run.',
  },
  links: [
    'https://docs.openstack.org/nova/latest/cli/nova-manage.html',
    'https://bugs.launchpad.net/bugs/1933097',
  ],
  reads: {
    cell: {
      ...faultyColumns,
      instances: [...(faultyColumns.instances ?? []), ...(instanceColumns.instances ?? [])],
    },
  },

  async run(deployment, context): Promise<CheckResult> {
    if (!(await deployment.cells()).some((cell) => !cell.isCell0)) {
      throw new ExpectedError('no cell but cell0 is mapped, so that no instance can be looked at.');
    }
    const answers = await deployment.askCells(async (cell) => judgedCell(cell, context));
    const cells = answers.map((answer) => answer.value);
    const versions = distinctVersions(cells.flatMap((cell) => cell.versions));
    const faulty = cells.flatMap((cell) => cell.faulty).sort(byGravity);
    const affected = total(faulty.map(({ instances }) => instances));
    if (versions.length === 0 && affected === 0) {
      return {
        status: 'not-applicable',
        details:
          'No compute node reports a version of QEMU by which machine types could be judged.',
      };
    }
    const byReason = sums(faulty.map(({ reason, instances }) => [reason, instances]));
    const counts = {
      affected,
      byCell: Object.fromEntries(cells.map(({ uuid, faulty }) => [uuid, instancesOf(faulty)])),
      byReason,
      byType: sums(faulty.map(({ machineType, instances }) => [machineType, instances])),
    };
    if (affected === 0) return { status: 'success', counts };
    const isFailure = FAILURES.some((reason) => (byReason[reason] ?? 0) > 0);
    return {
      status: isFailure ? 'failure' : 'warning',
      details: [
        `${plural(affected, 'instance')} ${affected === 1 ? 'has' : 'have'} a machine type that is not fine where ${affected === 1 ? 'it is' : 'they are'} (${cells
          .filter((cell) => cell.faulty.length > 0)
          .map((cell) => `${cell.name}: ${instancesOf(cell.faulty)}`)
          .join(', ')}).`,
        ...reasonsByGravity
          .filter((reason) => byReason[reason] !== undefined)
          .flatMap((reason) => reasonLines(reason, faulty, context.target)),
      ].join('\n'),
      counts,
      findings: cells.flatMap((cell) => cell.findings).sort(byGravity),
      findingsTotal: affected,
      remediation: remedies(faulty, versions, context.target),
    };
  },
});

const FAILURES: readonly LifecycleReason[] = ['removed', 'newer'];

/** What one cell has to say. */
interface JudgedCell {
  readonly uuid: string;
  readonly name: string;
  readonly versions: readonly Version[];
  readonly faulty: readonly FaultyMachineType[];
  readonly findings: readonly (Finding & Pick<FaultyMachineType, 'reason'>)[];
}

async function judgedCell(cell: OpenCell, { target, limit }: CheckContext): Promise<JudgedCell> {
  const { versions, faulty } = await faultyMachineTypes(cell, floorOf(target), limit);
  return {
    uuid: cell.uuid,
    name: cellName(cell),
    versions,
    faulty,
    findings: await findingsOf(cell, faulty, limit),
  };
}

function floorOf({ qemu }: Release): Version {
  return version(qemu.minimum);
}

/** The first instances, the gravest first, looked at a few hundred at a time. */
async function findingsOf(
  cell: OpenCell,
  faulty: readonly FaultyMachineType[],
  limit: number,
): Promise<JudgedCell['findings']> {
  const named = faulty
    .flatMap((kind) => kind.first.map((uuid) => ({ uuid, kind })))
    .slice(0, limit);
  const findings: (Finding & Pick<FaultyMachineType, 'reason'>)[] = [];
  for (const chunk of chunks(named, CHUNK)) {
    const found = await readInstances(
      cell.reader,
      chunk.map(({ uuid }) => uuid),
    );
    const byUuid = new Map(found.map((instance) => [instance.uuid, instance]));
    for (const { uuid, kind } of chunk) {
      const instance = byUuid.get(uuid);
      if (instance === undefined) continue;
      findings.push({
        kind: 'instance',
        id: uuid,
        name: instance.name,
        cell: cellName(cell),
        host: instance.host,
        project: instance.project,
        state: instance.vmState,
        reason: kind.reason,
        message: `${kindText(kind)}: ${kind.text}`,
      });
    }
  }
  return findings;
}

/** Instances in one statement. */
const CHUNK = 500;

function kindText({ machineType, qemu }: Pick<FaultyMachineType, 'machineType' | 'qemu'>): string {
  const name = machineType === '' ? 'an empty type' : nameText(machineType);
  if (qemu.kind === 'version') return `${name} on QEMU ${qemu.version.join('.')}`;
  return qemu.kind === 'no-host' ? `${name} on no host` : `${name} on a host of unknown QEMU`;
}

/** How many there are, what that means, and of which types they are: the most numerous first, and not all of many. */
function reasonLines(
  reason: LifecycleReason,
  faulty: readonly FaultyMachineType[],
  target: Release,
): string[] {
  const kinds = new Map<string, { text: string; instances: number }>();
  for (const one of faulty.filter((fault) => fault.reason === reason)) {
    const kind = kinds.get(kindText(one)) ?? { text: one.text, instances: 0 };
    kinds.set(kindText(one), { ...kind, instances: kind.instances + one.instances });
  }
  const sorted = [...kinds].sort(([, one], [, other]) => other.instances - one.instances);
  const told = sorted
    .slice(0, MOST_KINDS)
    .map(([name, { text, instances }]) => `${instances} ${name} (${text})`);
  const more = sorted.slice(MOST_KINDS);
  const rest =
    more.length === 0
      ? ''
      : `; and ${total(more.map(([, { instances }]) => instances))} in ${plural(more.length, 'more group')}`;
  const floor =
    reason === 'removed-for-target'
      ? ` (QEMU ${target.qemu.minimum} for ${releaseName(target)})`
      : '';
  return [
    `${total(sorted.map(([, { instances }]) => instances))} ${reason}: ${lifecycleReasons[reason]}${floor}: ${told.join('; ')}${rest}.`,
  ];
}

const MOST_KINDS = 10;

function remedies(
  faulty: readonly FaultyMachineType[],
  versions: readonly Version[],
  target: Release,
): readonly Remediation[] {
  const judged = faulty.filter(({ reason }) => reason !== 'unknown');
  const floor = floorOf(target);
  // Hosts are going to have what the target asks for at least, or what they have if that is more.
  const isBelow = versions.some((qemu) => compareVersions(qemu, floor) < 0);
  const lasting = isBelow ? [...versions, floor] : versions;
  const successors = new Set(
    judged.flatMap(({ machineType }) => successorOn(machineType, lasting) ?? []),
  );
  const which =
    successors.size === 0
      ? ''
      : ` (${[...successors].sort().join(', ')}: fine on every host that reports its QEMU)`;
  return [
    ...(judged.length === 0
      ? []
      : [
          {
            argv: ['nova-preflight', 'machine-type', 'update', '<uuid>', '<machine-type>'],
            why: `sets another type of the same family${which}, while the instance is stopped, shelved or shelved-offloaded`,
          },
        ]),
    ...(faulty.some(({ reason }) => reason === 'unknown')
      ? [
          {
            argv: ['nova-preflight', 'machine-type', 'inventory', '--distro', '<distribution>'],
            why: "judges the types of RHEL's and Ubuntu's own, of which a version of QEMU tells nothing, for hosts of that distribution, such as rhel9 or ubuntu24.04",
          },
        ]
      : []),
    {
      argv: ['nova-preflight', 'machine-type', 'inventory', '--by', 'host'],
      why: 'counts what is on each host; where a type is newer than the QEMU, that has to be upgraded or the instance moved',
    },
  ];
}

function instancesOf(faulty: readonly FaultyMachineType[]): number {
  return total(faulty.map(({ instances }) => instances));
}

/** Sums by name, in the order of the names. */
function sums(
  numbers: readonly (readonly [name: string, count: number])[],
): Record<string, number> {
  const byName = new Map<string, number>();
  for (const [name, count] of numbers) byName.set(name, (byName.get(name) ?? 0) + count);
  return Object.fromEntries([...byName].sort(([a], [b]) => (a < b ? -1 : 1)));
}
