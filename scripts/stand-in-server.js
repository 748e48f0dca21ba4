// A stand-in for a MariaDB: speaks its protocol and answers from SQLite files, for the build, which has no server but wants
// the program to run as it does with one.
import { once } from 'node:events';
import path from 'node:path';
import Database from 'libsql';
import mysql from 'mysql2';

/**
 * Serves each SQLite file of `folder` as the database of its name, to whoever may open the socket: it asks for no password.
 * Gives the URL of a database, and how to end it.
 */
export async function startStandIn(folder, socket) {
  const server = mysql.createServer();
  let connections = 0;
  server.on('connection', (connection) => {
    connection.on('error', () => {});
    const reply = (write) => {
      // mysql2 counts on where each answer begins anew.
      connection.sequenceId = 1;
      write();
      connection.sequenceId = 0;
    };
    connection.on('query', (sql) => reply(() => answer(connection, folder, sql)));
    // So mysql2 calls a SET.
    connection.on('stmt_prepare', () => reply(() => connection.writeOk()));
    connection.serverHandshake({
      authCallback: (_, letIn) => {
        letIn();
        connection.sequenceId = 0;
      },
      protocolVersion: 10,
      serverVersion: VERSION,
      connectionId: (connections += 1),
      statusFlags: 2,
      characterSet: UTF8MB4,
      capabilityFlags: 0xff_ff_ff,
    });
  });
  server.listen(socket);
  await once(server._server, 'listening');
  const url = (database) => `mysql://nova:nova@localhost/${database}?unix_socket=${socket}`;
  return { url, stop: () => server.close() };
}

/** Maps the cells of the deployment in `folder` to databases of the stand-in. */
export function mapCells(folder, url) {
  const database = new Database(path.join(folder, 'nova_api.db'));
  const update = database.prepare(
    'UPDATE cell_mappings SET database_connection = ? WHERE name = ?',
  );
  for (const { name } of database.prepare('SELECT name FROM cell_mappings').all()) {
    update.run(url(`nova_${name}`), name);
  }
  database.close();
}

const VERSION = '10.11.0-MariaDB';
const UTF8MB4 = 45;
const LONGLONG = 8;
const VARCHAR = 253;

function answer(connection, folder, sql) {
  try {
    const rows = rowsFor(
      sql,
      path.join(folder, path.basename(`${connection.clientHelloReply.database}.db`)),
    );
    const columns = Object.keys(rows[0] ?? { none: null }).map((name) => ({
      catalog: 'def',
      schema: '',
      table: '',
      orgTable: '',
      name,
      orgName: name,
      characterSet: UTF8MB4,
      columnLength: 1024,
      columnType: rows.some((row) => typeof row[name] === 'string') ? VARCHAR : LONGLONG,
      flags: 0,
      decimals: 0,
    }));
    connection.writeTextResult(rows, columns);
  } catch (error) {
    connection.writeError({ code: 1064, message: error.message });
  }
}

function rowsFor(sql, file) {
  if (sql.includes('VERSION()')) return [{ version: VERSION, thread: 1, place: 'here', proof: 1 }];
  const database = new Database(file);
  try {
    return database.prepare(sql.includes('information_schema') ? COLUMNS : sql).all();
  } finally {
    database.close();
  }
}

const COLUMNS =
  'SELECT m.name AS t, group_concat(p.name) AS c, count(*) AS n FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p GROUP BY m.name';
