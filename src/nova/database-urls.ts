import type { Config, ConfigValue } from '../config/config.js';
import { type DatabaseUrl, parseDatabaseUrl, type UrlOptions } from '../database/url.js';
import { ExpectedError } from '../error.js';
import type { CellMapping } from './cell-mappings.js';
import { fillCellTemplate } from './cell-template.js';
import { cellName } from './cell.js';

/** What the URLs of a deployment depend on. */
export interface UrlSources {
  readonly config: Config;
  /** Where relative paths and `~` in URLs lead. */
  readonly cwd: string;
  readonly home: string;
}

/**
 * Where a cell's database is.
 *
 * @throws ExpectedError where the mapping gives no usable URL; the message holds no credentials
 */
export function cellUrl(sources: UrlSources, mapping: CellMapping): DatabaseUrl {
  const where = `cell mapping ${cellName(mapping)}`;
  if (mapping.connection === null || mapping.connection === '') {
    throw new ExpectedError(
      `${where} has no database_connection; set it with nova-manage cell_v2 update_cell.`,
    );
  }
  const connection = connectionOption(sources.config, 'database')?.value;
  return parseDatabaseUrl(
    fillCellTemplate(mapping.connection, connection),
    where,
    urlOptions(sources, 'database'),
  );
}

/**
 * Where the API database is.
 *
 * @throws ExpectedError where the configuration gives no usable URL; the message holds no credentials
 */
export function apiUrl(sources: UrlSources): DatabaseUrl {
  const { config } = sources;
  const connection = connectionOption(config, 'api_database');
  if (connection === undefined) {
    const files = config.files.join(', ');
    throw new ExpectedError(
      `[api_database]connection is not set${files === '' ? ': no configuration file was found; name one with --config-file' : ` in ${files}`}.`,
    );
  }
  const where = `[api_database]connection (${connection.origin})`;
  return parseDatabaseUrl(connection.value, where, urlOptions(sources, 'api_database'));
}

/** Nova 34.0.0, nova/db/main/api.py: a cell's connection takes every option of [database] but the URL. */
function urlOptions(sources: UrlSources, group: 'api_database' | 'database'): UrlOptions {
  const { config, cwd, home } = sources;
  const parameters = config.text(group, 'connection_parameters')?.value;
  return { cwd, home, ...(parameters === undefined ? {} : { connectionParameters: parameters }) };
}

/** The former names of [database]connection are those of oslo.db 17 (oslo_db/options.py); [api_database] has none. */
function connectionOption(
  config: Config,
  group: 'api_database' | 'database',
): ConfigValue<string> | undefined {
  const deprecated = group === 'database' ? FORMER_NAMES : [];
  return config.text(group, 'connection', { deprecated });
}

const FORMER_NAMES = [
  ['DEFAULT', 'sql_connection'],
  ['DATABASE', 'sql_connection'],
  ['sql', 'connection'],
] as const;
