import type { Config } from '../config/config.js';
import type { Reader } from '../database/reader.js';
import type { Cell } from './cell.js';
import type { ApiTables, CellTables, HasTable } from './schema.js';
import type { Step } from './work-off.js';

export type { Step } from './work-off.js';

/**
 * A Nova deployment as a check sees it. Nothing is connected before it is asked for, and nothing can be written.
 */
export interface Deployment {
  /** The configuration, as Nova would read it here, with the place that each value came from. */
  readonly config: Config;

  /** Asks the API database. Rejects with an ExpectedError when it cannot answer. */
  askApi<T>(
    ask: (reader: Reader<ApiTables>, signal: AbortSignal, has: HasTable<ApiTables>) => Promise<T>,
  ): Promise<T>;

  /** Every cell in the order of the mappings, cell0 and disabled ones too. Rejects as `askApi` does. */
  cells(): Promise<readonly Cell[]>;

  /**
   * Asks every cell but cell0 (unless `cell0` is set), or those alone that `only` takes, cell0 among them, side by side,
   * each under the time limit. Gives the answers of those that answered, in the order of the mappings. A cell that cannot
   * answer is not the caller's business: it is recorded with its reason, and the check then cannot end in a success.
   * Questions are asked one after the other and not within one another: each takes a connection, and there are not many.
   */
  askCells<T>(
    ask: (cell: OpenCell) => Promise<T>,
    options?: { readonly cell0?: boolean; readonly only?: (cell: Cell) => boolean },
  ): Promise<readonly CellAnswer<T>[]>;
}

/** A cell that is being asked. Once `signal` is aborted its time is up. */
export interface OpenCell extends Cell {
  readonly reader: Reader<CellTables>;
  readonly has: HasTable<CellTables>;
  readonly signal: AbortSignal;
  /**
   * Tells whoever waits how far this cell is: rows seen so far, of those that will have been seen at the end. Costs
   * little, yet belongs after a statement and not after each row. What is no finite number is not passed on.
   */
  readonly progress: TellProgress;
  /**
   * Works off what can be done in pieces: takes `step` after `step` until one gives false, two at a time where a second
   * session may be had without anybody waiting for it. A cell that is alone on its server is done nearly twice as fast.
   * Where the work is over within `patience` milliseconds, none is opened.
   */
  readonly workOff: (step: Step, patience?: number) => Promise<void>;
}

/** Told of rows: how many were seen, and how many are expected in all. */
export type TellProgress = (seen: number, expected: number) => void;

/** What one cell answered. */
export interface CellAnswer<T> {
  readonly cell: Cell;
  readonly value: T;
}
