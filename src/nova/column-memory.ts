import type { Session } from '../database/session.js';
import type { Reads } from './schema.js';

/** Knows a database's columns, by asking for them or from an earlier time. */
export type ColumnSource = Pick<Session, 'columns'>;

/**
 * Remembers which columns the databases have, so that each is asked once for the tables that anybody reads, and not by
 * every check and session anew. A run is short: a schema that changes meanwhile is told by the statement that meets it.
 */
export class ColumnMemory {
  readonly #expected: Set<string>;
  /** By database and table; undefined for a table that is not there. */
  readonly #known = new Map<string, Map<string, ReadonlySet<string> | undefined>>();

  /** @param tables what is read in any case */
  constructor(tables: readonly string[] = []) {
    this.#expected = new Set(tables);
  }

  /** What somebody is going to read: it is asked for together with the first table that is needed. */
  expect({ api, cell, optional }: Reads): void {
    const tables = { ...api, ...cell, ...optional?.api, ...optional?.cell };
    for (const table of Object.keys(tables)) this.#expected.add(table);
  }

  /** What `session` tells of the columns of the database with this key, unless it is known. */
  source(database: string, session: ColumnSource): ColumnSource {
    const known = this.#known.get(database) ?? new Map<string, ReadonlySet<string> | undefined>();
    this.#known.set(database, known);
    return {
      columns: async (tables) => {
        if (tables.some((table) => !known.has(table))) {
          const asked = [...new Set([...tables, ...this.#expected])];
          const found = await session.columns(asked);
          for (const table of asked) known.set(table, found.get(table));
        }
        return new Map(tables.flatMap((table) => entryOf(table, known.get(table))));
      },
    };
  }
}

function entryOf(table: string, columns: ReadonlySet<string> | undefined) {
  return columns === undefined ? [] : [[table, columns] as const];
}
