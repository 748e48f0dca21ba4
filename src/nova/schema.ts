/**
 * The tables and columns of Nova's databases that can be read here, as of Nova 34.0.0 (2026.2); the releases from
 * Wallaby on have them all, but for the two tables that hold the schema's revision and what says otherwise. Times are
 * UTC, "2026-01-31 23:59:59". A boolean is 0 or 1. A row is live while `deleted` is 0; a soft-deleted one has its own id
 * there.
 */

/**
 * The revision that alembic has brought the schema to, one row. Xena is the first release to have it.
 * Nova 24.0.0, nova/db/migration.py.
 */
interface AlembicVersion {
  version_num: string;
}

/**
 * The number that sqlalchemy-migrate has brought the schema to, one row a repository. Databases that Wallaby or an
 * earlier release made have it until 2023.2 drops it.
 */
interface MigrateVersion {
  repository_id: string;
  version: number | null;
}

/** The API database. The credentials in `cell_mappings` are left out: see cell-mappings.ts. */
export interface ApiTables {
  alembic_version: AlembicVersion;
  migrate_version: MigrateVersion;
  cell_mappings: {
    id: number;
    uuid: string;
    name: string | null;
    disabled: number | null;
  };
  host_mappings: { id: number; cell_id: number; host: string };
  instance_mappings: {
    id: number;
    instance_uuid: string;
    /** NULL while the instance is not scheduled. */
    cell_id: number | null;
    project_id: string;
    queued_for_delete: number | null;
  };
}

/** The database of one cell, cell0 included. */
export interface CellTables {
  alembic_version: AlembicVersion;
  migrate_version: MigrateVersion;
  services: {
    id: number;
    uuid: string | null;
    host: string | null;
    binary: string | null;
    version: number | null;
    disabled: number | null;
    forced_down: number | null;
    created_at: string | null;
    updated_at: string | null;
    last_seen_up: string | null;
    deleted: number | null;
  };
  compute_nodes: {
    id: number;
    uuid: string | null;
    /** The record of its compute service, from 2023.2 on; earlier releases leave it NULL. */
    service_id: number | null;
    /** `[DEFAULT]host` of the compute service. */
    host: string | null;
    /** The node's name by its hypervisor: for libvirt the host name, for ironic the node's UUID. */
    hypervisor_hostname: string | null;
    hypervisor_type: string;
    /** major * 1 000 000 + minor * 1 000 + micro. */
    hypervisor_version: number;
    /** JSON; its `arch` is the host's CPU architecture. */
    cpu_info: string;
    deleted: number | null;
  };
  instances: {
    id: number;
    uuid: string;
    display_name: string | null;
    project_id: string | null;
    user_id: string | null;
    image_ref: string | null;
    host: string | null;
    node: string | null;
    vm_state: string | null;
    task_state: string | null;
    power_state: number | null;
    os_type: string | null;
    created_at: string | null;
    updated_at: string | null;
    launched_at: string | null;
    /** 1 for the twin of an instance that is being resized to another cell. */
    hidden: number | null;
    /** The record of its compute node. 2023.2 is the first release to have the column. */
    compute_id: number | null;
    deleted: number | null;
  };
  instance_system_metadata: {
    id: number;
    instance_uuid: string;
    key: string;
    value: string | null;
    created_at: string | null;
    updated_at: string | null;
    deleted: number | null;
  };
  block_device_mapping: {
    id: number;
    instance_uuid: string | null;
    /** "volume" for a volume of Cinder's, "local" for a disk of the host's. */
    destination_type: string | null;
    disk_bus: string | null;
    deleted: number | null;
  };
  /** A row for each port that is attached (nova/network/neutron.py; older ones were filled in by an online migration). */
  virtual_interfaces: {
    id: number;
    instance_uuid: string | null;
    deleted: number | null;
  };
}

/** Columns by table: what a check reads of one kind of database. */
export type Columns<Tables> = {
  readonly [Table in keyof Tables]?: readonly (keyof Tables[Table] & string)[];
};

/** What a check reads. */
export interface Reads {
  /** Tables and columns, verified when a database is opened, since schemas differ by release. */
  readonly api?: Columns<ApiTables>;
  readonly cell?: Columns<CellTables>;
  /**
   * Tables that only some releases have. Who asks a database is told by `has(table)` whether one is there; its columns
   * that are named here then all are.
   */
  readonly optional?: {
    readonly api?: Columns<ApiTables>;
    readonly cell?: Columns<CellTables>;
  };
  /** Options of the configuration, like "[service_user]send_service_user_token"; "[placement]" is a whole group. */
  readonly options?: readonly string[];
  /** What it asks other services, like "placement: GET /". */
  readonly endpoints?: readonly string[];
}

/**
 * Whether a database has one of the tables that the check reads. One that the account may not SELECT from is not
 * there either: MariaDB and MySQL do not show it. To ask for a table that is not among the check's `reads` throws.
 */
export type HasTable<Tables> = (table: keyof Tables & string) => boolean;

/** Columns by table, whichever database they are of. */
export type AnyColumns = Readonly<Record<string, readonly string[] | undefined>>;
