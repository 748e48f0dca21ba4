import { sql } from 'kysely';
import type { Reader } from '../database/reader.js';
import { selectOnce } from '../database/select.js';
import { pages } from './pages.js';
import type { CellTables, Columns } from './schema.js';

/** A live compute node of a cell. */
export interface ComputeNode {
  /** `[DEFAULT]host` of its compute service. */
  readonly host: string | null;
  readonly hypervisorHostname: string | null;
  readonly hypervisorType: string;
}

/** What is read of compute nodes here. */
export const computeNodeColumns: Columns<CellTables> = Object.freeze({
  compute_nodes: [
    'id',
    'uuid',
    'host',
    'hypervisor_hostname',
    'hypervisor_type',
    'hypervisor_version',
    'deleted',
  ],
});

/** How many live compute nodes a cell has. */
export async function countComputeNodes(reader: Reader<CellTables>): Promise<number> {
  const row = await reader
    .selectFrom('compute_nodes')
    .select(({ fn }) => fn.countAll<number>().as('nodes'))
    .where('deleted', '=', 0)
    .executeTakeFirstOrThrow();
  return row.nodes;
}

/** Whether a cell has a live compute node of another driver than libvirt's. */
export async function hasOtherDrivers(reader: Reader<CellTables>): Promise<boolean> {
  const rows = await reader
    .selectFrom('compute_nodes')
    // By their bytes too, for MySQL's collation takes 'ironic ' for 'ironic'.
    .select(['hypervisor_type', sql`hex(${sql.ref('hypervisor_type')})`.as('code')])
    .distinct()
    .where('deleted', '=', 0)
    .execute();
  return rows.some((row) => isOtherDriver(row.hypervisor_type));
}

/** The records of the live compute nodes of a cell, in the order of their id, page by page. */
export function computeNodeRows(
  reader: Reader<CellTables>,
): AsyncIterable<readonly ComputeNodeRow[]> {
  return pages(async (after, size) => nodePage(reader, after, size));
}

/** The record of a live compute node. */
export type ComputeNodeRow = Awaited<ReturnType<typeof nodePage>>[number];

const nodePage = selectOnce((reader: Reader<CellTables>, after: number, size: number) =>
  reader
    .selectFrom('compute_nodes')
    .select(['id', 'uuid', 'host', 'hypervisor_hostname', 'hypervisor_type', 'hypervisor_version'])
    .where('deleted', '=', 0)
    .where('id', '>', after)
    .orderBy('id')
    .limit(size),
);

/** The live compute nodes of a cell, in the order of their id, page by page. */
export async function* computeNodes(
  reader: Reader<CellTables>,
): AsyncGenerator<readonly ComputeNode[]> {
  for await (const page of computeNodeRows(reader)) {
    yield page.map((row) => ({
      host: row.host,
      hypervisorHostname: row.hypervisor_hostname,
      hypervisorType: row.hypervisor_type,
    }));
  }
}

/**
 * Whether a compute node is run by another driver than libvirt's, told from its `hypervisor_type`. Only what is known
 * to be another's counts as such: a type that nobody has heard of may be libvirt's.
 * Nova 15.0.0 to 34.0.0, nova/objects/fields.py HVType; VMware's driver writes the product's name
 * (nova/virt/vmwareapi), XenAPI's "XenServer".
 */
export function isOtherDriver(hypervisorType: string): boolean {
  const type = hypervisorType.toLowerCase();
  return OTHER_DRIVERS.has(type) || type.startsWith('vmware');
}

const OTHER_DRIVERS: ReadonlySet<string> = new Set([
  'baremetal',
  'docker',
  'fake',
  'hyperv',
  'ironic',
  'lxd',
  'phyp',
  'prsm',
  'xenserver',
  'zvm',
]);
