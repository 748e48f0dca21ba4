import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  MysqlAdapter,
  MysqlQueryCompiler,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteQueryCompiler,
} from 'kysely';
import { untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import type { Session } from './session.js';

/**
 * What a check sees of a database: it can start a select and nothing else. The statement is typed by the declared
 * tables, built with bound parameters and sent in a read-only session.
 */
export type Reader<Tables> = Pick<Kysely<Tables>, 'selectFrom'>;

/**
 * A reader over a session. Once `signal` is aborted, the running statement is ended on the server, and it and
 * every later one reject with the signal's reason.
 */
export function createReader<Tables>(session: Session, signal: AbortSignal): Reader<Tables> {
  const kysely = new Kysely<Tables>({ dialect: dialectOf(session, signal) });
  return Object.freeze({
    selectFrom: kysely.selectFrom.bind(kysely),
  });
}

function dialectOf(session: Session, signal: AbortSignal): Dialect {
  const mysql = session.dialect === 'mysql';
  return {
    createAdapter: () => (mysql ? new MysqlAdapter() : new SqliteAdapter()),
    createQueryCompiler: () => (mysql ? new MysqlQueryCompiler() : new SqliteQueryCompiler()),
    createDriver: () => driverOf(session, signal),
    createIntrospector: refuse,
  };
}

function driverOf(session: Session, signal: AbortSignal): Driver {
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      if (!SelectQueryNode.is(query.query)) return refuse();
      signal.throwIfAborted();
      return { rows: (await untilAborted(session.query(query), signal)) as R[] };
    },
    streamQuery: refuse,
  };
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {},
  };
}

function refuse(): never {
  throw new ExpectedError(
    'Only a select can be run here: this reader cannot write, open a transaction or stream.',
  );
}
