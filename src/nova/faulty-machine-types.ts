import type { OpenCell } from './deployment.js';
import { computeNodeColumns } from './compute-nodes.js';
import { type HostQemu, hostQemus } from './host-qemu.js';
import { hostsInUse } from './hosts-in-use.js';
import { tallyColumns, tallyMachineTypes } from './machine-type-tally.js';
import { byGravity, lifecycleFault, type LifecycleFault } from './machine-types/lifecycle.js';
import type { Version } from './machine-types/version.js';
import { areMachineTypesFine } from './machine-types-in-use.js';
import type { CellTables, Columns } from './schema.js';

/** What `faultyMachineTypes` reads. */
export const faultyColumns: Columns<CellTables> = Object.freeze({
  ...tallyColumns,
  ...computeNodeColumns,
});

/** A recorded machine type that is not fine where its instances are: those of which the same is to be said. */
export interface FaultyMachineType extends LifecycleFault {
  readonly machineType: string;
  readonly qemu: HostQemu;
  readonly instances: number;
  /** UUIDs of the first ones. */
  readonly first: readonly string[];
}

/**
 * The recorded machine types of a cell that are not fine on the QEMU of their hosts, or would not be on `floor`, the
 * gravest first; and the versions of QEMU that the cell's hosts have. Instances are only gone through where one of the
 * types is not fine on one of the hosts, or an instance is on a host that nobody knows.
 *
 * @param limit UUIDs to give of each
 */
export async function faultyMachineTypes(
  cell: OpenCell,
  floor: Version,
  limit: number,
): Promise<{
  readonly versions: readonly Version[];
  readonly faulty: readonly FaultyMachineType[];
}> {
  const { versions, kinds, isKnown, of } = await hostQemus(cell.reader);
  const faultOf = (machineType: string | null, qemu: HostQemu) =>
    lifecycleFault(machineType, { qemu, inCell: versions }, floor);
  const isFine = (machineType: string) =>
    kinds.every((qemu) => faultOf(machineType, qemu) === undefined);
  const areHostsKnown = (await hostsInUse(cell.reader)).every(isKnown);
  if (areHostsKnown && (await areMachineTypesFine(cell.reader, isFine, cell.progress))) {
    return { versions, faulty: [] };
  }
  const { tallies } = await tallyMachineTypes(cell, {
    groupOf: of,
    firstOf: (...kind) => (faultOf(...kind) === undefined ? 0 : limit),
  });
  const faulty = tallies.flatMap(
    ({ machineType, group: qemu, instances, first }): FaultyMachineType[] => {
      const fault = faultOf(machineType, qemu);
      return machineType === null || fault === undefined
        ? []
        : [{ ...fault, machineType, qemu, instances, first }];
    },
  );
  return { versions, faulty: faulty.sort(byGravity) };
}
