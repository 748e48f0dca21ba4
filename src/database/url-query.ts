import { ExpectedError } from '../error.js';

/** The settings in a URL's query, read one by one; every reader raises ExpectedError for a value it cannot take. */
export interface UrlQuery {
  /** The value of the first of `keys` that is given. One key given twice is an error, as it is for Nova. */
  text(...keys: string[]): string | undefined;
  /** Booleans as SQLAlchemy takes them (lib/sqlalchemy/util/langhelpers.py, `asbool`). */
  flag(...keys: string[]): boolean | undefined;
}

/**
 * @param values what the query holds
 * @param where what holds the URL, for messages
 */
export function urlQuery(values: ReadonlyMap<string, readonly string[]>, where: string): UrlQuery {
  const only = (key: string): string | undefined => {
    const [first, ...more] = values.get(key) ?? [];
    if (more.length === 0) return first;
    throw new ExpectedError(
      `${where}: ${key} is given ${more.length + 1} times in the database URL (connection_parameters are added to it); Nova's drivers take it once.`,
    );
  };
  const find = (keys: readonly string[]) => {
    for (const key of keys) {
      const value = only(key);
      if (value !== undefined) return { key, value };
    }
    return undefined;
  };
  return {
    text: (...keys) => find(keys)?.value,
    flag: (...keys) => {
      const found = find(keys);
      if (found === undefined) return undefined;
      const word = found.value.trim().toLowerCase();
      if (TRUE.has(word)) return true;
      if (FALSE.has(word)) return false;
      throw new ExpectedError(
        `${where}: ${found.key}=${found.value} in the database URL is neither true nor false.`,
      );
    },
  };
}

const TRUE = new Set(['true', 'yes', 'on', 'y', 't', '1']);
const FALSE = new Set(['false', 'no', 'off', 'n', 'f', '0']);
