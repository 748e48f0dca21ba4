import { untilAborted, withTimeLimit } from '../abort.js';
import type { Config, ConfigValue } from '../config/config.js';
import { createReader, type Reader } from '../database/reader.js';
import { openSession } from '../database/open.js';
import type { Session } from '../database/session.js';
import { type DatabaseUrl, parseDatabaseUrl, secretsOf, type UrlOptions } from '../database/url.js';
import { ExpectedError, messageOf } from '../error.js';
import { type CellMapping, cellMappingColumns, cellMappings } from './cell-mappings.js';
import { fillCellTemplate } from './cell-template.js';
import { type Cell, cellName } from './cell.js';
import type { CellAnswer, Deployment, OpenCell, TellProgress } from './deployment.js';
import type { AnyColumns, ApiTables, CellTables, Columns, Reads } from './schema.js';
import { SessionPool, type Source } from './session-pool.js';
import { requireColumns } from './required-columns.js';

/** What bounds the use of the databases. */
export interface DatabaseOptions {
  readonly config: Config;
  /** Where relative paths and `~` in URLs lead. */
  readonly cwd: string;
  readonly home: string;
  /** The most connections at once. */
  readonly concurrency: number;
  /** Milliseconds that one database may take to answer one check. */
  readonly timeout: number;
  /** Ends everything, running statements included. */
  readonly signal: AbortSignal;
}

/** The databases of a deployment, from which each check gets a view of its own. */
export interface Databases {
  /** A deployment that reads what `reads` names and tells `watch` how the cells fare. */
  view(reads: Reads, watch: CellWatch): Deployment;
  /** Every password that is known by now: no foreign text that holds one may be shown. */
  secrets(): readonly string[];
  /** Ends what is still being asked, on its server too, and closes every session. */
  close(): Promise<void>;
}

/** Is told how each cell fares. */
export interface CellWatch {
  asking(cells: readonly Cell[]): void;
  /** While the cell is being asked: rows seen of rows expected, as the check tells them. */
  progress(cell: Cell, seen: number, expected: number): void;
  answered(cell: Cell): void;
  unanswered(cell: Cell, reason: string): void;
}

/** A connection takes no longer than this, as with PyMySQL 1.1 (connections.py, connect_timeout). */
const CONNECT_TIMEOUT = 10_000;

/** Opens nothing yet: databases are connected when a check asks them. */
export function openDatabases(options: DatabaseOptions): Databases {
  const { timeout } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  const pool = new SessionPool(options.concurrency);
  const secrets = new Set<string>();
  let mappings: Promise<readonly CellMapping[]> | undefined;

  const source = (key: string, urlOf: () => DatabaseUrl): Source => ({
    key,
    open: async (opening) => {
      const url = urlOf();
      for (const secret of secretsOf(url)) secrets.add(secret);
      const limits = {
        statementTimeout: timeout,
        connectTimeout: Math.min(CONNECT_TIMEOUT, timeout),
      };
      return openSession(url, limits, opening);
    },
  });
  const api = source('api', () => apiUrl(options));

  async function ask<T>(
    from: Source,
    what: string,
    columns: AnyColumns,
    question: (session: Session, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const giveBack = await pool.place(signal);
    const late = () => new ExpectedError(`no answer within ${timeout / 1000} s (--timeout).`);
    try {
      return await withTimeLimit(timeout, late, signal, async (limited) =>
        pool.ask(from, limited, async (session) => {
          await requireColumns(session, columns);
          return question(session, limited);
        }),
      );
    } catch (error) {
      throw error instanceof ExpectedError && what !== ''
        ? new ExpectedError(`${what}: ${error.message}`, { cause: error })
        : error;
    } finally {
      giveBack();
    }
  }

  async function askApi<T>(
    columns: Columns<ApiTables>,
    question: (reader: Reader<ApiTables>, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return ask(api, 'API database', columns, async (session, limited) =>
      question(createReader<ApiTables>(session, limited), limited),
    );
  }

  async function allMappings(): Promise<readonly CellMapping[]> {
    mappings ??= ask(api, 'API database', cellMappingColumns, async (session, limited) =>
      cellMappings(createReader(session, limited)),
    );
    return mappings;
  }

  async function askCell<T>(
    mapping: CellMapping,
    reads: Reads,
    question: (cell: OpenCell) => Promise<T>,
    progress: TellProgress,
  ): Promise<T> {
    const from = source(mapping.uuid, () => cellUrl(options, mapping));
    return ask(from, '', reads.cell ?? {}, async (session, limited) => {
      const reader = createReader<CellTables>(session, limited);
      const cell = { ...publicCell(mapping), reader, signal: limited, progress };
      return untilAborted(question(cell), limited);
    });
  }

  return {
    secrets: () => [...secrets],
    close: async () => {
      closing.abort(new ExpectedError('the run is over.'));
      await pool.close();
    },
    view: (reads, watch) => ({
      config: options.config,
      askApi: async (question) => askApi(reads.api ?? {}, question),
      cells: async () => (await allMappings()).map(publicCell),
      askCells: async <T>(
        question: (cell: OpenCell) => Promise<T>,
        { cell0 = false }: { readonly cell0?: boolean } = {},
      ) => {
        const asked = (await allMappings()).filter((mapping) => cell0 || !mapping.isCell0);
        watch.asking(asked.map(publicCell));
        const answers = await Promise.all(
          asked.map(async (mapping): Promise<CellAnswer<T> | undefined> => {
            const cell = publicCell(mapping);
            let isOver = false;
            const progress: TellProgress = (seen, expected) => {
              if (!isOver) watch.progress(cell, seen, expected);
            };
            try {
              const value = await askCell(mapping, reads, question, progress);
              watch.answered(cell);
              return { cell, value };
            } catch (error) {
              if (!(error instanceof ExpectedError)) throw error;
              watch.unanswered(cell, messageOf(error));
              return undefined;
            } finally {
              isOver = true;
            }
          }),
        );
        return answers.filter((answer) => answer !== undefined);
      },
    }),
  };
}

function publicCell({ uuid, name, disabled, isCell0 }: Cell): Cell {
  return Object.freeze({ uuid, name, disabled, isCell0 });
}

function cellUrl(options: DatabaseOptions, mapping: CellMapping): DatabaseUrl {
  const where = `cell mapping ${cellName(mapping)}`;
  if (mapping.connection === null || mapping.connection === '') {
    throw new ExpectedError(
      `${where} has no database_connection; set it with nova-manage cell_v2 update_cell.`,
    );
  }
  const connection = connectionOption(options.config, 'database')?.value;
  return parseDatabaseUrl(
    fillCellTemplate(mapping.connection, connection),
    where,
    urlOptions(options, 'database'),
  );
}

function apiUrl(options: DatabaseOptions): DatabaseUrl {
  const { config } = options;
  const connection = connectionOption(config, 'api_database');
  if (connection === undefined) {
    const files = config.files.join(', ');
    throw new ExpectedError(
      `[api_database]connection is not set${files === '' ? ': no configuration file was found; name one with --config-file' : ` in ${files}`}.`,
    );
  }
  const where = `[api_database]connection (${connection.origin})`;
  return parseDatabaseUrl(connection.value, where, urlOptions(options, 'api_database'));
}

/** Nova 34.0.0, nova/db/main/api.py: a cell's connection takes every option of [database] but the URL. */
function urlOptions(options: DatabaseOptions, group: 'api_database' | 'database'): UrlOptions {
  const { config, cwd, home } = options;
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
