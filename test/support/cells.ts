import {
  cellId,
  computeNodeRow,
  hostMappingRow,
  instanceMappingRow,
  instanceRow,
  metadataRow,
  serviceRow,
} from './rows.js';
import type { DeploymentRows, Row, Tables } from './rows.js';

/** A host with nova-compute. */
export interface ComputeCase {
  readonly host: string;
  /** Columns of its compute node that are not the ordinary ones; null: it has none. */
  readonly node?: Row | null;
  /** Columns of its service that are not the ordinary ones; null: it has none. */
  readonly service?: Row | null;
}

/** An instance: columns of `instances` that are not the ordinary ones, and what is recorded about its machine type. */
export interface InstanceCase {
  /** Default: `instanceUuid` of its cell and its place in the list, from 1. */
  readonly uuid?: string;
  readonly vm_state?: string | null;
  readonly task_state?: string | null;
  readonly host?: string | null;
  readonly node?: string | null;
  readonly deleted?: number;
  readonly hidden?: number | null;
  readonly compute_id?: number | null;
  readonly display_name?: string | null;
  readonly project_id?: string | null;
  /** Value of `image_hw_machine_type`; null is a row with NULL, and without this property there is no row. */
  readonly machineType?: string | null;
  /** More rows of system metadata. */
  readonly metadata?: readonly Row[];
}

/** What is in a cell. */
export interface CellCase {
  readonly computes?: readonly ComputeCase[];
  readonly instances?: readonly InstanceCase[];
}

/**
 * The rows of hand-made cells, for `makeDeployment`; the hosts (but for cell0's) and instances are mapped as well. E.g.
 * `cells({ cell1: { computes: [{ host: 'a' }], instances: [{ host: 'a' }, { machineType: 'q35' }] } })`.
 */
export function cells(cases: Readonly<Record<`cell${number}`, CellCase>>): DeploymentRows {
  const numbered = Object.entries(cases).map(
    ([name, cell]) => [Number(name.slice('cell'.length)), cell] as const,
  );
  const tables = numbered.map(([number, cell]) => [`cell${number}`, cellTables(number, cell)]);
  return {
    ...(Object.fromEntries(tables) as DeploymentRows),
    api: {
      host_mappings: numbered.flatMap(([number, { computes = [] }]) =>
        number === 0 ? [] : computes.map(({ host }) => hostMappingRow(host, cellId(number))),
      ),
      instance_mappings: numbered.flatMap(([number, { instances = [] }]) =>
        instances.map(({ uuid }, index) =>
          instanceMappingRow(uuid ?? instanceUuid(number, index + 1), cellId(number)),
        ),
      ),
    },
  };
}

/** The uuid of a hand-made instance by cell number and place in the cell, from 1. */
export function instanceUuid(cell: number, place: number): string {
  const digits = (value: number, length: number): string => String(value).padStart(length, '0');
  return `${digits(cell, 8)}-0000-4000-8000-${digits(place, 12)}`;
}

function cellTables(cell: number, { computes = [], instances = [] }: CellCase): Tables {
  const made = instances.map((instance, index) => {
    const {
      uuid = instanceUuid(cell, index + 1),
      machineType,
      metadata = [],
      ...columns
    } = instance;
    const { host = null } = columns;
    return {
      row: instanceRow({ uuid, node: host, display_name: uuid, ...columns }),
      metadata: [...machineTypeRow(machineType), ...metadata].map((row) =>
        metadataRow({ instance_uuid: uuid, ...row }),
      ),
    };
  });
  return {
    services: computes.flatMap(({ host, service }) =>
      service === null ? [] : [serviceRow({ host, ...service })],
    ),
    compute_nodes: computes.flatMap(({ host, node }) =>
      node === null ? [] : [computeNodeRow({ host, hypervisor_hostname: host, ...node })],
    ),
    instances: made.map(({ row }) => row),
    instance_system_metadata: made.flatMap(({ metadata }) => metadata),
  };
}

function machineTypeRow(machineType: string | null | undefined): Row[] {
  return machineType === undefined ? [] : [{ key: 'image_hw_machine_type', value: machineType }];
}
