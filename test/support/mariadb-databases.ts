import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { columnsOf } from './databases.js';
import type { Databases } from './databases.js';
import type { ServerFacts } from './mariadb.js';
import type { DatabaseName, Row, TableName } from './rows.js';

/** The password of every deployment's account: each of its special characters means something in a URL. */
export const PASSWORD = 'n0va:p@ss/w#rd';

const ROWS_PER_INSERT = 1000;

/** Creates databases with names that nobody else has, and an account that may SELECT from them and nothing else. */
export async function mariadbDatabases(
  server: ServerFacts,
  names: readonly DatabaseName[],
): Promise<Databases> {
  const id = `np${randomBytes(4).toString('hex')}`;
  const connection = await createConnection({ uri: server.rootUrl, multipleStatements: true });
  const real = (name: DatabaseName): string => `${id}_${name}`;
  const authority = `${server.host}:${server.port}`;
  const credentials = `${id}:${encodeURIComponent(PASSWORD)}`;

  await connection.query(
    [
      `CREATE USER '${id}'@'%' IDENTIFIED BY '${PASSWORD}'`,
      ...names.flatMap((name) => createDatabase(id, name, real(name))),
    ].join(';\n'),
  );

  return {
    url: (name) => `mysql+pymysql://${credentials}@${authority}/${real(name)}?charset=utf8`,
    template: (name) => `{scheme}://{username}:{password}@{hostname}:{port}/${real(name)}?{query}`,
    refusedUrl: (name) => `mysql+pymysql://${credentials}@127.0.0.1:1/${real(name)}?charset=utf8`,
    deniedUrl: (name) => `mysql+pymysql://${id}:wrong@${authority}/${real(name)}?charset=utf8`,
    insert: async (name, table, rows) => insert(connection, real(name), table, rows),
    sql: async (name, statement) =>
      asRoot(server, async (root) => {
        const [result] = await root.query(`USE \`${real(name)}\`; ${statement}`);
        const rows: unknown = Array.isArray(result) ? result[1] : undefined;
        return Array.isArray(rows) ? (rows as Row[]) : [];
      }),
    close: async () => connection.end(),
    drop: async () =>
      asRoot(server, async (root) => {
        const drops = names.map((name) => `DROP DATABASE IF EXISTS \`${real(name)}\``);
        await root.query([...drops, `DROP USER '${id}'@'%'`].join('; '));
      }),
  };
}

function createDatabase(user: string, name: DatabaseName, real: string): string[] {
  // In a GRANT "_" stands for any character.
  const grant = `GRANT SELECT ON \`${real.replaceAll('_', '\\_')}\`.* TO '${user}'@'%'`;
  return [`CREATE DATABASE \`${real}\``, grant, `USE \`${real}\``, ...tables(name)];
}

function tables(name: DatabaseName): string[] {
  if (name === 'empty') return [];
  const file = name === 'api' ? './schema/api.sql' : './schema/cell.sql';
  return [
    readFileSync(new URL(file, import.meta.url), 'utf8')
      .trim()
      .replace(/;$/, ''),
  ];
}

async function insert(
  connection: Connection,
  database: string,
  table: TableName,
  rows: Iterable<Row>,
): Promise<void> {
  let chunk: Row[] = [];
  const flush = async (): Promise<void> => {
    if (chunk.length === 0) return;
    const columns = columnsOf(chunk);
    const values = chunk.map((row) => columns.map((column) => row[column] ?? null));
    await connection.query('INSERT INTO ??.?? (??) VALUES ?', [database, table, columns, values]);
    chunk = [];
  };
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length === ROWS_PER_INSERT) await flush();
  }
  await flush();
}

async function asRoot<T>(server: ServerFacts, work: (root: Connection) => Promise<T>): Promise<T> {
  const root = await createConnection({
    uri: server.rootUrl,
    multipleStatements: true,
    dateStrings: true,
    supportBigNumbers: true,
  });
  try {
    return await work(root);
  } finally {
    await root.end();
  }
}
