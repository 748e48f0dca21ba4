import { readFileSync, readdirSync } from 'node:fs';
import type { Engine } from './databases.js';
import { makeDeployment } from './deployment.js';
import type { Deployment, DeploymentData } from './deployment.js';
import {
  cellId,
  computeNodeRow,
  hostMappingRow,
  instanceMappingRow,
  instanceRow,
  metadataRow,
  serviceRow,
} from './rows.js';
import type { DeploymentRows, Row, TableName, Tables, Value } from './rows.js';

type Answer = 'Success' | 'Warning' | 'Failure';

/** What real Nova answered. */
export interface GoldenAnswer {
  /** Exit code of `nova-status upgrade check`; other checks of Nova had a part in it, all of which were a success. */
  readonly exit: number;
  /** Results by check id; null where Nova ended in an exception before it could answer. */
  readonly results: Readonly<Record<string, Answer | null>>;
  /** Sorted uuids that `nova-manage libvirt list_unset_machine_type` printed; null where it ended in an exception. */
  readonly unset: readonly string[] | null;
}

/** A database state and real Nova's answers to it. */
export interface GoldenCase {
  readonly name: string;
  readonly what: string;
  readonly data: DeploymentData;
  readonly expected: GoldenAnswer;
}

/** The form of a file in test/golden, as its README explains it. */
interface GoldenFile {
  readonly what: string;
  readonly ordinaryMetadata: boolean;
  readonly config: DeploymentData['config'] & {};
  readonly rows: Readonly<Record<string, Matrices>>;
  readonly afterwards: DeploymentData['afterwards'] & {};
  /** Results by check id, `exit` and `unset` side by side. */
  readonly expected: Omit<GoldenAnswer, 'results'> & GoldenAnswer['results'];
}

/** Tables by name. */
type Matrices = Readonly<Partial<Record<TableName, Matrix>>>;

/** The names of the columns, and then rows of values. */
type Matrix = readonly [readonly string[], ...(readonly Value[])[]];

const DIRECTORY = new URL('../golden/', import.meta.url);
const ORDINARY_METADATA = 'ordinary-metadata.json';

/** Every golden case, by name. */
export function goldenCases(): GoldenCase[] {
  return readdirSync(DIRECTORY)
    .filter((file) => file.endsWith('.json') && file !== ORDINARY_METADATA)
    .sort()
    .map(goldenCase);
}

/** A command of `nova-manage libvirt`, and what real Nova did. */
export interface GoldenCommand {
  /** What is special about it. */
  readonly label?: string;
  /** From `libvirt` on. */
  readonly args: readonly string[];
  readonly exit: number;
  /** Without the line's end. */
  readonly stdout: string;
  /** What the databases held about the instance afterwards. */
  readonly after?: GoldenAfter;
}

/** What a cell holds about an instance's machine type. */
export interface GoldenAfter {
  readonly cell: `cell${number}`;
  /** The rows of its keys; `updated` and `deleted_at` tell whether there is a time. */
  readonly machineType: readonly Row[];
  /** Rows of its system metadata in all, and how many of them are soft-deleted. */
  readonly rows: number;
  readonly rowsDeleted: number;
  readonly instanceUpdated: boolean;
}

/** Databases, and commands in the order in which they were run on them. */
export function goldenCommands(name: 'get' | 'update'): {
  readonly data: DeploymentData;
  readonly commands: readonly GoldenCommand[];
} {
  const { commands, ...golden } = readJson(`commands/${name}.json`) as GoldenFile & {
    readonly commands: readonly GoldenCommand[];
  };
  return { data: { rows: deploymentRows(golden) }, commands };
}

/** Makes the deployment of a golden case. */
export async function loadGolden(engine: Engine, golden: GoldenCase): Promise<Deployment> {
  return makeDeployment(engine, golden.data);
}

function goldenCase(file: string): GoldenCase {
  const { what, config, afterwards, expected, ...golden } = readJson(file) as GoldenFile;
  const rows = deploymentRows(golden);
  const { exit, unset, ...results } = expected;
  return {
    name: file.replace(/\.json$/, ''),
    what,
    data: { rows, config, afterwards },
    expected: { exit, unset, results },
  };
}

function deploymentRows(golden: Pick<GoldenFile, 'rows' | 'ordinaryMetadata'>): DeploymentRows {
  const common = golden.ordinaryMetadata
    ? (readJson(ORDINARY_METADATA) as Record<string, string>)
    : {};
  const instanceMappings: Row[] = [];
  const cells = Object.entries(golden.rows).flatMap(([name, matrices]) => {
    if (name === 'api') return [];
    const id = cellId(Number(name.slice('cell'.length)));
    const tables = cellTables(matrices, common);
    for (const { uuid } of tables.instances ?? []) {
      instanceMappings.push(instanceMappingRow(uuid ?? null, id));
    }
    return [[name, tables] as const];
  });
  return {
    ...(Object.fromEntries(cells) as DeploymentRows),
    api: {
      host_mappings: records(golden.rows['api']?.host_mappings).map((row) =>
        hostMappingRow(row['host'] ?? null, row['cell_id'] ?? null),
      ),
      instance_mappings: golden.rows['api']?.instance_mappings
        ? records(golden.rows['api'].instance_mappings).map((row) =>
            instanceMappingRow(row['instance_uuid'] ?? null, row['cell_id'] ?? null),
          )
        : instanceMappings,
    },
  };
}

function cellTables(matrices: Matrices, common: Readonly<Record<string, string>>): Tables {
  const instances = records(matrices.instances).map(instanceRow);
  const own = records(matrices.instance_system_metadata);
  const isOwn = new Set(own.map((row) => `${row['instance_uuid']} ${row['key']}`));
  const ordinary = instances.flatMap(({ uuid = null }) =>
    Object.entries(common)
      .filter(([key]) => !isOwn.has(`${uuid} ${key}`))
      .map(([key, value]) => ({ instance_uuid: uuid, key, value })),
  );
  return {
    services: records(matrices.services).map(serviceRow),
    compute_nodes: records(matrices.compute_nodes).map(computeNodeRow),
    instances,
    instance_system_metadata: [...ordinary, ...own].map(metadataRow),
  };
}

function records(matrix: Matrix | undefined): Row[] {
  if (matrix === undefined) return [];
  const [columns, ...rows] = matrix;
  return rows.map((values) =>
    Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null])),
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, DIRECTORY), 'utf8'));
}
