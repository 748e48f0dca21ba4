import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';

/** A deployment to generate. */
export interface Shape {
  /** Live instances over all cells. */
  readonly instances: number;
  readonly cells: number;
  /** Soft-deleted instances for each live one: what a cell holds that was never purged. */
  readonly deletedPerLive: number;
  /** One live instance in so many has no recorded machine type; 0: every one has. */
  readonly unsetEvery: number;
}

/** A generated deployment on the server. */
export interface Generated {
  /** Database names: the API's, cell0's, then the cells'. */
  readonly api: string;
  readonly cell0: string;
  readonly cells: readonly string[];
  /** Rows of instance_system_metadata over all cells. */
  readonly metadataRows: number;
}

/** Metadata rows of an instance, the machine type's among them, as Nova copies them from an ordinary image. */
const KEYS = [
  ['image_min_ram', '512'],
  ['image_min_disk', '20'],
  ['image_disk_format', 'qcow2'],
  ['image_container_format', 'bare'],
  ['image_base_image_ref', '5c3f4a52-6e0d-4c0b-9d53-0d5c1a7f2b11'],
  ['image_os_distro', 'debian'],
  ['image_os_version', '12'],
  ['image_os_type', 'linux'],
  ['image_os_admin_user', 'debian'],
  ['image_os_require_quiesce', 'yes'],
  ['image_hw_qemu_guest_agent', 'yes'],
  ['image_hw_disk_bus', 'virtio'],
  ['image_hw_cdrom_bus', 'sata'],
  ['image_hw_vif_model', 'virtio'],
  ['image_hw_video_model', 'virtio'],
  ['image_hw_input_bus', 'usb'],
  ['image_hw_pointer_model', 'usbtablet'],
  ['image_hw_rng_model', 'virtio'],
  ['image_owner_specified.openstack.md5', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['image_owner_specified.openstack.object', 'images/debian-12-generic'],
  ['boot_roles', 'member,reader'],
  ['owner_user_name', 'alice'],
  ['owner_project_name', 'demo'],
  ['clean_attempts', '1'],
  ['image_hw_machine_type', 'pc-i440fx-7.2'],
] as const;

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
    await fill(connection);
    await connection.end();
  };
  const perCell = Math.floor(shape.instances / shape.cells);
  await onDatabase(names.cell0, schema('cell.sql'), async () => {});
  await Promise.all(
    names.cells.map(async (name, index) =>
      onDatabase(name, schema('cell.sql'), async (connection) =>
        fillCell(connection, index + 1, perCell, shape),
      ),
    ),
  );
  await onDatabase(names.api, schema('api.sql'), async (connection) =>
    fillApi(connection, rootUrl, names, perCell),
  );
  return {
    ...names,
    metadataRows: perCell * shape.cells * (1 + shape.deletedPerLive) * KEYS.length,
  };
}

const INSTANCE_UUID = `INSERT(INSERT(INSERT(INSERT(MD5(CONCAT(:cell, ' ', n)), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-')`;

async function fillCell(
  connection: Connection,
  cell: number,
  live: number,
  shape: Shape,
): Promise<void> {
  const step = 1 + shape.deletedPerLive;
  const hosts = Math.max(2, Math.ceil(live / 40));
  const send = async (sql: string, values: Readonly<Record<string, number>> = {}) =>
    connection.query(
      sql.replaceAll(/:(\w+)/g, (_, name: string) =>
        String({ cell, step, hosts, unset: shape.unsetEvery, ...values }[name]),
      ),
    );
  await send('SET SESSION foreign_key_checks = 0, unique_checks = 0');
  // Filled at the end: rows that come in the order of a random UUID would be written all over the index.
  await send(
    'ALTER TABLE instance_system_metadata DROP FOREIGN KEY instance_system_metadata_ibfk_1, DROP KEY instance_uuid',
  );
  await send('CREATE TEMPORARY TABLE kv (p INT PRIMARY KEY, k VARCHAR(255), v VARCHAR(255))');
  await connection.query('INSERT INTO kv VALUES ?', [
    KEYS.map(([key, value], at) => [at, key, value]),
  ]);
  await makeNumbers(connection, Math.max(BATCH, hosts));
  await send(`INSERT INTO services (created_at, host, \`binary\`, topic, report_count, disabled, deleted, last_seen_up, forced_down, version, uuid)
    SELECT UTC_TIMESTAMP(), CONCAT('compute-', :cell, '-', n), 'nova-compute', 'compute', 1, 0, 0, UTC_TIMESTAMP(), 0, 74, UUID()
    FROM numbers WHERE n < :hosts`);
  await send(`INSERT INTO compute_nodes (created_at, vcpus, memory_mb, local_gb, vcpus_used, memory_mb_used, local_gb_used, hypervisor_type, hypervisor_version, cpu_info, hypervisor_hostname, deleted, host, uuid, mapped)
    SELECT UTC_TIMESTAMP(), 64, 262144, 4000, 8, 16384, 100, 'QEMU', 7002000, '{"arch": "x86_64"}', CONCAT('compute-', :cell, '-', n), 0, CONCAT('compute-', :cell, '-', n), UUID(), 1
    FROM numbers WHERE n < :hosts`);
  const all = live * step;
  for (let from = 1; from <= all; from += BATCH) {
    const size = Math.min(BATCH, all - from + 1);
    await send(
      `INSERT INTO instances (id, created_at, updated_at, uuid, user_id, project_id, image_ref, key_name, key_data, power_state, vm_state, memory_mb, vcpus, hostname, host, node, launched_at, display_name, availability_zone, os_type, instance_type_id, root_device_name, root_gb, hidden, deleted)
      SELECT n, UTC_TIMESTAMP() - INTERVAL n SECOND, UTC_TIMESTAMP(), ${INSTANCE_UUID}, MD5(n % 977), MD5(n % 331), '5c3f4a52-6e0d-4c0b-9d53-0d5c1a7f2b11', 'default', REPEAT('k', 380), 1,
        CASE WHEN n % :step <> 0 THEN 'deleted' WHEN n % 20 = 7 THEN 'shelved_offloaded' WHEN n % 7 = 0 THEN 'stopped' ELSE 'active' END, 4096, 2, CONCAT('vm-', n),
        IF(n % 20 = 7, NULL, CONCAT('compute-', :cell, '-', n % :hosts)), IF(n % 20 = 7, NULL, CONCAT('compute-', :cell, '-', n % :hosts)), UTC_TIMESTAMP(), CONCAT('vm-', n), 'nova', 'linux', 3, '/dev/vda', 20, 0, IF(n % :step = 0, 0, n)
      FROM (SELECT n + :from AS n FROM numbers WHERE n < :size) batch`,
      { from, size },
    );
    await send(
      `INSERT INTO instance_system_metadata (created_at, instance_uuid, \`key\`, value, deleted)
      SELECT UTC_TIMESTAMP(), i.uuid, kv.k, kv.v, i.deleted FROM instances i JOIN kv
      WHERE i.id BETWEEN :from AND :to AND (:unset = 0 OR kv.k <> 'image_hw_machine_type' OR (i.id DIV :step) % :unset <> 0)
      ORDER BY i.id, kv.p`,
      { from, to: from + size - 1, unset: shape.unsetEvery === 0 ? 0 : shape.unsetEvery },
    );
  }
  await send('ALTER TABLE instance_system_metadata ADD KEY instance_uuid (instance_uuid)');
  await send('ANALYZE TABLE instances, instance_system_metadata');
}

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
  perCell: number,
): Promise<void> {
  const urls = [names.cell0, ...names.cells].map(
    (name) => `${rootUrl.replace('mysql:', 'mysql+pymysql:')}/${name}?charset=utf8`,
  );
  const rows = urls.map((url, at) => [
    at + 1,
    at === 0
      ? '00000000-0000-0000-0000-000000000000'
      : `c${String(at).padStart(7, '0')}-0000-4000-8000-000000000000`,
    `cell${at}`,
    url,
    0,
  ]);
  await connection.query(
    'INSERT INTO cell_mappings (id, uuid, name, database_connection, disabled) VALUES ?',
    [rows],
  );
  for (const [at, name] of names.cells.entries()) {
    await connection.query(
      `INSERT INTO host_mappings (created_at, cell_id, host) SELECT UTC_TIMESTAMP(), ?, host FROM \`${name}\`.compute_nodes`,
      [at + 2],
    );
    for (let from = 1; from <= perCell; from += BATCH) {
      await connection.query(
        `INSERT INTO instance_mappings (created_at, instance_uuid, cell_id, project_id, user_id, queued_for_delete) SELECT UTC_TIMESTAMP(), uuid, ?, project_id, user_id, 0 FROM \`${name}\`.instances WHERE deleted = 0 ORDER BY id LIMIT ?, ?`,
        [at + 2, from - 1, BATCH],
      );
    }
  }
}
