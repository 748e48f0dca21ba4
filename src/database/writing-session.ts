import { ExpectedError } from '../error.js';
import type { Row, SessionLimits, Statement, TableColumns } from './session.js';

/**
 * A session that may write, with one transaction at a time. It is no `Session`, so that nothing that reads can be handed
 * one by mistake. Every method but the last two rejects with an ExpectedError that says what the server said, without a
 * secret.
 */
export interface WritingSession {
  readonly dialect: 'mysql' | 'sqlite';
  query(statement: Statement): Promise<Row[]>;
  /** Runs a statement that changes rows, and gives how many rows it met. */
  change(statement: Statement): Promise<number>;
  /** The columns of those of `tables` that exist. */
  columns(tables: readonly string[]): Promise<TableColumns>;
  /** Rejects with a LockedError where the backend locks a database as a whole and somebody else has it. */
  begin(): Promise<void>;
  /**
   * Rejects with a LockedError or a RolledBackError where the database says that nothing was committed. After any other
   * error it may have been: what answers may be a proxy that lost the server.
   */
  commit(): Promise<void>;
  /** Drops the session; what is not committed is gone. Takes a bounded time and never rejects. */
  abort(): Promise<void>;
  /** Ends the session in order; what is not committed is gone. Never rejects. */
  close(): Promise<void>;
}

/** What bounds a writing session. */
export interface WritingLimits extends SessionLimits {
  /** Milliseconds to wait for a lock that somebody else holds; whole seconds where the server counts in them. */
  readonly lockTimeout: number;
}

/** Somebody else holds what was to be locked, and did not let go of it in time. */
export class LockedError extends ExpectedError {
  override name = 'LockedError';
}

/** The database took the whole transaction back, for the sake of somebody else's. */
export class RolledBackError extends ExpectedError {
  override name = 'RolledBackError';
}
