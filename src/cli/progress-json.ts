import type { Asker } from '../check/run-watch.js';
import type { Cell } from '../nova/cell.js';
import { escapedJson } from '../report/json.js';
import type { Output } from './host.js';
import type { Progress } from './progress.js';

/** Milliseconds between two tellings of how far a cell is in a check. */
const INTERVAL = 500;

/** Tells how a run fares as one JSON object a line: `event`, `ms` since the run began, and what the event is about. */
export function progressJson(stderr: Output): Progress {
  const started = performance.now();
  /** When it was last told how far a cell is, by check and cell UUID. */
  const told = new Map<Asker, Map<string, number>>();
  const tell = (event: string, facts: Readonly<Record<string, unknown>>) => {
    const ms = Math.round(performance.now() - started);
    stderr.write(`${escapedJson(JSON.stringify({ event, ms, ...facts }))}\n`);
  };

  return {
    checkStarted(check) {
      told.set(check, new Map());
      tell('check-started', { check: check.id });
    },
    cellsAsked(check, cells) {
      tell('cells-asked', { check: check.id, cells: cells.map(named) });
    },
    cellProgress(check, cell, seen, expected) {
      const now = performance.now();
      const last = told.get(check);
      if (now - (last?.get(cell.uuid) ?? -Infinity) < INTERVAL) return;
      last?.set(cell.uuid, now);
      tell('cell-progress', { check: check.id, cell: named(cell), seen, expected });
    },
    cellBusy(check, cell, running) {
      if (running === undefined) return;
      tell('cell-busy', { check: check.id, cell: named(cell), running });
    },
    cellAnswered(check, cell) {
      tell('cell-answered', { check: check.id, cell: named(cell) });
    },
    cellUnanswered(check, cell, reason) {
      tell('cell-unanswered', { check: check.id, cell: named(cell), reason });
    },
    checkDone(check) {
      tell('check-done', { check: check.id });
    },
    end() {},
  };
}

/** A cell as the report names it too. */
function named({ uuid, name }: Cell): Pick<Cell, 'uuid' | 'name'> {
  return { uuid, name };
}
