import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { apiSchema, cellSchema } from '../src/demo/schema.js';
import {
  allInstances,
  cellName,
  livePerCell,
  METADATA,
  REVISIONS,
  type Shape,
  spanOf,
} from './shape.js';

/** A generated deployment in SQLite files. */
export interface GeneratedSqlite {
  readonly api: string;
  readonly cell0: string;
  readonly cells: readonly string[];
}

/**
 * Makes `<prefix>_api.sqlite` and so on in a folder, of the shape that `generate` gives databases on a server: the same
 * instances with the same UUIDs and metadata, their mappings, compute nodes and services.
 */
export function generateSqlite(folder: string, prefix: string, shape: Shape): GeneratedSqlite {
  const live = livePerCell(shape);
  const files = ['api', 'cell0', ...live.map((_, at) => `cell${at + 1}`)].map((name) =>
    path.join(folder, `${prefix}_${name}.sqlite`),
  );
  const [api = '', cell0 = '', ...cells] = files;
  onFile(cell0, cellSchema, REVISIONS.main, () => {});
  for (const [at, file] of cells.entries()) {
    onFile(file, cellSchema, REVISIONS.main, (database) =>
      fillCell(database, at + 1, live[at] ?? 0, shape),
    );
  }
  onFile(api, apiSchema, REVISIONS.api, (database) => fillApi(database, [cell0, ...cells]));
  return { api, cell0, cells };
}

function onFile(
  file: string,
  ddl: string,
  revision: string | number,
  fill: (database: Database.Database) => void,
): void {
  rmSync(file, { force: true });
  const database = new Database(file);
  try {
    database.exec(
      'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -200000',
    );
    database.exec(ddl);
    insertEach(database, 'INSERT INTO alembic_version (version_num) VALUES (?)', 1, () => [
      revision,
    ]);
    fill(database);
  } finally {
    database.close();
  }
}

function fillCell(database: Database.Database, cell: number, live: number, shape: Shape): void {
  const hosts = Math.max(2, Math.ceil(live / 40));
  // As on the server: the index on a random UUID is made when the rows are there.
  database.exec('BEGIN; DROP INDEX instance_uuid');
  insertEach(
    database,
    "INSERT INTO services (created_at, host, \"binary\", topic, report_count, disabled, deleted, last_seen_up, forced_down, version, uuid) VALUES (datetime(), ?1, 'nova-compute', 'compute', 1, 0, 0, datetime(), 0, 74, ?2)",
    hosts,
    (n) => [`compute-${cell}-${n - 1}`, uuid(`service ${cell} ${n}`)],
  );
  insertEach(
    database,
    `INSERT INTO compute_nodes (created_at, vcpus, memory_mb, local_gb, vcpus_used, memory_mb_used, local_gb_used, hypervisor_type, hypervisor_version, cpu_info, hypervisor_hostname, deleted, host, uuid, mapped)
     VALUES (datetime(), 64, 262144, 4000, 8, 16384, 100, 'QEMU', 7002000, '{"arch": "x86_64"}', ?1, 0, ?1, ?2, 1)`,
    hosts,
    (n) => [`compute-${cell}-${n - 1}`, uuid(`node ${cell} ${n}`)],
  );
  const ordinal = (n: number) => Math.floor((n * 1000) / spanOf(shape));
  insertEach(
    database,
    `INSERT INTO instances (id, created_at, updated_at, uuid, user_id, project_id, key_name, key_data, power_state, vm_state, memory_mb, vcpus, hostname, display_name, host, node, launched_at, deleted_at, instance_type_id, root_gb, hidden, deleted)
     VALUES (?1, datetime(), datetime(), ?2, ?1 % 977, ?1 % 331, 'default', '${'k'.repeat(380)}', 1, ?3, 4096, 2, 'vm-' || ?1, 'vm-' || ?1, ?4, ?4, datetime(), iif(?5 = 0, NULL, datetime()), 3, 20, 0, ?5)`,
    allInstances(shape, live),
    (n) => {
      const isLive = ordinal(n) > ordinal(n - 1);
      const state = n % 20 === 7 ? 'shelved_offloaded' : n % 7 === 0 ? 'stopped' : 'active';
      return [
        n,
        uuid(`${cell} ${n}`),
        isLive ? state : 'deleted',
        n % 20 === 7 ? null : `compute-${cell}-${n % hosts}`,
        isLive ? 0 : n,
      ];
    },
  );
  database.exec('CREATE TEMPORARY TABLE kv (p INTEGER PRIMARY KEY, k TEXT, v TEXT)');
  insertEach(database, 'INSERT INTO kv VALUES (?, ?, ?)', METADATA.length, (n) => [
    n,
    ...(METADATA[n - 1] ?? []),
  ]);
  database
    .prepare(
      `INSERT INTO instance_system_metadata (created_at, deleted_at, instance_uuid, "key", value, deleted)
       SELECT datetime(), i.deleted_at, i.uuid, kv.k, kv.v, i.deleted FROM instances i CROSS JOIN kv
       WHERE ?1 = 0 OR kv.k <> 'image_hw_machine_type' OR (i.id * 1000 / ?2) % ?1 <> 0 ORDER BY i.id, kv.p`,
    )
    .run(shape.unsetEvery, spanOf(shape));
  database.exec(
    'CREATE INDEX instance_uuid ON instance_system_metadata (instance_uuid); COMMIT; ANALYZE',
  );
}

function fillApi(database: Database.Database, files: readonly string[]): void {
  insertEach(
    database,
    'INSERT INTO cell_mappings (id, uuid, name, database_connection, disabled) VALUES (?, ?, ?, ?, 0)',
    files.length,
    (n) => [n, cellName(n - 1).uuid, cellName(n - 1).name, `sqlite:///${files[n - 1] ?? ''}`],
  );
  for (const [at, file] of files.entries()) {
    database.prepare('ATTACH ? AS cell').run(file);
    database.exec(
      `INSERT INTO host_mappings (created_at, cell_id, host) SELECT datetime(), ${at + 1}, host FROM cell.compute_nodes;
       INSERT INTO instance_mappings (created_at, instance_uuid, cell_id, project_id, user_id, queued_for_delete)
       SELECT datetime(), uuid, ${at + 1}, project_id, user_id, deleted <> 0 FROM cell.instances;
       DETACH cell`,
    );
  }
}

/** Inserts one row for each of 1 to `count`. */
function insertEach(
  database: Database.Database,
  sql: string,
  count: number,
  row: (n: number) => readonly (string | number | null)[],
): void {
  const insert = database.prepare(sql);
  for (let n = 1; n <= count; n += 1) insert.run(row(n));
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20]]
    .map(([from, to]) => hex.slice(from, to))
    .join('-');
}
