import type { Cell } from './cell.js';
import { chunks } from './chunks.js';
import type { Deployment } from './deployment.js';
import { hostColumns, type Hosts, readHosts } from './hosts.js';
import type { Reads } from './schema.js';
import {
  censusColumns,
  PIECES_AT_ONCE,
  lookAt,
  type UnsetInstance,
  unsetMachineTypes,
} from './unset-machine-types.js';
import { type UnsetReason, unsetReason } from './unset-reasons.js';

/** A part of a listing: instances of one cell. */
export interface ListedPart {
  readonly cell: Cell;
  readonly instances: readonly UnsetInstance[];
  /** Why one of them is unset, probably; `other-driver` where it is not libvirt's that runs it. */
  readonly reason: (instance: UnsetInstance) => UnsetReason | 'other-driver';
  /** Those that were left out: another driver than libvirt's runs them. */
  readonly otherDrivers: number;
}

/** What `listUnset` reads. */
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
  options: { readonly includeNonLibvirt: boolean; readonly now: Date },
): AsyncGenerator<ListedPart> {
  const searched = await deployment.askCells(
    async (cell) => {
      const hosts = await readHosts(cell.reader, options.now);
      const { pieces } = await unsetMachineTypes(cell);
      return { pieces, hosts };
    },
    { only },
  );
  for (const { cell, value } of searched) {
    for (const pieces of chunks(value.pieces, PIECES_AT_ONCE)) {
      const [answer] = await deployment.askCells(async (open) => lookAt(open, pieces), {
        only: ({ uuid }) => uuid === cell.uuid,
      });
      if (answer === undefined) break;
      yield part(cell, answer.value, value.hosts, options.includeNonLibvirt);
    }
  }
}

function part(
  cell: Cell,
  found: readonly UnsetInstance[],
  hosts: Hosts,
  includeNonLibvirt: boolean,
): ListedPart {
  const instances = includeNonLibvirt
    ? found
    : found.filter((instance) => !hosts.isOther(instance));
  return {
    cell,
    instances,
    reason: (instance) =>
      hosts.isOther(instance) ? 'other-driver' : unsetReason(hosts, instance, instance.isNull),
    otherDrivers: found.length - instances.length,
  };
}
