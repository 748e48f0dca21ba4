import { join } from 'node:path';
import { ExpectedError } from '../error.js';

/** First line of the demo's nova.conf, by which a directory is known to be ours to replace. */
export const marker = '# Demo deployment made by nova-preflight. Making it again replaces it.';

/** Names of the demo's files within its directory. */
export const fileNames = {
  configuration: 'nova.conf',
  api: 'nova_api.db',
  cell: (number: number) => `nova_cell${number}.db`,
} as const;

/** The text of nova.conf for a demo in `directory` (absolute). */
export function novaConf(directory: string): string {
  const api = configValue(databaseUrl(join(directory, fileNames.api)));
  const cell0 = configValue(databaseUrl(join(directory, fileNames.cell(0))));
  return `${marker}
# It is the configuration of the services above the cells, cut down to what is needed to find the databases. There is no
# Placement to ask (--skip placement-api), and no Cinder is used. As in many a cloud that is older than the advice to do
# it (CVE-2023-2088), nobody has turned on [service_user]send_service_user_token: a check fails over that.

[DEFAULT]
# The message queue of these services. The mapping of cell3 is a template that is filled from this URL.
transport_url = rabbit://nova:demo@rabbit.cloud.example.net:5672/

[api_database]
# Here are the mappings: which cells there are, which host is in which cell, which instance is in which cell.
connection = ${api}

[database]
# The cell that these services have for themselves: cell0. The mapping of cell3 is filled from this URL, too.
connection = ${cell0}
`;
}

/**
 * What `cell_mappings.database_connection` says about a SQLite file, as a literal URL or, with `template`, with the
 * scheme left to `[database]connection`. Nova runs both through Python's str.format, so braces in the path are doubled
 * (nova/objects/cell_mapping.py, format_db_url).
 */
export function cellConnection(file: string, form: 'literal' | 'template'): string {
  const url = databaseUrl(file).replaceAll('{', '{{').replaceAll('}', '}}');
  return form === 'template' ? url.replace(/^sqlite:/, '{scheme}:') : url;
}

/**
 * Refuses a directory whose path cannot stand in a SQLite URL of SQLAlchemy (which takes the rest from "?" for options and
 * decodes nothing) within nova.conf (where a backslash or a line break has a meaning of its own).
 *
 * @throws ExpectedError
 */
export function checkPath(directory: string): void {
  // oxlint-disable-next-line no-control-regex
  if (/[?\\\u0000-\u001f\u007f]/.test(directory)) {
    throw new ExpectedError(
      `The demo cannot be made in ${JSON.stringify(directory)}: nova.conf cannot name a database in a directory ` +
        'with a question mark, a backslash or a control character in its path. Choose another directory.',
    );
  }
}

function databaseUrl(file: string): string {
  return `sqlite:///${file}`;
}

/** oslo.config takes "$" for a reference to another option. */
function configValue(text: string): string {
  return text.replaceAll('$', '$$$$');
}
