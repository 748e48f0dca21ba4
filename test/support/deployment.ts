import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Databases, Engine } from './databases.js';
import { mariadbDatabases } from './mariadb-databases.js';
import { TABLES, cellId, cellUuid } from './rows.js';
import type { DatabaseName, DeploymentRows, Row, Tables } from './rows.js';
import { sqliteDatabases } from './sqlite-databases.js';

/**
 * What a deployment is to be like. In the texts of `config` and `afterwards` `{url cell2}` stands for the URL of that
 * database, `{refused cell2}` for one at which nothing answers, `{denied cell2}` for one that is turned away, and
 * `{url empty}` for a database without tables.
 */
export interface DeploymentData {
  /** How many cells there are beside cell0. Default 3. */
  readonly cells?: number;
  readonly rows?: DeploymentRows;
  /** Statements to run when the rows are there. */
  readonly afterwards?: readonly (readonly [DatabaseName, string])[];
  /** `connection` by section of nova.conf, where it is not the ordinary one; null leaves the section out. */
  readonly config?: Readonly<Partial<Record<'api_database' | 'database', string | null>>>;
}

/** A Nova deployment, as far as its databases and its nova.conf go. */
export interface Deployment {
  /** Path of nova.conf. `[database]` points at cell1. */
  readonly configFile: string;
  /** A temporary folder, which holds nova.conf. */
  readonly directory: string;
  /** SQLAlchemy URL of a database, for an account that may only SELECT. */
  url(name: DatabaseName): string;
  /** Runs one statement with all rights; the placeholders of `DeploymentData` work. */
  sql(name: DatabaseName, statement: string): Promise<Row[]>;
  /** Removes all of it. */
  drop(): Promise<void>;
}

/**
 * Makes the databases of a deployment, with names that no other test has, and its nova.conf. `cell_mappings` holds
 * cell0 and the cells in order; cell3's connection is a template.
 */
export async function makeDeployment(
  engine: Engine,
  data: DeploymentData = {},
): Promise<Deployment> {
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  const cells = Array.from({ length: (data.cells ?? 3) + 1 }, (_, number) => number);
  const names: DatabaseName[] = [
    'api',
    'empty',
    ...cells.map((number) => `cell${number}` as const),
  ];
  const databases =
    engine === 'mariadb'
      ? await mariadbDatabases(inject('server'), names)
      : sqliteDatabases(directory, names);

  const mappings = cells.map((number) => cellMapping(databases, number));
  await insertTables(databases, 'api', {
    alembic_version: [{ version_num: 'cdeec0c85668' }],
    cell_mappings: mappings,
    ...data.rows?.api,
  });
  for (const name of names.filter((name) => name.startsWith('cell'))) {
    const migrated = { alembic_version: [{ version_num: 'ab450ba04102' }] };
    await insertTables(databases, name, { ...migrated, ...data.rows?.[name] });
  }
  await databases.close();
  for (const [name, statement] of data.afterwards ?? []) {
    await databases.sql(name, fill(databases, statement));
  }

  const configFile = join(directory, 'nova.conf');
  writeFileSync(configFile, novaConf(databases, data.config ?? {}));
  return {
    configFile,
    directory,
    url: (name) => databases.url(name),
    sql: async (name, statement) => databases.sql(name, fill(databases, statement)),
    drop: async () => {
      await databases.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function cellMapping(databases: Databases, number: number): Row {
  const name = `cell${number}` as const;
  return {
    id: cellId(number),
    uuid: cellUuid(number),
    name,
    transport_url: number === 0 ? 'none:///' : 'rabbit://nova:r4bbit-s3cret@127.0.0.1:5672/',
    database_connection: number === 3 ? databases.template(name) : databases.url(name),
    disabled: 0,
  };
}

async function insertTables(
  databases: Databases,
  name: DatabaseName,
  tables: Tables,
): Promise<void> {
  for (const table of TABLES) {
    const rows = tables[table] ?? [];
    if (rows.length > 0) await databases.insert(name, table, rows);
  }
}

function novaConf(databases: Databases, config: DeploymentData['config'] & {}): string {
  const connections = {
    api_database: databases.url('api'),
    database: databases.url('cell1'),
    ...config,
  };
  const sections = Object.entries(connections).flatMap(([section, connection]) =>
    connection === null ? [] : [`[${section}]\nconnection = ${fill(databases, connection)}\n`],
  );
  return ['[DEFAULT]\n', ...sections].join('\n');
}

function fill(databases: Databases, text: string): string {
  const urls = {
    url: (name: DatabaseName) => databases.url(name),
    refused: (name: DatabaseName) => databases.refusedUrl(name),
    denied: (name: DatabaseName) => databases.deniedUrl(name),
  };
  return text.replaceAll(/\{(url|refused|denied) (\w+)\}/g, (_, kind: keyof typeof urls, name) =>
    urls[kind](name as DatabaseName),
  );
}
