import type { DatabaseName, Row, TableName } from './rows.js';

/** The database engines that every query must work on. */
export type Engine = 'mariadb' | 'sqlite';

export const ENGINES: readonly Engine[] = ['mariadb', 'sqlite'];

/** The databases of one deployment, on one engine, with empty tables at first. */
export interface Databases {
  /** SQLAlchemy URL; where there are accounts, of one that may only SELECT. */
  url(name: DatabaseName): string;
  /** The same as a template in a cell mapping, to be filled in from `[database]connection`. */
  template(name: DatabaseName): string;
  /** A URL at which nothing answers (SQLite: a folder that does not exist). */
  refusedUrl(name: DatabaseName): string;
  /** A URL with a wrong password (SQLite, which knows none: a file that is no database). */
  deniedUrl(name: DatabaseName): string;
  insert(name: DatabaseName, table: TableName, rows: Iterable<Row>): Promise<void>;
  /** Runs one statement as an account that may do everything. */
  sql(name: DatabaseName, statement: string): Promise<Row[]>;
  /** Ends what was opened for inserting; `sql` and `drop` still work. */
  close(): Promise<void>;
  /** Removes the databases and accounts. */
  drop(): Promise<void>;
}

/** The columns that any of `rows` has: rows of one INSERT need not name the same ones. */
export function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
