import { ExpectedError } from '../error.js';
import { connectionFields } from './connection-fields.js';

/**
 * The database URL of a cell mapping whose template is filled from `[database]connection`, as Nova fills it
 * (nova/objects/cell_mapping.py, `format_db_url` and `_format_url`, the same from 19.0.0 to 33.0.0): a text for
 * Python's `str.format` with the fields of {@link connectionFields}, which stay percent-encoded. Every mapping goes
 * through it, so that `{{` means `{`. Conversions and format specifications (`{port!s}`, `{port:>5}`) are not known
 * here.
 *
 * Where it cannot be filled, Nova goes on with the template as it stands. We do so only where its braces can be a
 * plain part of a password, and say what is wrong otherwise, as it could only fail.
 *
 * @param template `database_connection` of the mapping
 * @param databaseConnection the option's value, or undefined where it is not set
 * @throws ExpectedError for a template that cannot be filled; it quotes nothing of either
 */
export function fillCellTemplate(template: string, databaseConnection: string | undefined): string {
  if (!/[{}]/.test(template)) return template;
  try {
    if (!databaseConnection) {
      throw new ExpectedError(
        'the database_connection of this cell mapping is a template, and [database]connection, from which Nova fills it, is not set; set it, or write the whole URL into the mapping (nova-manage cell_v2 update_cell).',
      );
    }
    return format(template, connectionFields(databaseConnection));
  } catch (error) {
    if (error instanceof ExpectedError && hasBracesInPasswordOnly(template)) return template;
    throw error;
  }
}

/** Python's `str.format` for fields that are plain names. */
function format(template: string, fields: ReadonlyMap<string, string>): string {
  return template.replaceAll(
    /\{\{|\}\}|\{([^{}]*)\}|[{}]/g,
    (found: string, name: string | undefined, offset: number) => {
      if (found === '{{' || found === '}}') return found.charAt(0);
      const value = name === undefined ? undefined : fields.get(name);
      if (value !== undefined) return value;
      throw new ExpectedError(
        `the template in the database_connection of this cell mapping cannot be filled: what begins with the brace at character ${offset + 1} is no field of it. [database]connection gives the fields ${[...fields.keys()].join(', ')}; a brace that is meant as such is written twice or percent-encoded.`,
      );
    },
  );
}

function hasBracesInPasswordOnly(template: string): boolean {
  const password = /^[\w+]+:\/\/[^:/@{}]*:([^@]*)@[^{}]*$/.exec(template)?.[1];
  return password !== undefined && !FIELD.test(password);
}

const FIELD = /\{(?:scheme|username|password|hostname|port|path|query|fragment)\d*\}/;
