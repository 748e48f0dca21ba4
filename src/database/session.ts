import { ExpectedError } from '../error.js';

/** One row as the driver gives it: column name to value. */
export type Row = Record<string, unknown>;

/** A statement with its bound parameters, as a query builder compiles it. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The columns that a database has, by table. A table that is not there has no entry. */
export type TableColumns = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * A read-only, time-limited session with one database. It answers one statement at a time.
 * Every method rejects with an ExpectedError that says what the server said, without a secret.
 */
export interface Session {
  readonly dialect: 'mysql' | 'sqlite';
  /** What answers, e.g. "MariaDB 10.11.19" or "SQLite 3.45.1". */
  readonly server: string;
  /** What tells the servers behind a load balancer apart: two sessions that agree in it are with the same one. */
  readonly place: string;
  query(statement: Statement): Promise<Row[]>;
  /** The columns of those of `tables` that exist. */
  columns(tables: readonly string[]): Promise<TableColumns>;
  /** Threads that the server runs at this moment, the one that asks among them; undefined where there is no server. */
  runningThreads(): Promise<number | undefined>;
  /** Ends the running statement on the server and drops the session. Takes a bounded time and never rejects. */
  abort(): Promise<void>;
  /** Ends the session in order. Never rejects. */
  close(): Promise<void>;
}

/** The connection broke: the same statement may well be answered on a new one. */
export class LostConnectionError extends ExpectedError {
  override name = 'LostConnectionError';
}

/** What bounds a session. Times are in milliseconds. */
export interface SessionLimits {
  /** No statement runs longer than this: the server ends it. */
  readonly statementTimeout: number;
  /** The longest wait for a connection; a URL's own `connect_timeout` goes before it where it is shorter. */
  readonly connectTimeout: number;
}
