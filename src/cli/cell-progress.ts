import type { Cell } from '../nova/cell.js';
import type { CellWatch } from '../nova/databases.js';
import type { Host } from './host.js';
import { createProgress } from './progress.js';

/** Shows how the cells fare that a command asks itself. */
export interface CellProgress extends CellWatch {
  /** The last answer is there: what was only good for meanwhile is wiped off the terminal. */
  end(): void;
}

/**
 * Shows on a terminal how the cells fare that a command asks, as `upgrade check` does.
 *
 * @param unanswered is told which cells do not answer, and why
 */
export function cellProgress(
  command: string,
  { stderr, env }: Pick<Host, 'stderr' | 'env'>,
  unanswered: (cell: Cell, reason: string) => void,
): CellProgress {
  const progress = createProgress('auto', stderr, env);
  const asker = { id: command };
  progress.checkStarted(asker);
  return {
    asking: (cells) => progress.cellsAsked(asker, cells),
    progress: (cell, seen, expected) => progress.cellProgress(asker, cell, seen, expected),
    busy: (cell, running) => progress.cellBusy(asker, cell, running),
    answered: (cell) => progress.cellAnswered(asker, cell),
    unanswered(cell, reason) {
      progress.cellUnanswered(asker, cell, reason);
      unanswered(cell, reason);
    },
    end: () => progress.end(),
  };
}
