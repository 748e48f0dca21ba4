import { join } from 'node:path';
import { CELL0_UUID } from '../nova/cell.js';
import { cells, installedDaysAgo } from './cells.js';
import type { Cell } from './cells.js';
import { daysBefore } from './clock.js';
import { cellConnection, fileNames } from './configuration.js';
import type { Row, Rows } from './database-file.js';
import { cell0ServiceRows, cellServiceRows, computeNodeRows } from './host-rows.js';
import { deviceRows } from './device-rows.js';
import { instanceRow, metadataRows } from './instance-rows.js';
import type { DemoInstance } from './population.js';
import type { Random } from './random.js';

/** The API database: `instances` holds those of cell0 first, then those of each cell in the order of `cells`. */
export function apiRows(
  directory: string,
  instances: readonly (readonly DemoInstance[])[],
  now: Date,
): Rows {
  const created = { created_at: daysBefore(now, installedDaysAgo), updated_at: null };
  return {
    alembic_version: [{ version_num: 'cdeec0c85668' }],
    cell_mappings: [
      {
        ...created,
        id: 1,
        uuid: CELL0_UUID,
        name: 'cell0',
        transport_url: 'none:///',
        database_connection: cellConnection(join(directory, fileNames.cell(0)), 'literal'),
        disabled: 0,
      },
      ...cells.map((cell) => ({ ...created, ...cellMapping(directory, cell) })),
    ],
    host_mappings: cells.flatMap((cell) =>
      cell.hosts.map((host) => ({ ...created, cell_id: mappingId(cell), host: host.name })),
    ),
    instance_mappings: instances.flatMap((ofCell, index) =>
      ofCell.map((instance) => ({
        created_at: daysBefore(now, instance.age),
        updated_at: daysBefore(now, instance.age),
        instance_uuid: instance.uuid,
        cell_id: index + 1,
        project_id: instance.owner.projectId,
        queued_for_delete: ['deleted', 'soft-delete'].includes(instance.vmState) ? 1 : 0,
        user_id: instance.owner.userId,
      })),
    ),
  };
}

/** cell0: the services above the cells, and instances that were never scheduled. */
export function cell0Rows(instances: readonly DemoInstance[], random: Random, now: Date): Rows {
  return {
    alembic_version: [cellHead],
    services: cell0ServiceRows(random, now),
    ...instanceTables(instances, [], random, now),
  };
}

/** The database of a cell. */
export function cellRows(
  cell: Cell,
  instances: readonly DemoInstance[],
  random: Random,
  now: Date,
): Rows {
  const nodes = computeNodeRows(cell, instances, random, now);
  return {
    alembic_version: [cellHead],
    services: cellServiceRows(cell, random, now),
    compute_nodes: nodes,
    ...instanceTables(instances, nodes, random, now),
  };
}

/** Alembic head of the cell databases of 2025.1, 2025.2 and 2026.1 (nova/db/main/migrations/versions). */
const cellHead = { version_num: '2903cd72dc14' };

function instanceTables(
  instances: readonly DemoInstance[],
  nodes: readonly Row[],
  random: Random,
  now: Date,
): Rows {
  const nodeIds = new Map(nodes.map((row) => [row['hypervisor_hostname'], row['id']]));
  return {
    instances: instances.map((instance, index) =>
      instanceRow(instance, index + 1, Number(nodeIds.get(instance.node)) || null, random, now),
    ),
    instance_system_metadata: instances.flatMap((instance, index) =>
      metadataRows(instance, index + 1, now),
    ),
    ...deviceRows(instances, now),
  };
}

/** cell3 is mapped by templates, the others literally. */
function cellMapping(directory: string, cell: Cell): Row {
  const template = cell.number === 3;
  return {
    id: mappingId(cell),
    uuid: cell.uuid,
    name: cell.name,
    transport_url: template
      ? '{scheme}://{username}:{password}@rabbit-3.cloud.example.net:{port}/'
      : `rabbit://nova:demo@rabbit-${cell.number}.cloud.example.net:5672/`,
    database_connection: cellConnection(
      join(directory, fileNames.cell(cell.number)),
      template ? 'template' : 'literal',
    ),
    disabled: 0,
  };
}

/** cell0 has the first. */
function mappingId(cell: Cell): number {
  return cell.number + 1;
}
