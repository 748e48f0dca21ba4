import { createReader, type Reader } from '../../src/database/reader.js';
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

/** A reader of the API database, until the test ends. */
export async function readApi(deployment: Deployment): Promise<Reader<ApiTables>> {
  return createReader(await opened(deployment.url('api')), new AbortController().signal);
}
