import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  MysqlAdapter,
  MysqlQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteQueryCompiler,
} from 'kysely';

/**
 * A dialect of Kysely over a session that somebody else opens and ends: Kysely builds statements and nothing more.
 *
 * @param run runs a statement that was built
 * @param refuse answers whatever else is asked of it, such as to open a transaction
 */
export function sessionDialect(
  kind: 'mysql' | 'sqlite',
  run: (query: CompiledQuery) => Promise<QueryResult<unknown>>,
  refuse: () => never,
): Dialect {
  const mysql = kind === 'mysql';
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery) => (await run(query)) as QueryResult<R>,
    streamQuery: refuse,
  };
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {},
  };
  return {
    createAdapter: () => (mysql ? new MysqlAdapter() : new SqliteAdapter()),
    createQueryCompiler: () => (mysql ? new MysqlQueryCompiler() : new SqliteQueryCompiler()),
    createDriver: () => driver,
    createIntrospector: refuse,
  };
}
