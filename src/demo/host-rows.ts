import { metalFlavor } from './catalogue.js';
import { currentServiceVersion, installedDaysAgo } from './cells.js';
import type { Cell, Host } from './cells.js';
import { daysBefore } from './clock.js';
import type { Row } from './database-file.js';
import type { DemoInstance } from './population.js';
import type { Random } from './random.js';

/** The rows of `services` in a cell: two conductors, and nova-compute of every host. */
export function cellServiceRows(cell: Cell, random: Random, now: Date): readonly Row[] {
  const conductors = [1, 2].map((number) =>
    controlServiceRow(`conductor-${cell.number}-${number}`, 'nova-conductor', random, now),
  );
  const computes = cell.hosts.map((host) => ({
    ...serviceRow(host.name, 'nova-compute', 'compute', random, now),
    ...unusualState(host, now),
  }));
  return [...conductors, ...computes];
}

/** The rows of `services` in cell0, where the services above the cells have theirs. */
export function cell0ServiceRows(random: Random, now: Date): readonly Row[] {
  return ['control-1', 'control-2', 'control-3'].flatMap((host) => [
    controlServiceRow(host, 'nova-scheduler', random, now),
    controlServiceRow(host, 'nova-conductor', random, now),
  ]);
}

/** The rows of `compute_nodes` of a cell, with what its instances use. Ids are given: `instances.compute_id` needs them. */
export function computeNodeRows(
  cell: Cell,
  instances: readonly DemoInstance[],
  random: Random,
  now: Date,
): readonly Row[] {
  return cell.hosts
    .flatMap((host) => host.nodes.map((node) => ({ host, node })))
    .map(({ host, node }, index) =>
      computeNodeRow(
        host,
        node,
        index + 1,
        instances.filter((instance) => instance.node === node && instance.vmState !== 'deleted'),
        `10.${cell.number}.0.${index + 11}`,
        random,
        now,
      ),
    );
}

function controlServiceRow(host: string, binary: string, random: Random, now: Date): Row {
  return serviceRow(host, binary, binary.replace('nova-', ''), random, now);
}

function serviceRow(host: string, binary: string, topic: string, random: Random, now: Date): Row {
  const reported = daysBefore(now, random.below(10) / 86_400);
  return {
    created_at: daysBefore(now, installedDaysAgo),
    updated_at: reported,
    host,
    binary,
    topic,
    report_count: 13_000_000 + random.below(800_000),
    disabled: 0,
    deleted: 0,
    disabled_reason: null,
    last_seen_up: reported,
    forced_down: 0,
    version: currentServiceVersion,
    uuid: random.uuid(),
  };
}

function unusualState(host: Host, now: Date): Row {
  const lastReport = daysBefore(now, host.silentDays);
  return {
    ...(host.silentDays > 0 ? { updated_at: lastReport, last_seen_up: lastReport } : {}),
    disabled: host.disabledReason === null ? 0 : 1,
    disabled_reason: host.disabledReason,
    forced_down: host.forcedDown ? 1 : 0,
    version: host.serviceVersion,
  };
}

function computeNodeRow(
  host: Host,
  node: string,
  id: number,
  instances: readonly DemoInstance[],
  address: string,
  random: Random,
  now: Date,
): Row {
  const size = host.hypervisor === 'ironic' ? metalFlavor : virtualHostSize;
  const used = usage(host, instances);
  return {
    created_at: daysBefore(now, installedDaysAgo),
    updated_at: daysBefore(now, host.silentDays + random.below(60) / 86_400),
    id,
    vcpus: size.vcpus,
    memory_mb: size.memoryMb,
    local_gb: size.rootGb,
    vcpus_used: used.vcpus,
    memory_mb_used: used.memoryMb,
    local_gb_used: used.rootGb,
    hypervisor_type: host.hypervisor,
    hypervisor_version: host.hypervisorVersion,
    cpu_info: host.hypervisor === 'ironic' ? '' : JSON.stringify(cpus[host.architecture]),
    disk_available_least: size.rootGb - used.rootGb,
    free_ram_mb: size.memoryMb - used.memoryMb,
    free_disk_gb: size.rootGb - used.rootGb,
    current_workload: 0,
    running_vms: instances.length,
    hypervisor_hostname: node,
    deleted: 0,
    host_ip: address,
    supported_instances: JSON.stringify(
      host.hypervisor === 'ironic'
        ? [[host.architecture, 'baremetal', 'hvm']]
        : [
            [host.architecture, 'qemu', 'hvm'],
            [host.architecture, 'kvm', 'hvm'],
          ],
    ),
    metrics: '[]',
    stats: '{}',
    host: host.name,
    ram_allocation_ratio: 1,
    cpu_allocation_ratio: host.hypervisor === 'ironic' ? 1 : 4,
    uuid: host.hypervisor === 'ironic' ? node : random.uuid(),
    disk_allocation_ratio: 1,
    mapped: 1,
  };
}

const virtualHostSize = { vcpus: 128, memoryMb: 515_584, rootGb: 14_000 };

const cpus = {
  x86_64: {
    arch: 'x86_64',
    model: 'Cascadelake-Server-noTSX',
    vendor: 'Intel',
    topology: { cells: 2, sockets: 1, cores: 32, threads: 2 },
    features: ['vmx', 'avx512f', 'pcid', 'aes', 'ssbd'],
  },
  aarch64: {
    arch: 'aarch64',
    model: 'Neoverse-N1',
    vendor: 'ARM',
    topology: { cells: 1, sockets: 1, cores: 128, threads: 1 },
    features: [],
  },
  ppc64le: {
    arch: 'ppc64le',
    model: 'POWER9',
    vendor: 'IBM',
    topology: { cells: 2, sockets: 1, cores: 16, threads: 4 },
    features: [],
  },
} as const;

/** What the instances were promised; a hypervisor keeps 512 MiB for itself. */
function usage(
  host: Host,
  instances: readonly DemoInstance[],
): { vcpus: number; memoryMb: number; rootGb: number } {
  return instances.reduce(
    (sum, { flavor }) => ({
      vcpus: sum.vcpus + flavor.vcpus,
      memoryMb: sum.memoryMb + flavor.memoryMb,
      rootGb: sum.rootGb + flavor.rootGb,
    }),
    { vcpus: 0, memoryMb: host.hypervisor === 'ironic' ? 0 : 512, rootGb: 0 },
  );
}
