import Sqlite from 'libsql';
import { ExpectedError, messageOf } from '../error.js';

/** A row by column name; a column left out is NULL. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Rows by table, in the order in which they must be inserted; the rows of one table have the same columns. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

/**
 * Creates a SQLite file with this schema (DDL) and these rows, in one transaction. Faster than safe: a file left behind
 * by a crash may be broken.
 *
 * @throws ExpectedError if the file cannot be created
 */
export async function writeDatabaseFile(file: string, schema: string, rows: Rows): Promise<void> {
  const database = create(file);
  try {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
    database.exec(schema);
    for (const [table, tableRows] of Object.entries(rows)) {
      const columns = Object.keys(tableRows[0] ?? {});
      const names = columns.map((column) => `"${column}"`).join(', ');
      const places = columns.map(() => '?').join(', ');
      const insert = database.prepare(`INSERT INTO ${table} (${names}) VALUES (${places})`);
      for (const row of tableRows) insert.run(columns.map((column) => row[column] ?? null));
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function create(file: string): Sqlite.Database {
  try {
    return new Sqlite(file);
  } catch (error) {
    throw new ExpectedError(
      `The database ${file} of the demo cannot be created: ${messageOf(error)}. Choose another directory.`,
      { cause: error },
    );
  }
}
