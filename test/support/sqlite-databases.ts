import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { apiSchema, cellSchema } from '../../src/demo/schema.js';
import { columnsOf } from './databases.js';
import type { Databases } from './databases.js';
import type { DatabaseName, Row, TableName } from './rows.js';

/** Creates one SQLite file a database in `directory`. */
export function sqliteDatabases(directory: string, names: readonly DatabaseName[]): Databases {
  const file = (name: string): string => join(directory, `${name}.db`);
  const noDatabase = join(directory, 'no-database.db');
  writeFileSync(noDatabase, 'This file is no SQLite database.\n'.repeat(100));
  for (const name of names) createDatabase(file(name), name);

  return {
    url: (name) => `sqlite:///${file(name)}`,
    template: (name) => `{scheme}:///${file(name)}`,
    refusedUrl: (name) => `sqlite:///${join(directory, 'nowhere', `${name}.db`)}`,
    deniedUrl: () => `sqlite:///${noDatabase}`,
    insert: async (name, table, rows) =>
      withDatabase(file(name), (database) => insert(database, table, [...rows])),
    sql: async (name, statement) =>
      withDatabase(file(name), (database) => {
        const prepared = database.prepare(statement);
        if (prepared.reader) return prepared.all() as Row[];
        prepared.run();
        return [];
      }),
    close: async () => {},
    drop: async () => {
      for (const path of [...names.map(file), noDatabase]) rmSync(path, { force: true });
    },
  };
}

function createDatabase(path: string, name: DatabaseName): void {
  // An empty file is a database without tables.
  writeFileSync(path, '');
  if (name === 'empty') return;
  withDatabase(path, (database) => database.exec(name === 'api' ? apiSchema : cellSchema));
}

function insert(database: Database.Database, table: TableName, rows: readonly Row[]): void {
  const columns = columnsOf(rows);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const marks = columns.map(() => '?').join(', ');
  const statement = database.prepare(`INSERT INTO "${table}" (${names}) VALUES (${marks})`);
  database.exec('BEGIN');
  for (const row of rows) statement.run(columns.map((column) => row[column] ?? null));
  database.exec('COMMIT');
}

function withDatabase<T>(path: string, work: (database: Database.Database) => T): T {
  const database = new Database(path);
  try {
    database.exec('PRAGMA synchronous = OFF');
    return work(database);
  } finally {
    database.close();
  }
}
