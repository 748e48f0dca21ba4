import { cellName } from '../cell.js';
import type { OpenCell } from '../deployment.js';
import { liveInstanceColumns, liveInstances } from '../live-instances.js';
import { machineTypeColumns, machineTypeValues } from '../machine-type-values.js';
import type { CellTables, Columns, HasTable } from '../schema.js';
import { attachedDevices } from './attached-devices.js';
import { cellHostColumns, cellHosts } from './cell-hosts.js';
import { readHints } from './hints.js';
import { type Candidate, createJudge } from './instance-judge.js';
import { instancePageColumns, instancePages } from './instance-pages.js';
import type { ImpactQuestion } from './question.js';
import { emptyTally, type ImpactTally } from './tally.js';

/** What `cellImpact` reads. */
export const impactColumns: Columns<CellTables> = Object.freeze({
  instances: [...(liveInstanceColumns.instances ?? []), ...(instancePageColumns.instances ?? [])],
  ...machineTypeColumns,
  ...cellHostColumns,
});

/** What a change is to the instances of a cell. */
export interface CellImpact {
  readonly tally: ImpactTally;
  readonly hostNames: ReadonlySet<string>;
  /** Whether volumes and ports could be counted. */
  readonly areDevicesKnown: boolean;
}

/**
 * Judges the live instances of a cell. All are read once, some thousand at a time, for the sums; the metadata of those
 * alone that have no recorded type, or are listed.
 */
export async function cellImpact(cell: OpenCell, question: ImpactQuestion): Promise<CellImpact> {
  const { reader, has } = cell;
  const hosts = await cellHosts(reader);
  const live = await liveInstances(reader);
  const { types, typeOf, isNull } = await machineTypeValues(cell, live);
  const tally = emptyTally();
  const isAsked = askedHosts(question.hosts, hosts.names);
  const judge = createJudge({ hosts, question, tally, cell: cellName(cell) });
  let closer: Candidate[] = [];
  const lookCloser = async () => {
    const hints = await readHints(
      reader,
      closer.map(({ instance }) => instance.uuid),
    );
    const judged = closer.map((one) => judge.judged(one, hints.get(one.instance.uuid) ?? {}));
    const moving = judged.filter(({ isMove }) => isMove).map((one) => one.instance.uuid);
    const devices = await attachedDevices(reader, has, moving);
    for (const one of judged) judge.tell(one, devices?.get(one.instance.uuid) ?? null);
    closer = [];
  };
  for await (const page of instancePages(reader, live.instances)) {
    for (const instance of page) {
      if (!isAsked(instance.host)) continue;
      const { index } = instance;
      const recorded = types[typeOf(index)] ?? null;
      const candidate = { instance, recorded, isNull: isNull(index) };
      if (judge.isCountedAlone(candidate)) continue;
      closer.push(candidate);
      if (closer.length === CHUNK) await lookCloser();
    }
  }
  await lookCloser();
  return { tally, hostNames: hosts.names, areDevicesKnown: areDevicesKnown(has) };
}

/** Whether the instances of a host are asked for. Those that are on none may go to any of their cell's that is. */
function askedHosts(
  asked: ReadonlySet<string> | undefined,
  ofCell: ReadonlySet<string>,
): (host: string | null) => boolean {
  if (asked === undefined) return () => true;
  const isCellAsked = [...asked].some((host) => ofCell.has(host));
  return (host) => (host === null || host === '' ? isCellAsked : asked.has(host));
}

/** Instances whose metadata is read together. */
const CHUNK = 500;

function areDevicesKnown(has: HasTable<CellTables>): boolean {
  return has('block_device_mapping') && has('virtual_interfaces');
}
