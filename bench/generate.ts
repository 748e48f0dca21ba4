import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import {
  allInstances,
  cellName,
  livePerCell,
  METADATA,
  REVISIONS,
  type Shape,
  spanOf,
} from './shape.js';

/** A generated deployment on the server. */
export interface Generated {
  /** Database names: the API's, cell0's, then the cells'. */
  readonly api: string;
  readonly cell0: string;
  readonly cells: readonly string[];
  /** Rows of instance_system_metadata over all cells, but for the few left out where no machine type is recorded. */
  readonly metadataRows: number;
}

/** Instances in one INSERT: enough to be quick, few enough for the redo log. */
const BATCH = 20_000;

/**
 * Makes databases of the given prefix as Nova would fill them, over whatever had these names. The rows are made inside
 * the server, the cells side by side: 25 million rows take minutes.
 *
 * @param root the repository, for the schema
 */
export async function generate(
  rootUrl: string,
  root: string,
  prefix: string,
  shape: Shape,
): Promise<Generated> {
  const names = {
    api: `${prefix}_api`,
    cell0: `${prefix}_cell0`,
    cells: Array.from({ length: shape.cells }, (_, index) => `${prefix}_cell${index + 1}`),
  };
  const schema = (file: string) =>
    readFileSync(path.join(root, 'test', 'support', 'schema', file), 'utf8');
  const onDatabase = async (
    name: string,
    ddl: string,
    fill: (connection: Connection) => Promise<void>,
  ) => {
    const connection = await createConnection({ uri: rootUrl, multipleStatements: true });
    await connection.query(
      `DROP DATABASE IF EXISTS \`${name}\`; CREATE DATABASE \`${name}\`; USE \`${name}\`; ${ddl}`,
    );
    await connection.query('INSERT INTO alembic_version (version_num) VALUES (?)', [
      name === names.api ? REVISIONS.api : REVISIONS.main,
    ]);
    await fill(connection);
    await connection.end();
  };
  const live = livePerCell(shape);
  const all = live.map((count) => allInstances(shape, count));
  await onDatabase(names.cell0, schema('cell.sql'), async () => {});
  await Promise.all(
    names.cells.map(async (name, index) =>
      onDatabase(name, schema('cell.sql'), async (connection) =>
        fillCell(connection, index + 1, live[index] ?? 0, shape),
      ),
    ),
  );
  await onDatabase(names.api, schema('api.sql'), async (connection) =>
    fillApi(connection, rootUrl, names, all),
  );
  return { ...names, metadataRows: all.reduce((sum, count) => sum + count, 0) * METADATA.length };
}

/** Removes a generated deployment: a million instances take gigabytes. */
export async function drop(rootUrl: string, made: Generated): Promise<void> {
  const connection = await createConnection({ uri: rootUrl });
  for (const name of [made.api, made.cell0, ...made.cells]) {
    await connection.query(`DROP DATABASE \`${name}\``);
  }
  await connection.end();
}

/** 32 hexadecimal digits; MySQL 9.7 has no MD5(). */
const hash = (text: string) => `LEFT(SHA2(${text}, 256), 32)`;

const INSTANCE_UUID = `INSERT(INSERT(INSERT(INSERT(${hash("CONCAT(:cell, ' ', n)")}, 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')`;

async function fillCell(
  connection: Connection,
  cell: number,
  live: number,
  shape: Shape,
): Promise<void> {
  const span = spanOf(shape);
  const hosts = Math.max(2, Math.ceil(live / 40));
  const send: Send = async (sql, values = {}) =>
    connection.query(
      sql.replaceAll(/:(\w+)/g, (_, name: string) =>
        String({ cell, span, hosts, unset: shape.unsetEvery, ...values }[name]),
      ),
    );
  await send('SET SESSION foreign_key_checks = 0, unique_checks = 0');
  // Filled at the end: rows that come in the order of a random UUID would be written all over the index.
  await send(
    'ALTER TABLE instance_system_metadata DROP FOREIGN KEY instance_system_metadata_ibfk_1, DROP KEY instance_uuid',
  );
  await send('CREATE TEMPORARY TABLE kv (p INT PRIMARY KEY, k VARCHAR(255), v VARCHAR(255))');
  await connection.query('INSERT INTO kv VALUES ?', [
    METADATA.map(([key, value], at) => [at, key, value]),
  ]);
  await makeNumbers(connection, Math.max(BATCH, hosts));
  await send(`INSERT INTO services (created_at, host, \`binary\`, topic, report_count, disabled, deleted, last_seen_up, forced_down, version, uuid)
    SELECT UTC_TIMESTAMP(), CONCAT('compute-', :cell, '-', n), 'nova-compute', 'compute', 1, 0, 0, UTC_TIMESTAMP(), 0, 74, UUID()
    FROM numbers WHERE n < :hosts`);
  await send(`INSERT INTO compute_nodes (created_at, vcpus, memory_mb, local_gb, vcpus_used, memory_mb_used, local_gb_used, hypervisor_type, hypervisor_version, cpu_info, hypervisor_hostname, deleted, host, uuid, mapped)
    SELECT UTC_TIMESTAMP(), 64, 262144, 4000, 8, 16384, 100, 'QEMU', 7002000, '{"arch": "x86_64"}', CONCAT('compute-', :cell, '-', n), 0, CONCAT('compute-', :cell, '-', n), UUID(), 1
    FROM numbers WHERE n < :hosts`);
  const all = allInstances(shape, live);
  for (let from = 1; from <= all; from += BATCH) {
    const size = Math.min(BATCH, all - from + 1);
    await send(
      `INSERT INTO instances (id, created_at, updated_at, uuid, user_id, project_id, image_ref, key_name, key_data, power_state, vm_state, memory_mb, vcpus, hostname, host, node, launched_at, terminated_at, deleted_at, display_name, availability_zone, os_type, instance_type_id, root_device_name, root_gb, hidden, deleted)
      SELECT n, UTC_TIMESTAMP() - INTERVAL n SECOND, UTC_TIMESTAMP(), ${INSTANCE_UUID}, ${hash('n % 977')}, ${hash('n % 331')}, '5c3f4a52-6e0d-4c0b-9d53-0d5c1a7f2b11', 'default', REPEAT('k', 380), 1,
        CASE WHEN NOT live THEN 'deleted' WHEN n % 20 = 7 THEN 'shelved_offloaded' WHEN n % 7 = 0 THEN 'stopped' ELSE 'active' END, 4096, 2, CONCAT('vm-', n),
        IF(n % 20 = 7, NULL, CONCAT('compute-', :cell, '-', n % :hosts)), IF(n % 20 = 7, NULL, CONCAT('compute-', :cell, '-', n % :hosts)), UTC_TIMESTAMP(), IF(live, NULL, UTC_TIMESTAMP()), IF(live, NULL, UTC_TIMESTAMP()), CONCAT('vm-', n), 'nova', 'linux', 3, '/dev/vda', 20, 0, IF(live, 0, n)
      FROM (SELECT n + :from AS n, (n + :from) * 1000 DIV :span > (n + :from - 1) * 1000 DIV :span AS live FROM numbers WHERE n < :size) batch`,
      { from, size },
    );
    await send(
      `INSERT INTO instance_system_metadata (created_at, deleted_at, instance_uuid, \`key\`, value, deleted)
      SELECT UTC_TIMESTAMP(), i.deleted_at, i.uuid, kv.k, kv.v, i.deleted FROM instances i JOIN kv
      WHERE i.id BETWEEN :from AND :to AND (:unset = 0 OR kv.k <> 'image_hw_machine_type' OR (i.id * 1000 DIV :span) % :unset <> 0)
      ORDER BY i.id, kv.p`,
      { from, to: from + size - 1 },
    );
  }
  await send('ALTER TABLE instance_system_metadata ADD KEY instance_uuid (instance_uuid)');
  if (shape.hasVolumes === true) await fillVolumes(send, all);
  await send('ANALYZE TABLE instances, instance_system_metadata, block_device_mapping');
}

/**
 * Two block devices an instance, the second a volume, and for every third one a volume that was detached and one that was
 * attached later. The columns and keys that the queries meet are those of Nova 34.0.0.
 */
async function fillVolumes(send: Send, all: number): Promise<void> {
  await send('DROP TABLE IF EXISTS block_device_mapping');
  await send(`CREATE TABLE block_device_mapping (
    created_at datetime, updated_at datetime, deleted_at datetime, id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    device_name varchar(255), delete_on_termination tinyint(1), volume_id varchar(36), volume_size int,
    connection_info mediumtext, instance_uuid varchar(36), deleted int, source_type varchar(255),
    destination_type varchar(255), disk_bus varchar(255), boot_index int, image_id varchar(36), attachment_id varchar(36), uuid varchar(36)
  ) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci`);
  for (let from = 1; from <= all; from += BATCH) {
    await send(
      `INSERT INTO block_device_mapping (created_at, deleted_at, device_name, volume_id, volume_size, connection_info, instance_uuid, deleted, source_type, destination_type, boot_index, uuid)
      SELECT UTC_TIMESTAMP(), i.deleted_at, device, IF(kind = 'volume', UUID(), NULL), 20, IF(kind = 'volume', REPEAT('c', 600), NULL), i.uuid,
        IF(i.deleted <> 0 OR detached, 4 * i.id + p, 0), IF(kind = 'volume', 'volume', 'image'), kind, IF(p = 0, 0, NULL), UUID()
      FROM instances i JOIN (SELECT 0 AS p, '/dev/vda' AS device, 'local' AS kind, FALSE AS detached
        UNION ALL SELECT 1, '/dev/vdb', 'volume', FALSE UNION ALL SELECT 2, '/dev/vdc', 'volume', TRUE UNION ALL SELECT 3, '/dev/vdd', 'volume', FALSE) devices
      WHERE i.id BETWEEN :from AND :to AND (p < 2 OR i.id % 3 = 0) ORDER BY i.id, p`,
      { from, to: from + BATCH - 1 },
    );
  }
  await send(`ALTER TABLE block_device_mapping ADD UNIQUE KEY uniq_block_device_mapping0uuid (uuid), ADD KEY volume_id (volume_id),
    ADD KEY block_device_mapping_instance_uuid_device_name_idx (instance_uuid, device_name),
    ADD KEY block_device_mapping_instance_uuid_idx (instance_uuid),
    ADD KEY block_device_mapping_instance_uuid_volume_id_idx (instance_uuid, volume_id)`);
}

/** Sends a statement with numbers in the place of its `:names`. */
type Send = (sql: string, values?: Readonly<Record<string, number>>) => Promise<unknown>;

/** 0 to `count` - 1 in a temporary table. */
async function makeNumbers(connection: Connection, count: number): Promise<void> {
  await connection.query(
    'CREATE TEMPORARY TABLE digits (d INT); INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)',
  );
  await connection.query('CREATE TEMPORARY TABLE numbers (n INT PRIMARY KEY)');
  for (let power = 1, have = 0; have < count; power *= 10, have = power) {
    // One digit more: the numbers below the next power of ten.
    await connection.query(
      power === 1
        ? 'INSERT INTO numbers SELECT d FROM digits'
        : `CREATE TEMPORARY TABLE below SELECT n FROM numbers; INSERT INTO numbers SELECT b.n + ${power} * d.d FROM below b JOIN digits d WHERE d.d > 0; DROP TEMPORARY TABLE below`,
    );
  }
}

async function fillApi(
  connection: Connection,
  rootUrl: string,
  names: Pick<Generated, 'cell0' | 'cells'>,
  instances: readonly number[],
): Promise<void> {
  const urls = [names.cell0, ...names.cells].map(
    (name) => `${rootUrl.replace('mysql:', 'mysql+pymysql:')}/${name}?charset=utf8`,
  );
  const rows = urls.map((url, at) => [at + 1, cellName(at).uuid, cellName(at).name, url, 0]);
  await connection.query(
    'INSERT INTO cell_mappings (id, uuid, name, database_connection, disabled) VALUES ?',
    [rows],
  );
  for (const [at, name] of names.cells.entries()) {
    await connection.query(
      `INSERT INTO host_mappings (created_at, cell_id, host) SELECT UTC_TIMESTAMP(), ?, host FROM \`${name}\`.compute_nodes`,
      [at + 2],
    );
    for (let from = 1; from <= (instances[at] ?? 0); from += BATCH) {
      await connection.query(
        `INSERT INTO instance_mappings (created_at, instance_uuid, cell_id, project_id, user_id, queued_for_delete) SELECT UTC_TIMESTAMP(), uuid, ?, project_id, user_id, deleted <> 0 FROM \`${name}\`.instances WHERE id BETWEEN ? AND ?`,
        [at + 2, from, from + BATCH - 1],
      );
    }
  }
}
