/**
 * SQLite DDL of the tables of Nova's API database that a check reads, in the state of 2026.2: every column with its
 * name, nullability and keys. Several statements, for `exec` on an empty database. The indexes that MySQL adds for
 * foreign keys by itself (`cell_id`) are not part of Nova's models and are left out.
 *
 * Source: the schema that Nova 34.0.0 creates through its API database migrations (head cdeec0c85668).
 */
export const apiSchema = `
CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  PRIMARY KEY (version_num)
);

CREATE TABLE cell_mappings (
  created_at DATETIME,
  updated_at DATETIME,
  id INTEGER PRIMARY KEY,
  uuid VARCHAR(36) NOT NULL,
  name VARCHAR(255),
  transport_url TEXT,
  database_connection TEXT,
  disabled BOOLEAN,
  CONSTRAINT uniq_cell_mappings0uuid UNIQUE (uuid)
);
CREATE INDEX uuid_idx ON cell_mappings (uuid);

CREATE TABLE host_mappings (
  created_at DATETIME,
  updated_at DATETIME,
  id INTEGER PRIMARY KEY,
  cell_id INTEGER NOT NULL,
  host VARCHAR(255) NOT NULL,
  CONSTRAINT uniq_host_mappings0host UNIQUE (host),
  FOREIGN KEY (cell_id) REFERENCES cell_mappings (id)
);
CREATE INDEX host_idx ON host_mappings (host);

CREATE TABLE instance_mappings (
  created_at DATETIME,
  updated_at DATETIME,
  id INTEGER PRIMARY KEY,
  instance_uuid VARCHAR(36) NOT NULL,
  cell_id INTEGER,
  project_id VARCHAR(255) NOT NULL,
  queued_for_delete BOOLEAN,
  user_id VARCHAR(255),
  CONSTRAINT uniq_instance_mappings0instance_uuid UNIQUE (instance_uuid),
  FOREIGN KEY (cell_id) REFERENCES cell_mappings (id)
);
CREATE INDEX instance_mappings_user_id_project_id_idx ON instance_mappings (user_id, project_id);
CREATE INDEX instance_uuid_idx ON instance_mappings (instance_uuid);
CREATE INDEX project_id_idx ON instance_mappings (project_id);
`;

/**
 * SQLite DDL of the tables of a Nova cell database that a check reads, in the state of 2026.2; the same holds for cell0.
 * Several statements, for `exec` on an empty database. In these tables 2025.1 and 2026.2 are the same.
 *
 * Source: the schema that Nova 34.0.0 creates through its cell database migrations (head ab450ba04102).
 */
export const cellSchema = `
CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  PRIMARY KEY (version_num)
);

CREATE TABLE services (
  created_at DATETIME,
  updated_at DATETIME,
  deleted_at DATETIME,
  id INTEGER PRIMARY KEY,
  host VARCHAR(255),
  "binary" VARCHAR(255),
  topic VARCHAR(255),
  report_count INTEGER NOT NULL,
  disabled BOOLEAN,
  deleted INTEGER,
  disabled_reason VARCHAR(255),
  last_seen_up DATETIME,
  forced_down BOOLEAN,
  version INTEGER,
  uuid VARCHAR(36),
  CONSTRAINT services_uuid_idx UNIQUE (uuid),
  CONSTRAINT uniq_services0host0binary0deleted UNIQUE (host, "binary", deleted),
  CONSTRAINT uniq_services0host0topic0deleted UNIQUE (host, topic, deleted)
);

CREATE TABLE compute_nodes (
  created_at DATETIME,
  updated_at DATETIME,
  deleted_at DATETIME,
  id INTEGER PRIMARY KEY,
  service_id INTEGER,
  vcpus INTEGER NOT NULL,
  memory_mb INTEGER NOT NULL,
  local_gb INTEGER NOT NULL,
  vcpus_used INTEGER NOT NULL,
  memory_mb_used INTEGER NOT NULL,
  local_gb_used INTEGER NOT NULL,
  hypervisor_type TEXT NOT NULL,
  hypervisor_version INTEGER NOT NULL,
  cpu_info TEXT NOT NULL,
  disk_available_least INTEGER,
  free_ram_mb INTEGER,
  free_disk_gb INTEGER,
  current_workload INTEGER,
  running_vms INTEGER,
  hypervisor_hostname VARCHAR(255),
  deleted INTEGER,
  host_ip VARCHAR(39),
  supported_instances TEXT,
  pci_stats TEXT,
  metrics TEXT,
  extra_resources TEXT,
  stats TEXT,
  numa_topology TEXT,
  host VARCHAR(255),
  ram_allocation_ratio FLOAT,
  cpu_allocation_ratio FLOAT,
  uuid VARCHAR(36),
  disk_allocation_ratio FLOAT,
  mapped INTEGER,
  CONSTRAINT compute_nodes_uuid_idx UNIQUE (uuid),
  CONSTRAINT uniq_compute_nodes0host0hypervisor_hostname0deleted UNIQUE (host, hypervisor_hostname, deleted)
);

CREATE TABLE instances (
  created_at DATETIME,
  updated_at DATETIME,
  deleted_at DATETIME,
  id INTEGER PRIMARY KEY,
  internal_id INTEGER,
  user_id VARCHAR(255),
  project_id VARCHAR(255),
  image_ref VARCHAR(255),
  kernel_id VARCHAR(255),
  ramdisk_id VARCHAR(255),
  launch_index INTEGER,
  key_name VARCHAR(255),
  key_data TEXT,
  power_state INTEGER,
  vm_state VARCHAR(255),
  memory_mb INTEGER,
  vcpus INTEGER,
  hostname VARCHAR(255),
  host VARCHAR(255),
  user_data TEXT,
  reservation_id VARCHAR(255),
  launched_at DATETIME,
  terminated_at DATETIME,
  display_name VARCHAR(255),
  display_description VARCHAR(255),
  availability_zone VARCHAR(255),
  locked BOOLEAN,
  os_type VARCHAR(255),
  launched_on TEXT,
  instance_type_id INTEGER,
  vm_mode VARCHAR(255),
  uuid VARCHAR(36) NOT NULL,
  architecture VARCHAR(255),
  root_device_name VARCHAR(255),
  access_ip_v4 VARCHAR(39),
  access_ip_v6 VARCHAR(39),
  config_drive VARCHAR(255),
  task_state VARCHAR(255),
  default_ephemeral_device VARCHAR(255),
  default_swap_device VARCHAR(255),
  progress INTEGER,
  auto_disk_config BOOLEAN,
  shutdown_terminate BOOLEAN,
  disable_terminate BOOLEAN,
  root_gb INTEGER,
  ephemeral_gb INTEGER,
  cell_name VARCHAR(255),
  node VARCHAR(255),
  deleted INTEGER,
  locked_by VARCHAR(5),
  cleaned INTEGER,
  ephemeral_key_uuid VARCHAR(36),
  hidden BOOLEAN,
  compute_id BIGINT,
  CONSTRAINT uniq_instances0uuid UNIQUE (uuid)
);
CREATE INDEX instances_compute_id_deleted_idx ON instances (compute_id, deleted);
CREATE INDEX instances_deleted_created_at_idx ON instances (deleted, created_at);
CREATE INDEX instances_host_deleted_cleaned_idx ON instances (host, deleted, cleaned);
CREATE INDEX instances_host_node_deleted_idx ON instances (host, node, deleted);
CREATE INDEX instances_project_id_deleted_idx ON instances (project_id, deleted);
CREATE INDEX instances_project_id_idx ON instances (project_id);
CREATE INDEX instances_reservation_id_idx ON instances (reservation_id);
CREATE INDEX instances_task_state_updated_at_idx ON instances (task_state, updated_at);
CREATE INDEX instances_terminated_at_launched_at_idx ON instances (terminated_at, launched_at);
CREATE INDEX instances_updated_at_project_id_idx ON instances (updated_at, project_id);
CREATE INDEX instances_uuid_deleted_idx ON instances (uuid, deleted);

CREATE TABLE instance_system_metadata (
  created_at DATETIME,
  updated_at DATETIME,
  deleted_at DATETIME,
  id INTEGER PRIMARY KEY,
  instance_uuid VARCHAR(36) NOT NULL,
  "key" VARCHAR(255) NOT NULL,
  value VARCHAR(255),
  deleted INTEGER,
  FOREIGN KEY (instance_uuid) REFERENCES instances (uuid)
);
CREATE INDEX instance_uuid ON instance_system_metadata (instance_uuid);

CREATE TABLE block_device_mapping (
  created_at DATETIME,
  updated_at DATETIME,
  deleted_at DATETIME,
  id INTEGER PRIMARY KEY,
  device_name VARCHAR(255),
  delete_on_termination BOOLEAN,
  snapshot_id VARCHAR(36),
  volume_id VARCHAR(36),
  volume_size INTEGER,
  no_device BOOLEAN,
  connection_info TEXT,
  instance_uuid VARCHAR(36),
  deleted INTEGER,
  source_type VARCHAR(255),
  destination_type VARCHAR(255),
  guest_format VARCHAR(255),
  device_type VARCHAR(255),
  disk_bus VARCHAR(255),
  boot_index INTEGER,
  image_id VARCHAR(36),
  tag VARCHAR(255),
  attachment_id VARCHAR(36),
  uuid VARCHAR(36),
  volume_type VARCHAR(255),
  FOREIGN KEY (instance_uuid) REFERENCES instances (uuid)
);
CREATE INDEX block_device_mapping_instance_uuid_idx ON block_device_mapping (instance_uuid);

CREATE TABLE virtual_interfaces (
  created_at DATETIME,
  updated_at DATETIME,
  deleted_at DATETIME,
  id INTEGER PRIMARY KEY,
  address VARCHAR(255),
  network_id INTEGER,
  uuid VARCHAR(36),
  instance_uuid VARCHAR(36),
  deleted INTEGER,
  tag VARCHAR(255),
  FOREIGN KEY (instance_uuid) REFERENCES instances (uuid)
);
CREATE INDEX virtual_interfaces_instance_uuid_fkey ON virtual_interfaces (instance_uuid);
`;
