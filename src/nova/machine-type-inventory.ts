import { cellName } from './cell.js';
import type { CellAnswer, Deployment, OpenCell } from './deployment.js';
import { computeNodeColumns } from './compute-nodes.js';
import { type HostQemu, hostQemus } from './host-qemu.js';
import type { LifeOn } from './machine-types/life.js';
import { type RecordedLife, lifeText, recordedLife } from './machine-types/recorded-life.js';
import { tallyColumns, tallyMachineTypes } from './machine-type-tally.js';
import type { Cell } from './cell.js';
import type { Version } from './machine-types/version.js';
import type { Reads } from './schema.js';

/** What `machineTypeInventory` reads. */
export const inventoryReads: Reads = Object.freeze({
  cell: { ...tallyColumns, ...computeNodeColumns },
});

/** By what instances are told apart, besides their types and the QEMU that they are on. */
export type InventoryBy = 'type' | 'cell' | 'host' | 'project';

/** What to count. */
export interface InventoryOptions {
  readonly by: InventoryBy;
  /** To judge all types by; each by its own host's QEMU where undefined. */
  readonly instead: LifeOn | undefined;
  /** Which cells to ask. */
  readonly only: (cell: Cell) => boolean;
}

/** Instances with the same machine type, of the same life, and of the same cell, host or project where asked for. */
export interface InventoryEntry {
  /** Null where none is recorded. */
  readonly machineType: string | null;
  /** The version of QEMU that they are on; null where they are on no host, on one that tells none, or judged otherwise. */
  readonly qemu: string | null;
  readonly life: RecordedLife;
  /** The cell's name, where told apart by cell or host. */
  readonly cell: string | null;
  /** Null where they are on no host, or not told apart by it. */
  readonly host: string | null;
  readonly project: string | null;
  readonly instances: number;
  /** How many in each cell, by its name. */
  readonly byCell: Readonly<Record<string, number>>;
}

/** What is recorded in a deployment, as far as its cells answered. */
export interface MachineTypeInventory {
  readonly entries: readonly InventoryEntry[];
  /** Instances that are building and have no machine type yet: they are in no entry. */
  readonly building: number;
}

/**
 * The recorded machine types of the live instances, and the life of each. What is kept are sums: its size is that of the
 * answer and not of the cells. Entries stand in the order of cell, host or project, the gravest life first.
 */
export async function machineTypeInventory(
  deployment: Deployment,
  options: InventoryOptions,
): Promise<MachineTypeInventory> {
  const answers = await deployment.askCells(async (cell) => cellInventory(cell, options), {
    only: options.only,
  });
  return {
    entries: merged(answers),
    building: answers.reduce((sum, { value }) => sum + value.building, 0),
  };
}

/** An entry of one cell. */
type CellEntry = Omit<InventoryEntry, 'byCell'>;

async function cellInventory(cell: OpenCell, { by, instead }: InventoryOptions) {
  const { versions, of } = await hostQemus(cell.reader);
  const groups = new Map<HostQemu, Map<string | null, Group>>();
  const { tallies, building } = await tallyMachineTypes(cell, {
    groupOf(place) {
      const qemu = of(place);
      const name = by === 'host' ? place.host || null : by === 'project' ? place.project : null;
      const ofQemu = groups.get(qemu) ?? new Map<string | null, Group>();
      groups.set(qemu, ofQemu);
      const group = ofQemu.get(name) ?? { qemu, name };
      ofQemu.set(name, group);
      return group;
    },
  });
  const entries = tallies.map(({ machineType, group: { qemu, name }, instances }): CellEntry => ({
    machineType,
    qemu: instead === undefined && qemu.kind === 'version' ? textOf(qemu.version) : null,
    life: recordedLife(machineType, { qemu, inCell: versions, instead }),
    cell: by === 'cell' || by === 'host' ? cellName(cell) : null,
    host: by === 'host' ? name : null,
    project: by === 'project' ? name : null,
    instances,
  }));
  return { entries, building };
}

interface Group {
  readonly qemu: HostQemu;
  /** Of the host or project. */
  readonly name: string | null;
}

function textOf(version: Version): string {
  return version.join('.');
}

/** The sums of all cells, with those that differ in nothing but the cell in one where cells are not told apart. */
function merged(
  answers: readonly CellAnswer<{ readonly entries: readonly CellEntry[] }>[],
): InventoryEntry[] {
  const sums = new Map<string, InventoryEntry>();
  const order = new Map<string | null, number>();
  for (const { cell, value } of answers) {
    const name = cellName(cell);
    order.set(name, order.size);
    for (const entry of value.entries) {
      const { instances, life, ...rest } = entry;
      const key = JSON.stringify([...Object.values(rest), lifeText(life)]);
      const sum = sums.get(key);
      const byCell = new Map(Object.entries(sum?.byCell ?? {}));
      byCell.set(name, (byCell.get(name) ?? 0) + instances);
      sums.set(key, {
        ...entry,
        instances: (sum?.instances ?? 0) + instances,
        byCell: Object.fromEntries(byCell),
      });
    }
  }
  const place = (entry: InventoryEntry) => order.get(entry.cell) ?? 0;
  return [...sums.values()].sort(
    (one, other) =>
      place(one) - place(other) ||
      compareTexts(one.host, other.host) ||
      compareTexts(one.project, other.project) ||
      GRAVITY.indexOf(one.life.state) - GRAVITY.indexOf(other.life.state) ||
      other.instances - one.instances ||
      compareTexts(one.machineType, other.machineType) ||
      compareTexts(one.qemu, other.qemu),
  );
}

const GRAVITY: readonly RecordedLife['state'][] = [
  'removed',
  'newer',
  'deprecated',
  'unknown',
  'unset',
  'fine',
  'other',
];

/** Letter by letter; null comes last. */
function compareTexts(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
