import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { builtInChecks } from '../../checks/index.js';
import type { Report } from '../../src/report/report.js';
import type { Deployment } from '../support/deployment.js';
import type { Ended } from '../support/process.js';

/** Replaces all cell mappings but cell0's; the cells get the numbers from 1 on, and the names that are given. */
export async function mapCells(
  deployment: Deployment,
  connections: Readonly<Record<string, string | null>>,
): Promise<void> {
  const rows = Object.entries(connections).map(([name, connection], index) => {
    const uuid = `c0000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
    const text = connection === null ? 'NULL' : `'${connection.replaceAll("'", "''")}'`;
    return `(${index + 10}, '${uuid}', '${name}', 'none:///', ${text}, 0)`;
  });
  await deployment.sql(
    'api',
    `SET foreign_key_checks = 0; DELETE FROM cell_mappings WHERE name <> 'cell0'; INSERT INTO cell_mappings (id, uuid, name, transport_url, database_connection, disabled) VALUES ${rows.join(', ')}`,
  );
}

/** The checks of ours that these tests run: what they are about does not depend on which checks there are. */
const TESTED: ReadonlySet<string> = new Set(['cells-v2', 'hw-machine-type-unset']);

/** Leaves out the others. */
export const TESTED_ALONE: readonly string[] = [
  '--skip',
  ...builtInChecks.map(({ id }) => id).filter((id) => !TESTED.has(id)),
];

/**
 * The arguments of `upgrade check` on a deployment: `options` is divided at blanks. Where they name no check, it is two
 * of ours, and the site's.
 */
export function checkArguments(
  { configFile }: Pick<Deployment, 'configFile'>,
  options = '',
): string[] {
  const words = options.split(' ').filter((word) => word !== '');
  const checks = words.includes('--only') ? [] : TESTED_ALONE;
  return ['upgrade', 'check', ...checks, '--config-file', configFile, ...words];
}

/** The report that is the whole of a run's stdout; it must be as the published schema says. */
export function jsonReport({ stdout }: Pick<Ended, 'stdout'>): Report {
  const report: unknown = JSON.parse(stdout);
  isReport ??= new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(SCHEMA, 'utf8')) as AnySchemaObject,
  );
  if (!isReport(report))
    throw new Error(`not as the schema says: ${JSON.stringify(isReport.errors)}`);
  return report as Report;
}

const SCHEMA = new URL('../../src/report/report.schema.json', import.meta.url);
let isReport: ValidateFunction | undefined;

/** What each cell answered to a check: true, or the reason why it did not. */
export function answers(report: Report, id: string): Record<string, string | true> {
  const cells = report.checks.find((check) => check.id === id)?.cells ?? [];
  return Object.fromEntries(
    cells.map(({ name, answered, reason }) => [name ?? '', answered || (reason ?? '')]),
  );
}
