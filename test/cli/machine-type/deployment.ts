import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type JournalledChange, readJournal } from '../../../src/journal/read.js';
import { type CellCase, cells } from '../../support/cells.js';
import type { Engine } from '../../support/databases.js';
import { type Deployment, makeDeployment } from '../../support/deployment.js';
import { type Run, type RunOptions, runInProcess } from '../../support/in-process.js';
import type { Row } from '../../support/rows.js';
import { allowWriting } from '../../support/writing.js';

/** A deployment whose machine types may be changed, and which goes with its test. */
export async function changeable(
  engine: Engine,
  cases: Readonly<Record<`cell${number}`, CellCase>>,
): Promise<Deployment> {
  const deployment = await makeDeployment(engine, { cells: 2, rows: cells(cases) });
  onTestFinished(() => deployment.drop());
  await allowWriting(engine, deployment, ['cell1', 'cell2']);
  return deployment;
}

/** Arguments of a machine-type command on a deployment. */
export function command(
  { configFile }: Pick<Deployment, 'configFile'>,
  ...words: readonly string[]
): string[] {
  return ['machine-type', ...words, '--config-file', configFile];
}

/** Runs a command that changes, with a journal in the deployment's folder. */
export async function change(
  deployment: Deployment,
  words: readonly string[],
  options?: RunOptions,
): Promise<Run> {
  return runInProcess(
    [...command(deployment, ...words), '--journal', journalOf(deployment)],
    options,
  );
}

export function journalOf({ directory }: Deployment): string {
  return join(directory, 'journal');
}

/** The changes that the journal tells of, but for what differs in each run. */
export function journalled(deployment: Deployment): Partial<JournalledChange>[] {
  return readJournal(journalOf(deployment)).changes.map((change) =>
    Object.fromEntries(Object.entries(change).filter(([name]) => !VARYING.has(name))),
  );
}

const VARYING: ReadonlySet<string> = new Set(['id', 'time', 'undoes']);

/** The rows of an instance that are about its machine type: key, value and whether they are live, and have which times. */
export async function rowsOf(deployment: Deployment, uuid: string): Promise<Row[]> {
  const rows = await deployment.sql(
    'cell1',
    `SELECT \`key\`, value, deleted = 0 AS live, created_at IS NOT NULL AS created, updated_at IS NOT NULL AS updated FROM instance_system_metadata WHERE instance_uuid = '${uuid}' AND \`key\` LIKE '%hw_machine_type%' ORDER BY id`,
  );
  return rows;
}
