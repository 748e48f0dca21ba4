import { randomUUID } from 'node:crypto';

/** A value of a column. */
export type Value = string | number | null;

/** Column name to value; a column that is left out is NULL. */
export type Row = Readonly<Record<string, Value>>;

/** Nova's API database, a cell's (cell0, cell1 …), or one without any table. */
export type DatabaseName = 'api' | 'empty' | `cell${number}`;

/** The tables that tests fill, each after the tables that it refers to. */
export const TABLES = [
  'alembic_version',
  'cell_mappings',
  'host_mappings',
  'instance_mappings',
  'services',
  'compute_nodes',
  'instances',
  'instance_system_metadata',
  'block_device_mapping',
  'virtual_interfaces',
] as const;

export type TableName = (typeof TABLES)[number];

/** What a database holds: rows by table. */
export type Tables = Readonly<Partial<Record<TableName, readonly Row[]>>>;

/** What the databases of a deployment hold. */
export type DeploymentRows = Readonly<Partial<Record<DatabaseName, Tables>>>;

const PROJECT = 'b0f21e9a1b2c4d5e8f90a1b2c3d4e5f6';
const USER = 'a1f21e9a1b2c4d5e8f90a1b2c3d4e5f7';
const CREATED = '2022-11-01 10:00:00';

/** The id of a cell's mapping: cell0 has 1, as in a deployment that was set up in the documented order. */
export function cellId(number: number): number {
  return number + 1;
}

/** The uuid of a cell's mapping: Nova's own for cell0, c1111111-1111-4111-8111-111111111111 for cell1, and so on. */
export function cellUuid(number: number): string {
  if (number === 0) return '00000000-0000-0000-0000-000000000000';
  const digits = String(number);
  const fill = (length: number): string =>
    number < 10 ? digits.repeat(length) : digits.padStart(length, '0');
  return `c${fill(7)}-${fill(4)}-4${fill(3)}-8${fill(3)}-${fill(12)}`;
}

/** A nova-compute that is up and of release 2026.2 (service version 74), unless `columns` says otherwise. */
export function serviceRow(columns: Row): Row {
  const now = timestamp(new Date());
  return {
    created_at: CREATED,
    updated_at: now,
    binary: 'nova-compute',
    topic: 'compute',
    report_count: 100,
    disabled: 0,
    deleted: 0,
    last_seen_up: now,
    forced_down: 0,
    version: 74,
    uuid: randomUUID(),
    ...columns,
  };
}

/** A hypervisor that is QEMU 10.0.0, unless `columns` says otherwise. */
export function computeNodeRow(columns: Row): Row {
  return {
    created_at: CREATED,
    updated_at: timestamp(new Date()),
    vcpus: 64,
    memory_mb: 262_144,
    local_gb: 4000,
    vcpus_used: 8,
    memory_mb_used: 16_384,
    local_gb_used: 100,
    hypervisor_type: 'QEMU',
    hypervisor_version: 10_000_000,
    cpu_info: '{"arch": "x86_64", "model": "Skylake-Server-IBRS"}',
    deleted: 0,
    uuid: randomUUID(),
    mapped: 1,
    ...columns,
  };
}

/** An instance that runs. */
export function instanceRow(columns: Row): Row {
  return {
    created_at: CREATED,
    user_id: USER,
    project_id: PROJECT,
    vm_state: 'active',
    deleted: 0,
    hidden: 0,
    ...columns,
  };
}

/** A row of an instance's system metadata. */
export function metadataRow(columns: Row): Row {
  return { created_at: CREATED, deleted: 0, ...columns };
}

/** Which cell a host is in. */
export function hostMappingRow(host: Value, cell: Value): Row {
  return { created_at: CREATED, cell_id: cell, host };
}

/** Which cell an instance is in. */
export function instanceMappingRow(uuid: Value, cell: Value): Row {
  return {
    created_at: CREATED,
    instance_uuid: uuid,
    cell_id: cell,
    project_id: PROJECT,
    user_id: USER,
    queued_for_delete: 0,
  };
}

/** A date as Nova's DATETIME columns hold it: UTC, whole seconds. */
function timestamp(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
