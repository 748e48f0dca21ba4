import {
  type CheckContext,
  type CheckResult,
  defineCheck,
  type Finding,
  type Remediation,
} from '../src/check/check.js';
import { plural, total } from '../src/check/wording.js';
import { ExpectedError } from '../src/error.js';
import { type Cell, cellName } from '../src/nova/cell.js';
import { isOtherDriver } from '../src/nova/compute-nodes.js';
import type { OpenCell } from '../src/nova/deployment.js';
import { hostColumns, readHosts } from '../src/nova/hosts.js';
import type { Instance } from '../src/nova/instances.js';
import { censusColumns, unsetMachineTypes } from '../src/nova/unset-machine-types.js';
import { type UnsetReason, unsetReason, unsetReasons } from '../src/nova/unset-reasons.js';

/** Nova 34.0.0, nova/cmd/status.py _check_machine_type_set. Nova tells that there are some; this tells which, and why. */
export default defineCheck({
  id: 'hw-machine-type-unset',
  title: 'hw_machine_type unset',
  since: '23',
  asks: 'Does every instance have its machine type recorded?',
  docs: 'https://docs.openstack.org/nova/latest/admin/hw-machine-type.html',
  why: "A guest's machine type is its virtual chipset. While one instance has none recorded, a change of [libvirt]hw_machine_type swaps the chipset under it at its next hard reboot or migration.",
  fix: 'Restart nova-compute, at 23.0.0 or later, on the hosts that are named; set the type of those that are on no host with nova-preflight machine-type update.',
  results: {
    success:
      'Every instance that libvirt has to do with has a machine type; those that are being built do not count.',
    warning: 'At least one has none.',
    unknown:
      'No cell but cell0 is mapped, or a cell could not answer: it may have instances without one.',
    'not-applicable': "There are compute nodes, and none of them is libvirt's.",
  },
  links: [
    'https://docs.openstack.org/nova/latest/cli/nova-manage.html',
    'https://bugs.launchpad.net/bugs/2036530',
  ],
  reads: { cell: { ...censusColumns, ...hostColumns } },

  async run(deployment, context): Promise<CheckResult> {
    if (!(await deployment.cells()).some((cell) => !cell.isCell0)) {
      throw new ExpectedError('no cell but cell0 is mapped, so that no instance can be looked at.');
    }
    const answers = await deployment.askCells(async (cell) => censusOf(cell, context));
    const cells = answers.map((answer) => answer.value);
    const types = [...new Set(cells.flatMap((cell) => cell.hypervisorTypes))].sort();
    if (!context.includeNonLibvirt && types.length > 0 && types.every(isOtherDriver)) {
      return {
        status: 'not-applicable',
        details: `No compute node is libvirt's (all are ${types.join(', ')}), and only its driver has machine types. With --include-non-libvirt they are judged as nova-status does.`,
      };
    }
    const unset = total(cells.map((cell) => cell.unset));
    const nonLibvirt = total(cells.map((cell) => cell.nonLibvirt));
    const byReason = merged(cells.map((cell) => cell.byReason));
    const counts = {
      instances: total(cells.map((cell) => cell.instances)),
      unset,
      nonLibvirt,
      byCell: Object.fromEntries(cells.map((cell) => [cell.uuid, cell.unset])),
      byState: merged(cells.map((cell) => cell.byState)),
      byReason,
    };
    const leftOut =
      nonLibvirt === 0
        ? []
        : [
            `Left out: ${plural(nonLibvirt, 'unset instance')} on compute nodes that are not libvirt's (--include-non-libvirt counts them).`,
          ];
    if (unset === 0) {
      return {
        status: 'success',
        counts,
        ...(leftOut.length > 0 ? { details: leftOut.join('\n') } : {}),
      };
    }
    return {
      status: 'warning',
      details: [
        `${plural(unset, 'instance')} of ${counts.instances} ${unset === 1 ? 'has' : 'have'} no recorded machine type (${cells
          .filter((cell) => cell.unset > 0)
          .map((cell) => `${cell.name}: ${cell.unset}`)
          .join(', ')}). Do not change [libvirt]hw_machine_type before every instance has one.`,
        ...reasonsOf(byReason).map(
          (reason) => `${byReason[reason]} ${reason}: ${unsetReasons[reason]}.`,
        ),
        ...leftOut,
      ].join('\n'),
      counts,
      findings: cells.flatMap((cell) => cell.findings),
      findingsTotal: unset,
      remediation: remedies(byReason),
    };
  },
});

/** What one cell has to say. */
interface CellCensus {
  readonly uuid: string;
  readonly name: string;
  readonly hypervisorTypes: readonly string[];
  readonly instances: number;
  readonly unset: number;
  readonly nonLibvirt: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly byReason: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

async function censusOf(cell: OpenCell, context: CheckContext): Promise<CellCensus> {
  const census = await unsetMachineTypes(cell);
  const hosts = await readHosts(cell.reader, context.now);
  const byState = new Map<string, number>();
  const byReason = new Map<string, number>();
  const findings: Finding[] = [];
  let nonLibvirt = 0;
  for await (const instances of census.unset) {
    for (const instance of instances) {
      if (!context.includeNonLibvirt && hosts.isOther(instance)) {
        nonLibvirt += 1;
        continue;
      }
      const why = unsetReason(hosts, instance, instance.isNull);
      add(byState, instance.vmState ?? 'NULL', 1);
      add(byReason, why, 1);
      if (findings.length < context.limit) findings.push(finding(cell, instance, why));
    }
  }
  return {
    uuid: cell.uuid,
    name: cellName(cell),
    hypervisorTypes: [...hosts.hypervisorTypes],
    instances: census.instances,
    unset: total([...byReason.values()]),
    nonLibvirt,
    byState: Object.fromEntries(byState),
    byReason: Object.fromEntries(byReason),
    findings,
  };
}

function finding(cell: Cell, instance: Instance, reason: UnsetReason): Finding {
  return {
    kind: 'instance',
    id: instance.uuid,
    name: instance.name,
    cell: cellName(cell),
    host: instance.host,
    project: instance.project,
    state: instance.vmState,
    reason,
    message: unsetReasons[reason],
  };
}

function reasonsOf(byReason: Readonly<Record<string, number>>): UnsetReason[] {
  return (Object.keys(unsetReasons) as UnsetReason[]).filter(
    (reason) => (byReason[reason] ?? 0) > 0,
  );
}

const BY_HAND: ReadonlySet<UnsetReason> = new Set(['null-value', 'shelved-offloaded', 'no-host']);

function remedies(byReason: Readonly<Record<string, number>>): readonly Remediation[] {
  const reasons = reasonsOf(byReason);
  const restart: Remediation = {
    argv: ['systemctl', 'restart', 'nova-compute'],
    why: 'on each host that is named: a nova-compute of 23.0.0 or later records the machine types of its instances when it starts (the unit may be called otherwise, like openstack-nova-compute or a container)',
  };
  const update: Remediation = {
    argv: ['nova-preflight', 'machine-type', 'update', '<uuid>', '<machine-type>'],
    why: 'for those that no compute service records; the instance has to be stopped, shelved or shelved-offloaded',
  };
  return [
    ...(reasons.some((reason) => !BY_HAND.has(reason)) ? [restart] : []),
    ...(reasons.some((reason) => BY_HAND.has(reason)) ? [update] : []),
    {
      argv: ['nova-preflight', 'machine-type', 'list-unset'],
      why: 'lists what is left afterwards',
    },
  ];
}

function add(sums: Map<string, number>, key: string, count: number): void {
  if (count > 0) sums.set(key, (sums.get(key) ?? 0) + count);
}

function merged(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [key, count] of records.flatMap((record) => Object.entries(record)))
    add(sums, key, count);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}
