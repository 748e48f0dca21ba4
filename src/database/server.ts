/**
 * The two server families, and everything in which they differ for us. Measured on MariaDB 10.11 and MySQL 9.7;
 * the rest from their manuals ("Server System Variables" of MariaDB Knowledge Base and of MySQL 8.0 Reference Manual).
 */
export interface ServerFamily {
  readonly name: 'MariaDB' | 'MySQL';
  /** Sets the longest run of a statement, which the server itself ends. */
  readonly limitStatements: (milliseconds: number) => string;
  /** The session variable that tells whether a session is read-only: 1 if it is. */
  readonly readOnlyVariable: string;
  /** The session variable that has the level of isolation. */
  readonly isolationVariable: string;
}

/** MariaDB: the limit is in seconds and covers every statement; `transaction_…` came with 11.1 only. */
const mariaDb: ServerFamily = Object.freeze({
  name: 'MariaDB',
  limitStatements: (milliseconds: number) => `max_statement_time = ${milliseconds / 1000}`,
  readOnlyVariable: 'tx_read_only',
  isolationVariable: 'tx_isolation',
});

/** MySQL: the limit is in milliseconds and covers SELECT; `tx_…` went with 8.0. */
const mySql: ServerFamily = Object.freeze({
  name: 'MySQL',
  limitStatements: (milliseconds: number) =>
    `max_execution_time = ${Math.max(1, Math.round(milliseconds))}`,
  readOnlyVariable: 'transaction_read_only',
  isolationVariable: 'transaction_isolation',
});

/** Tells the family from what `SELECT VERSION()` answers, e.g. "10.11.19-MariaDB-0+deb12u1" or "8.0.36". */
export function serverFamily(version: string): ServerFamily {
  return /mariadb/i.test(version) ? mariaDb : mySql;
}
