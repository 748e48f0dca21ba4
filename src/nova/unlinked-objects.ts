import { sql } from 'kysely';
import type { Reader } from '../database/reader.js';
import type { Instance } from './instances.js';
import { createPace } from './pace.js';
import type { CellTables, Columns } from './schema.js';

/** A live compute node that no service is linked to. */
export interface UnlinkedNode {
  readonly id: string;
  readonly host: string | null;
  readonly hypervisorHostname: string | null;
}

/** Live instances of a cell that no compute node is linked to. */
export interface UnlinkedInstances {
  readonly total: number;
  /** Those of them that are on no host, so that there is nothing to link them to. */
  readonly withoutHost: number;
}

/** What is read here. */
export const linkColumns: Columns<CellTables> = Object.freeze({
  compute_nodes: ['id', 'uuid', 'host', 'hypervisor_hostname', 'deleted', 'service_id'],
  instances: [
    'id',
    'uuid',
    'display_name',
    'project_id',
    'host',
    'node',
    'vm_state',
    'hidden',
    'deleted',
    'compute_id',
  ],
});

/** The live compute nodes without a service, by host. Nova 28.0.0, nova/db/main/api.py compute_nodes_get_by_service_id. */
export async function unlinkedNodes(reader: Reader<CellTables>): Promise<readonly UnlinkedNode[]> {
  const rows = await reader
    .selectFrom('compute_nodes')
    .select(['id', 'uuid', 'host', 'hypervisor_hostname'])
    .where('service_id', 'is', null)
    .where('deleted', '=', 0)
    .orderBy('host')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.uuid ?? String(row.id),
    host: row.host,
    hypervisorHostname: row.hypervisor_hostname,
  }));
}

/**
 * Counts the live instances without a compute node; hidden ones are left out, as Nova leaves them out (Nova 28.0.0,
 * nova/db/main/api.py instance_get_all_by_filters_sort). Before the online migration of 28.0.0 they are all of them, so
 * that they are counted page by page, along the index on (compute_id, deleted).
 */
export async function countUnlinkedInstances(
  reader: Reader<CellTables>,
): Promise<UnlinkedInstances> {
  let total = 0;
  let withoutHost = 0;
  const pace = createPace({ start: 5000, largest: 30_000 });
  for (let after = 0; ;) {
    const size = pace.size;
    const page = await pace.timed(reader, async () => countPage(reader, after, size));
    total += Number(page.shown ?? 0);
    withoutHost += Number(page.withoutHost ?? 0);
    if (page.last === null || page.entries < size) return { total, withoutHost };
    after = page.last;
  }
}

/** The first so many of them, by their ids. */
export async function listUnlinkedInstances(
  reader: Reader<CellTables>,
  limit: number,
): Promise<readonly Instance[]> {
  const listed: Instance[] = [];
  for (let after = 0; listed.length < limit;) {
    const size = Math.min(ROWS, limit - listed.length);
    const rows = await pageOf(reader, after, size)
      .where((row) => row.or([row('hidden', '=', 0), row('hidden', 'is', null)]))
      .select(['id', 'uuid', 'display_name', 'project_id', 'host', 'node', 'vm_state'])
      .execute();
    listed.push(
      ...rows.map((row) => ({
        uuid: row.uuid,
        name: row.display_name,
        project: row.project_id,
        host: row.host,
        node: row.node,
        vmState: row.vm_state,
      })),
    );
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) break;
    after = last.id;
  }
  return listed;
}

/** Rows in one statement that are listed. */
const ROWS = 500;

interface CountedPage {
  /** Those that are not hidden, and those of them without a host; null or a text where a sum is. */
  readonly shown: number | string | null;
  readonly withoutHost: number | string | null;
  readonly entries: number;
  readonly last: number | null;
}

async function countPage(
  reader: Reader<CellTables>,
  after: number,
  size: number,
): Promise<CountedPage> {
  return reader
    .selectFrom(pageOf(reader, after, size).select(['id', 'host', 'hidden']).as('page'))
    .select((page) => {
      const isHidden = sql`coalesce(${page.ref('hidden')}, 0) <> 0`;
      const hasHost = sql`coalesce(${page.ref('host')}, '') <> ''`;
      return [
        sql<number | string | null>`sum(case when ${isHidden} then 0 else 1 end)`.as('shown'),
        sql<number | string | null>`sum(case when ${isHidden} or ${hasHost} then 0 else 1 end)`.as(
          'withoutHost',
        ),
        page.fn.countAll<number>().as('entries'),
        page.fn.max<number | null>('id').as('last'),
      ];
    })
    .executeTakeFirstOrThrow();
}

/** Live instances without a compute node, hidden ones too, after an id. */
function pageOf(reader: Reader<CellTables>, after: number, size: number) {
  return reader
    .selectFrom('instances')
    .where('compute_id', 'is', null)
    .where('deleted', '=', 0)
    .where('id', '>', after)
    .orderBy('id')
    .limit(size);
}
