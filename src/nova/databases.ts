import { follower, untilAborted } from '../abort.js';
import { openSession } from '../database/open.js';
import { createReader, type Reader } from '../database/reader.js';
import type { Answers } from '../database/select.js';
import type { Session } from '../database/session.js';
import { type DatabaseUrl, secretsOf, serverOf } from '../database/url.js';
import { ExpectedError, messageOf } from '../error.js';
import { type Asked, createAsk, type WantedColumns } from './ask-database.js';
import {
  type CellMapping,
  cellMappingColumns,
  cellMappings,
  type MappingTables,
} from './cell-mappings.js';
import type { Cell } from './cell.js';
import { ColumnMemory } from './column-memory.js';
import { apiUrl, cellUrl, type UrlSources } from './database-urls.js';
import type { CellAnswer, Deployment, OpenCell } from './deployment.js';
import type { GentleQuestion, GentlenessOptions } from './gentleness.js';
import { shareRests } from './rests.js';
import type { AnyColumns, CellTables, Reads } from './schema.js';
import { SessionPool, type Source } from './session-pool.js';
import { inTransaction, type Transaction } from './transaction.js';
import { type LendSecond, workOff } from './work-off.js';

/** Where the databases are, and what bounds their use. */
export interface DatabaseOptions extends UrlSources, GentlenessOptions {
  /** The most connections at once. */
  readonly concurrency: number;
  /** The most connections at once to one server. */
  readonly serverConcurrency: number;
  /** Milliseconds that one database may take to answer one check, rests and waits for a busy server not counted. */
  readonly timeout: number;
  /** Ends everything, running statements included. */
  readonly signal: AbortSignal;
}

/** The databases of a deployment, from which each check gets a view of its own. */
export interface Databases {
  /** Tells what somebody is going to read later on, so that each database is asked for its columns once. */
  expect(reads: Reads): void;
  /**
   * A deployment that reads what `reads` names and tells `watch` how the cells fare; `timeout` where a question is worth
   * less time than others.
   */
  view(reads: Reads, watch: CellWatch, timeout?: number): Deployment;
  /**
   * Changes a cell, in one transaction of a session of its own. It is open while `act` runs, and taken back unless that
   * commits. Rejects with an ExpectedError where the cell is not mapped, cannot be reached, or `act` takes too long.
   */
  change<T>(
    cell: Pick<Cell, 'uuid'>,
    columns: AnyColumns,
    act: (transaction: Transaction) => Promise<T>,
  ): Promise<T>;
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
  /** The cell is waited for, since its server is busy with so many threads besides ours; undefined ends the wait. */
  busy(cell: Cell, running: number | undefined): void;
  answered(cell: Cell): void;
  unanswered(cell: Cell, reason: string): void;
}

/** A connection takes no longer than this, as with PyMySQL 1.1 (connections.py, connect_timeout). */
const CONNECT_TIMEOUT = 10_000;

/** Opens nothing yet: databases are connected when a check asks them. */
export function openDatabases(options: DatabaseOptions): Databases {
  const closing = follower(options.signal);
  const { signal } = closing;
  const pool = new SessionPool({ all: options.concurrency, server: options.serverConcurrency });
  // Cells are asked for it too, which costs them nothing.
  const memory = new ColumnMemory(Object.keys(cellMappingColumns));
  const ask = createAsk({ ...options, pool, memory, signal });
  const secrets = new Set<string>();
  const databases = new Map<string, Database>();
  let mappings: Promise<readonly CellMapping[]> | undefined;

  function database(key: string, urlOf: () => DatabaseUrl): Database {
    const known = databases.get(key);
    if (known !== undefined) return known;
    const url = urlOf();
    for (const secret of secretsOf(url)) secrets.add(secret);
    const limits = {
      statementTimeout: options.timeout,
      connectTimeout: Math.min(CONNECT_TIMEOUT, options.timeout),
    };
    const open: Source['open'] = async (opening) => openSession(url, limits, opening);
    const made = { from: { key, server: serverOf(url), open }, answers: new Map() };
    databases.set(key, made);
    return made;
  }

  async function askApi<T>(
    columns: WantedColumns,
    timeout: number,
    question: (reader: Reader<MappingTables>, asked: Asked) => Promise<T>,
  ) {
    try {
      const { from, answers } = database('api', () => apiUrl(options));
      return await ask(
        from,
        columns,
        timeout,
        () => {},
        async (asked) => question(createReader(asked.session, asked.signal, answers), asked),
      );
    } catch (error) {
      throw error instanceof ExpectedError && !signal.aborted
        ? new ExpectedError(`API database: ${error.message}`, { cause: error })
        : error;
    }
  }

  async function allMappings(): Promise<readonly CellMapping[]> {
    const columns = { required: cellMappingColumns, optional: {} };
    mappings ??= askApi(columns, options.timeout, cellMappings);
    return mappings;
  }

  async function askCell<T>(
    mapping: CellMapping,
    reads: Reads,
    timeout: number,
    question: (cell: OpenCell) => Promise<T>,
    watch: Pick<OpenCell, 'progress'> & Pick<GentleQuestion, 'tellBusy'>,
  ): Promise<T> {
    const { from, answers } = database(mapping.uuid, () => cellUrl(options, mapping));
    return ask(
      from,
      { required: reads.cell ?? {}, optional: reads.optional?.cell ?? {} },
      timeout,
      watch.tellBusy,
      async ({ session, has, signal: limited, askSecond }) => {
        const reader = cellReader(session, limited, answers);
        const lendSecond: LendSecond = async (use) =>
          askSecond(async (second, beside, isWanted) =>
            use(cellReader(second, beside, answers), isWanted),
          );
        const cell: OpenCell = {
          ...publicCell(mapping),
          reader,
          has,
          signal: limited,
          progress: watch.progress,
          workOff: async (step, patience) => workOff(reader, lendSecond, step, patience),
        };
        return untilAborted(question(cell), limited);
      },
    );
  }

  async function change<T>(
    { uuid }: Pick<Cell, 'uuid'>,
    columns: AnyColumns,
    act: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const mapping = (await allMappings()).find((known) => known.uuid === uuid);
    if (mapping === undefined) throw new ExpectedError(`there is no cell ${uuid}.`);
    const url = cellUrl(options, mapping);
    for (const secret of secretsOf(url)) secrets.add(secret);
    const { timeout } = options;
    const connectTimeout = Math.min(CONNECT_TIMEOUT, timeout);
    return inTransaction(url, { timeout, connectTimeout, signal }, columns, act);
  }

  return {
    change,
    expect: (reads) => memory.expect(reads),
    secrets: () => [...secrets],
    close: async () => {
      closing.abort(new ExpectedError('the run is over.'));
      await pool.close();
    },
    view: (reads, watch, timeout = options.timeout) => {
      memory.expect(reads);
      return {
        config: options.config,
        askApi: async (question) =>
          askApi(
            { required: reads.api ?? {}, optional: reads.optional?.api ?? {} },
            timeout,
            async (reader, { signal: limited, has }) => question(reader, limited, has),
          ),
        cells: async () => (await allMappings()).map(publicCell),
        askCells: async <T>(
          question: (cell: OpenCell) => Promise<T>,
          {
            cell0 = false,
            only = (cell) => cell0 || !cell.isCell0,
          }: Parameters<Deployment['askCells']>[1] & {} = {},
        ) => {
          const asked = (await allMappings()).filter((mapping) => only(publicCell(mapping)));
          watch.asking(asked.map(publicCell));
          const answers = await Promise.all(
            asked.map(async (mapping): Promise<CellAnswer<T> | undefined> => {
              const cell = publicCell(mapping);
              let isOver = false;
              try {
                const value = await askCell(mapping, reads, timeout, question, {
                  progress: (seen, expected) => {
                    if (!isOver) watch.progress(cell, seen, expected);
                  },
                  tellBusy: (running) => {
                    if (!isOver) watch.busy(cell, running);
                  },
                });
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
      };
    },
  };
}

/** A database of the deployment, once it is known where it is. */
interface Database {
  readonly from: Source;
  readonly answers: Answers;
}

function cellReader(session: Session, signal: AbortSignal, answers: Answers): Reader<CellTables> {
  const reader = createReader<CellTables>(session, signal, answers);
  shareRests(session, reader);
  return reader;
}

function publicCell({ uuid, name, disabled, isCell0 }: Cell): Cell {
  return Object.freeze({ uuid, name, disabled, isCell0 });
}
