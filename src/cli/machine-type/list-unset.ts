import { type Cell, cellName } from '../../nova/cell.js';
import type { Deployment } from '../../nova/deployment.js';
import {
  type ListedPart,
  type ListedUuids,
  listReads,
  listUnset,
  listUnsetUuids,
} from '../../nova/list-unset.js';
import { ExpectedError } from '../../error.js';
import { type ListRow, rowWriter } from '../../report/rows.js';
import type { Host } from '../host.js';
import type { WorkplaceChoice } from './workplace-options.js';
import type { RowChoice } from './row-options.js';
import { EXIT_UNEXPECTED, withDatabases } from './with-databases.js';

/** What `machine-type list-unset` can list. */
export const LIST_COLUMNS = ['uuid', 'name', 'cell', 'host', 'project', 'state', 'reason'] as const;

/** What `machine-type list-unset` was asked to do. */
export interface ListChoice extends WorkplaceChoice, RowChoice<(typeof LIST_COLUMNS)[number]> {
  /** The UUID or the name of the only cell to be listed. */
  readonly cell: string | undefined;
  readonly includeNonLibvirt: boolean;
}

/**
 * Lists the instances that have no recorded machine type, as nova-manage does, cell after cell and each in the order of
 * its UUIDs. Gives nova-manage's exit code: 0 for none, 3 for some, 2 for no such cell, and 1 where a cell did not answer.
 */
export async function listUnsetMachineTypes(choice: ListChoice, host: Host): Promise<number> {
  return withDatabases(choice, host, async ({ databases, watch, hasSilentCell, say, complain }) => {
    const deployment = databases.view(listReads, watch);
    const only = await chosenCell(deployment, choice.cell);
    if (only === undefined) {
      say(`Cell ${choice.cell} has no mapping.`);
      return 2;
    }
    const columns = choice.columns ?? ['uuid'];
    const writer = rowWriter(choice.format ?? 'value', columns);
    let listed = 0;
    let otherDrivers = 0;
    let isRead = true;
    const options = { includeNonLibvirt: choice.includeNonLibvirt, now: new Date() };
    for await (const part of listedRows(columns, deployment, only, options)) {
      listed += part.rows.length;
      otherDrivers += part.otherDrivers;
      host.stdout.write(writer.rows(part.rows));
      isRead = await host.stdoutTaken();
      if (!isRead) break;
    }
    if (isRead) {
      host.stdout.write(
        listed === 0 && choice.format === undefined && !hasSilentCell()
          ? 'No instances found without hw_machine_type set.\n'
          : writer.end(),
      );
    }
    if (otherDrivers > 0) {
      complain(
        `left out: ${otherDrivers} on compute nodes of other drivers than libvirt's, which record no machine type (--include-non-libvirt lists them).`,
      );
    }
    if (hasSilentCell()) return EXIT_UNEXPECTED;
    return listed === 0 ? 0 : 3;
  });
}

/** Which cells to list: the one that is named, or all but cell0. Undefined where there is no such cell. */
async function chosenCell(
  deployment: Deployment,
  named: string | undefined,
): Promise<((cell: Cell) => boolean) | undefined> {
  const cells = await deployment.cells();
  if (named === undefined) {
    if (cells.some(({ isCell0 }) => !isCell0)) return (cell) => !cell.isCell0;
    throw new ExpectedError('no cell but cell0 is mapped, so that no instance can be looked at.');
  }
  const byUuid = cells.filter(({ uuid }) => uuid === named.toLowerCase());
  const meant = byUuid.length > 0 ? byUuid : cells.filter(({ name }) => name === named);
  if (meant.length > 1) {
    throw new ExpectedError(
      `several cells have the name ${JSON.stringify(named)}; give the UUID of one: ${meant.map(({ uuid }) => uuid).join(', ')}.`,
    );
  }
  return meant.length === 0 ? undefined : (cell) => cell.uuid === meant[0]?.uuid;
}

type Column = (typeof LIST_COLUMNS)[number];

interface Rows extends Pick<ListedUuids, 'otherDrivers'> {
  readonly rows: readonly ListRow[];
}

/** The rows of a listing, part by part. Nobody looks at each instance where its UUID tells all that is listed. */
async function* listedRows(
  columns: readonly Column[],
  ...listing: Parameters<typeof listUnset>
): AsyncGenerator<Rows> {
  if (columns.every(isToldByUuid)) {
    for await (const part of listUnsetUuids(...listing)) yield rowsOf(part, columns, UUID_VALUES);
  } else {
    for await (const part of listUnset(...listing)) yield rowsOf(part, columns, VALUES);
  }
}

/** Only what is listed is worked out: there may be a million of them. */
function rowsOf<Part extends ListedUuids, Listed extends Column>(
  part: Part,
  columns: readonly Listed[],
  values: Readonly<Record<Listed, Value<Part>>>,
): Rows {
  const chosen = columns.map((column) => [column, values[column]] as const);
  const rows = part.instances.map((instance) => {
    const row: Record<string, string | null> = {};
    for (const [column, value] of chosen) row[column] = value(instance, part);
    return row;
  });
  return { rows, otherDrivers: part.otherDrivers };
}

type Value<Part extends ListedUuids> = (
  instance: Part['instances'][number],
  part: Part,
) => string | null;

const UUID_VALUES = {
  uuid: ({ uuid }) => uuid,
  cell: (_, { cell }) => cellName(cell),
} satisfies Partial<Record<Column, Value<ListedUuids>>>;

function isToldByUuid(column: Column): column is keyof typeof UUID_VALUES {
  return column in UUID_VALUES;
}

const VALUES: Readonly<Record<Column, Value<ListedPart>>> = {
  ...UUID_VALUES,
  name: ({ name }) => name,
  host: ({ host }) => host,
  project: ({ project }) => project,
  state: ({ vmState }) => vmState,
  reason: (instance, { reason }) => reason(instance),
};
