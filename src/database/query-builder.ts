import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  MysqlAdapter,
  MysqlQueryCompiler,
  QueryCreator,
  type QueryResult,
  SqliteAdapter,
  SqliteQueryCompiler,
} from 'kysely';

/**
 * Builds statements of Kysely for a session that somebody else opens and ends: of all that Kysely has no more than that
 * is loaded, for it takes part in each start.
 *
 * @param run runs a statement that was built
 * @param refuse answers whatever else is asked, such as to stream
 */
export function queryBuilder<Tables>(
  kind: 'mysql' | 'sqlite',
  run: (query: CompiledQuery) => Promise<QueryResult<unknown>>,
  refuse: () => never,
): QueryCreator<Tables> {
  const { adapter, compiler } = DIALECTS[kind];
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery) => (await run(query)) as QueryResult<R>,
    streamQuery: refuse,
  };
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: async (use) => use(connection),
  });
  return new QueryCreator<Tables>({ executor });
}

const DIALECTS = {
  mysql: { adapter: new MysqlAdapter(), compiler: new MysqlQueryCompiler() },
  sqlite: { adapter: new SqliteAdapter(), compiler: new SqliteQueryCompiler() },
};
