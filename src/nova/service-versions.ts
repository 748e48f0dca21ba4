import type { Reader } from '../database/reader.js';
import { selectOnce } from '../database/select.js';
import type { CellTables, Columns } from './schema.js';

/** How many live services of a cell report a service version, and whether they can tell what runs. */
export interface ServiceVersionCount {
  /** `services.version`; 0 where none was ever reported. */
  readonly version: number;
  /**
   * "reporting": it reported lately. "silent": it did not, so that nobody knows whether it runs. "forced-down": an
   * operator has fenced it off. "api": an API service, which never reports, and whose record stays when it is gone.
   */
  readonly state: 'reporting' | 'silent' | 'forced-down' | 'api';
  readonly services: number;
}

/** What `serviceVersions` reads. */
export const serviceVersionColumns: Columns<CellTables> = Object.freeze({
  services: ['binary', 'version', 'forced_down', 'last_seen_up', 'created_at', 'deleted'],
});

/**
 * The services of a cell, of every binary, by version (lowest first) and state; one that reported at `since` or later
 * is "reporting". One that never did counts from when it was made, as Nova has it (nova/servicegroup/drivers/db.py).
 */
export async function serviceVersions(
  reader: Reader<CellTables>,
  since: Date,
): Promise<readonly ServiceVersionCount[]> {
  const groups = await versionGroups(reader, databaseTime(since));
  return groups.map(({ reported, state, services }) => ({ version: reported, state, services }));
}

const versionGroups = selectOnce((reader: Reader<CellTables>, since: string) =>
  reader
    .selectFrom('services')
    .select((eb) => [
      eb.fn.coalesce('version', eb.val(0)).as('reported'),
      eb
        .case()
        .when('binary', 'in', API_BINARIES)
        .then('api' as const)
        .when('forced_down', '=', 1)
        .then('forced-down' as const)
        .when(eb.fn.coalesce('last_seen_up', 'created_at'), '>=', since)
        .then('reporting' as const)
        .else('silent' as const)
        .end()
        .as('state'),
      eb.fn.countAll<number>().as('services'),
    ])
    .where('deleted', '=', 0)
    .groupBy(['reported', 'state'])
    .orderBy('reported')
    .orderBy('state'),
);

/** Nova 34.0.0, nova/api/openstack/wsgi_app.py: they write their record when they start, and never again. */
const API_BINARIES = ['nova-osapi_compute', 'nova-metadata'];

/** As the databases have it: UTC, whole seconds. */
function databaseTime(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
