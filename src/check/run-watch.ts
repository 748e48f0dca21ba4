import type { Cell } from '../nova/cell.js';
import type { Check } from './check.js';

/** Who asks cells: a check, or a command in the place of one. */
export type Asker = Pick<Check, 'id'>;

/** Is told how the run fares. */
export interface RunWatch {
  checkStarted(check: Asker): void;
  cellsAsked(check: Asker, cells: readonly Cell[]): void;
  /** Rows that the cell has seen of those it expects to see: finite, from 0 on, never more than are expected. */
  cellProgress(check: Asker, cell: Cell, seen: number, expected: number): void;
  /** The cell's server is busy with so many threads besides ours, and is waited for; undefined ends the wait. */
  cellBusy(check: Asker, cell: Cell, running: number | undefined): void;
  cellAnswered(check: Asker, cell: Cell): void;
  cellUnanswered(check: Asker, cell: Cell, reason: string): void;
  checkDone(check: Asker): void;
}
