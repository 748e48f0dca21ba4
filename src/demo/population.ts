import { flavors, images, metalFlavor, owner, plainImages } from './catalogue.js';
import type { Flavor, Image, Owner } from './catalogue.js';
import type { Architecture, Cell, Host } from './cells.js';
import type { Random } from './random.js';
import { stories } from './stories.js';
import type { Story } from './stories.js';

/** One instance of the demo, before it becomes rows. */
export interface DemoInstance {
  readonly uuid: string;
  readonly name: string;
  /** A `vm_state` of Nova; "deleted" for a soft-deleted row. */
  readonly vmState: string;
  readonly host: Host | null;
  readonly node: string | null;
  /** The host that it runs, or last ran, on; null if it never ran. */
  readonly launchedOn: string | null;
  readonly image: Image;
  readonly bootsFromVolume: boolean;
  readonly flavor: Flavor;
  readonly owner: Owner;
  /** Days, at the time of the demo. */
  readonly age: number;
  /** Days since its state last changed. */
  readonly unchangedFor: number;
  /** Of the system metadata: null is a row with NULL, undefined is no row. */
  readonly machineType: string | null | undefined;
}

/** The instances of one cell: those of the stories, then those with nothing special about them. */
export function cellInstances(cell: Cell, random: Random): readonly DemoInstance[] {
  const special = stories
    .filter((story) => story.cell === cell.name)
    .flatMap((story) => storyInstances(story, cell, random));
  return [...special, ...ordinaryInstances(cell, random)];
}

/** What ends up in cell0: builds that no host could be found for. */
export function unscheduledInstances(random: Random): readonly DemoInstance[] {
  return ['ml-train-01', 'ml-train-02', 'ml-train-03', 'bigmem-01'].map((name) =>
    unscheduledInstance(name, random),
  );
}

/** Days ago that the cloud went from Victoria to Wallaby. The instances of the stories are older. */
const wallabyUpgrade = 905;

/** nova/virt/libvirt/utils.py, get_default_machine_type, at 25.0.0 and later. */
const defaultMachineType: Readonly<Record<Architecture, string>> = {
  x86_64: 'pc',
  aarch64: 'virt',
  ppc64le: 'pseries',
};

/** What ordinary instances are for, and the project that has them. */
const roles = [
  ['web', 'webshop'],
  ['api', 'webshop'],
  ['db', 'data-platform'],
  ['cache', 'webshop'],
  ['worker', 'data-platform'],
  ['runner', 'ci'],
  ['k8s-node', 'research'],
  ['queue', 'finance'],
] as const;

function unscheduledInstance(name: string, random: Random): DemoInstance {
  const age = days(random, 5, 200);
  return {
    ...chosenFreely(random),
    name,
    vmState: 'error',
    owner: owner('research'),
    host: null,
    node: null,
    launchedOn: null,
    image: random.pick(plainImages),
    age,
    unchangedFor: age,
    machineType: undefined,
  };
}

function storyInstances(story: Story, cell: Cell, random: Random): DemoInstance[] {
  const host = story.host === null ? null : hostNamed(cell, story.host);
  return story.instances.map(([name, vmState], index) => {
    const age = days(random, wallabyUpgrade + 60, 500);
    const offloadedFrom = vmState === 'shelved_offloaded' ? random.pick(busyHosts(cell)) : null;
    return {
      ...chosenFreely(random),
      name,
      vmState,
      host,
      node: host && (host.nodes[index % host.nodes.length] ?? null),
      launchedOn: (host ?? offloadedFrom)?.name ?? null,
      image: story.image,
      bootsFromVolume: false,
      flavor: host?.hypervisor === 'ironic' ? metalFlavor : random.pick(flavors),
      owner: owner(story.project),
      age,
      unchangedFor: age - 45,
      machineType: story.machineType === 'NULL' ? null : undefined,
    };
  });
}

function ordinaryInstances(cell: Cell, random: Random): DemoInstance[] {
  const states = Object.entries(cell.population).flatMap(([vmState, count]) =>
    Array.from({ length: count }, () => vmState),
  );
  return states.map((vmState, index) => ordinaryInstance(cell, vmState, index, random));
}

function ordinaryInstance(
  cell: Cell,
  vmState: string,
  index: number,
  random: Random,
): DemoInstance {
  const host = random.pick(busyHosts(cell));
  const [role, project] = roles[index % roles.length] ?? roles[0];
  const building = vmState === 'building';
  const image = random.pick(
    [...plainImages, ...images].filter(
      ({ architecture, properties }) =>
        architecture === host.architecture && !(building && 'hw_machine_type' in properties),
    ),
  );
  const onHost = vmState !== 'shelved_offloaded';
  const age = building ? 0.001 : days(random, 2, 1400);
  return {
    ...chosenFreely(random),
    name: ordinaryName(cell, role, index),
    owner: owner(project),
    vmState,
    host: onHost ? host : null,
    node: onHost ? (host.nodes[0] ?? null) : null,
    launchedOn: host.name,
    image,
    age,
    unchangedFor: age / 10,
    // A building instance has none yet: it is recorded at the end of the spawn.
    machineType: building
      ? undefined
      : (image.properties['hw_machine_type'] ?? defaultMachineType[image.architecture]),
  };
}

/** The hypervisors that are up, those of the usual architecture three times: they have more of the instances. */
function busyHosts(cell: Cell): readonly Host[] {
  return cell.hosts
    .filter((host) => host.hypervisor === 'QEMU' && host.silentDays === 0)
    .flatMap((host) => (host.architecture === 'x86_64' ? [host, host, host] : [host]));
}

/** web-101, api-101 … web-102: the first digit is the cell's number. */
function ordinaryName(cell: Cell, role: string, index: number): string {
  const number = Math.floor(index / roles.length) + 1;
  return `${role}-${cell.number}${String(number).padStart(2, '0')}`;
}

function chosenFreely(random: Random): Pick<DemoInstance, 'uuid' | 'bootsFromVolume' | 'flavor'> {
  return {
    uuid: random.uuid(),
    bootsFromVolume: random.below(6) === 0,
    flavor: random.pick(flavors),
  };
}

/** Somewhere in the `span` days that begin `least` days ago, to the second. */
function days(random: Random, least: number, span: number): number {
  return least + random.below(span * 86_400) / 86_400;
}

function hostNamed(cell: Cell, name: string): Host {
  const host = cell.hosts.find((each) => each.name === name);
  if (host === undefined) throw new Error(`${cell.name} has no host ${name}`);
  return host;
}
