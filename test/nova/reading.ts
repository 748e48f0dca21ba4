import { createReader, type Reader } from '../../src/database/reader.js';
import type { WorkedCell } from '../../src/nova/metadata-passes.js';
import { type LendSecond, workOff } from '../../src/nova/work-off.js';
import type { ApiTables, CellTables } from '../../src/nova/schema.js';
import { opened } from '../database/opened.js';
import type { Deployment } from '../support/deployment.js';
import type { DatabaseName } from '../support/rows.js';

/** A reader of a cell's database, until the test ends. */
export async function readCell(
  deployment: Deployment,
  name: DatabaseName = 'cell1',
): Promise<Reader<CellTables>> {
  return createReader(await opened(deployment.url(name)), new AbortController().signal);
}

/**
 * A cell as a check sees it, worked off with a reader of it.
 *
 * @param second works along, where there is one
 */
export function workedCell(
  reader: Reader<CellTables>,
  second?: Reader<CellTables>,
  progress: WorkedCell['progress'] = () => {},
): WorkedCell {
  const lendSecond: LendSecond = async (use) =>
    second === undefined ? false : use(second, () => false);
  return { reader, progress, workOff: async (step) => workOff(reader, lendSecond, step) };
}

/** A reader of the API database, until the test ends. */
export async function readApi(deployment: Deployment): Promise<Reader<ApiTables>> {
  return createReader(await opened(deployment.url('api')), new AbortController().signal);
}
