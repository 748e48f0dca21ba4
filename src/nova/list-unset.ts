import type { Cell } from './cell.js';
import { chunks } from './chunks.js';
import { hasOtherDrivers } from './compute-nodes.js';
import type { Deployment } from './deployment.js';
import { hostColumns, type Hosts, readHosts } from './hosts.js';
import type { Reads } from './schema.js';
import {
  censusColumns,
  lookAt,
  type MachineTypeCensus,
  PIECES_AT_ONCE,
  type UnsetInstance,
  unsetMachineTypes,
} from './unset-machine-types.js';
import { type UnsetReason, unsetReason } from './unset-reasons.js';
import type { UnsetUuid } from './unset-uuids.js';

/** A part of a listing: instances of one cell, of which no more than their UUIDs was asked for. */
export interface ListedUuids {
  readonly cell: Cell;
  readonly instances: readonly UnsetUuid[];
  /** Those that were left out: another driver than libvirt's runs them. */
  readonly otherDrivers: number;
}

/** A part of a listing: instances of one cell. */
export interface ListedPart extends ListedUuids {
  readonly instances: readonly UnsetInstance[];
  /** Why one of them is unset, probably; `other-driver` where it is not libvirt's that runs it. */
  readonly reason: (instance: UnsetInstance) => UnsetReason | 'other-driver';
}

/** How a listing is made. */
export interface ListOptions {
  readonly includeNonLibvirt: boolean;
  readonly now: Date;
}

/** What `listUnset` and `listUnsetUuids` read. */
export const listReads: Reads = Object.freeze({
  cell: { ...censusColumns, ...hostColumns },
});

/**
 * The instances with no recorded machine type of the cells that `only` takes, a few thousand at a time: in the order of
 * the cells' mappings, and of the UUIDs in each. The cells are searched side by side; then one after the other is listed,
 * and no question is open while whoever reads the list takes their time. A cell that does not answer is left out, from
 * there on; that it did not is told to the deployment's watch.
 */
export async function* listUnset(
  deployment: Deployment,
  only: (cell: Cell) => boolean,
  options: ListOptions,
): AsyncGenerator<ListedPart> {
  const searched = await deployment.askCells(
    async (open) => {
      const hosts = await readHosts(open.reader, options.now);
      return { census: await unsetMachineTypes(open), hosts };
    },
    { only },
  );
  for (const { cell, value } of searched) yield* looks(deployment, cell, value, options);
}

/**
 * The same instances by their UUIDs alone: where most of a cell's are unset, in two thirds of the time (bench/README.md).
 * They are told as they were while the cell was searched.
 */
export async function* listUnsetUuids(
  deployment: Deployment,
  only: (cell: Cell) => boolean,
  options: ListOptions,
): AsyncGenerator<ListedUuids> {
  const searched = await deployment.askCells(
    async (open) => {
      // Which driver has an instance only a look at it can tell.
      const mustLook = !options.includeNonLibvirt && (await hasOtherDrivers(open.reader));
      const census = await unsetMachineTypes(open);
      const uuids = mustLook ? undefined : await census.uuids();
      return uuids ?? { census, hosts: await readHosts(open.reader, options.now) };
    },
    { only },
  );
  for (const { cell, value } of searched) {
    if ('census' in value) yield* looks(deployment, cell, value, options);
    else for (const instances of value) yield { cell, instances, otherDrivers: 0 };
  }
}

interface Searched {
  readonly census: MachineTypeCensus;
  readonly hosts: Hosts;
}

async function* looks(
  deployment: Deployment,
  cell: Cell,
  { census, hosts }: Searched,
  { includeNonLibvirt }: ListOptions,
): AsyncGenerator<ListedPart> {
  for (const pieces of chunks(census.pieces, PIECES_AT_ONCE)) {
    const [answer] = await deployment.askCells(async (open) => lookAt(open, pieces), {
      only: ({ uuid }) => uuid === cell.uuid,
    });
    if (answer === undefined) break;
    const found = answer.value;
    const instances = includeNonLibvirt
      ? found
      : found.filter((instance) => !hosts.isOther(instance));
    yield {
      cell,
      instances,
      reason: (instance) =>
        hosts.isOther(instance) ? 'other-driver' : unsetReason(hosts, instance, instance.isNull),
      otherDrivers: found.length - instances.length,
    };
  }
}
