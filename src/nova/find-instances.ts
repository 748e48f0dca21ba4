import type { Cell } from './cell.js';
import type { Deployment } from './deployment.js';
import { instanceMappingColumns, mappedCells } from './instance-mappings.js';
import {
  type RecordedInstance,
  recordedInstanceColumns,
  recordedInstances,
} from './recorded-instances.js';
import type { Reads } from './schema.js';

/** What is known of an instance that somebody named. */
export type FoundInstance =
  | { readonly kind: 'found'; readonly cell: Cell; readonly instance: RecordedInstance }
  /** Its cell does not have it, or has it deleted. */
  | { readonly kind: 'no-instance' }
  | { readonly kind: 'no-mapping' }
  /** A cell that may have it did not answer. */
  | { readonly kind: 'unknown' };

/** What `findInstances` reads. */
export const findReads: Reads = Object.freeze({
  api: instanceMappingColumns,
  cell: recordedInstanceColumns,
});

/**
 * Finds instances by UUID and what is recorded for them, as Nova 34.0.0 does: by their mapping, in its cell, cell0 too
 * (nova/virt/libvirt/machine_type_utils.py). One that is mapped to no cell yet is looked for in every cell; Nova looks
 * for it in that of [database]connection. Rejects where the API database cannot answer.
 *
 * @param names as given; in any case of letters, as MySQL compares them
 * @returns what is known, by name
 */
export async function findInstances(
  deployment: Deployment,
  names: readonly string[],
): Promise<ReadonlyMap<string, FoundInstance>> {
  const uuids = [...new Set(names.map(canonical))].filter((uuid) => UUID.test(uuid));
  const mapped = await deployment.askApi(async (reader) => mappedCells(reader, uuids));
  const inCell = (cell: Cell) =>
    uuids.filter((uuid) => mapped.get(uuid) === cell.uuid || mapped.get(uuid) === null);
  const asked = (await deployment.cells()).filter((cell) => inCell(cell).length > 0);
  const answers = await deployment.askCells(
    async (cell) => recordedInstances(cell.reader, inCell(cell)),
    { only: (cell) => asked.some(({ uuid }) => uuid === cell.uuid) },
  );
  const silent = asked.filter((cell) => !answers.some((answer) => answer.cell.uuid === cell.uuid));
  const foundIn = (uuid: string): FoundInstance => {
    const cellUuid = mapped.get(uuid);
    if (cellUuid === undefined) return { kind: 'no-mapping' };
    for (const { cell, value } of answers) {
      const instance = value.get(uuid);
      if (instance !== undefined) return { kind: 'found', cell, instance };
    }
    const mayBeSilent = silent.some((cell) => cellUuid === null || cell.uuid === cellUuid);
    return { kind: mayBeSilent ? 'unknown' : 'no-instance' };
  };
  return new Map(names.map((name) => [name, foundIn(canonical(name))]));
}

function canonical(name: string): string {
  return name.toLowerCase();
}

/** As Nova writes them. Whatever is not of this form is mapped nowhere. */
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
