import type { Asker } from '../check/run-watch.js';
import { type Cell, cellName } from '../nova/cell.js';
import type { Output } from './host.js';
import type { Progress } from './progress.js';
import { type CountingCell, progressLines, type ProgressState } from './progress-lines.js';

/** Before this, in milliseconds, nothing is shown: most runs are over by then. */
const PATIENCE = 500;
const INTERVAL = 200;
/** For so long, in milliseconds, rows are counted before the time left is told. */
const TELLING = 1000;

/** A question to a cell that is waited for, and the rows that it told of. */
interface Question {
  readonly cell: Cell;
  count?: Count;
  /** Its server is too busy to be asked. */
  isBusy: boolean;
}

interface Count {
  readonly firstAt: number;
  readonly firstSeen: number;
  readonly seen: number;
  readonly expected: number;
}

/** Shows on a terminal how a long run fares, and wipes it at the end. */
export function progressBars(stderr: Output): Progress {
  const started = performance.now();
  const running = new Map<Asker, Map<string, Question>>();
  let checks = 0;
  let cells = 0;
  let cellsDone = 0;
  /** Lines on the screen; the cursor is at the end of the last. */
  let shown = 0;

  const state = (now: number): ProgressState => {
    const questions = [...running].flatMap(([check, asked]) =>
      [...asked.values()].map(({ cell, count, isBusy }) => ({ check, cell, count, isBusy })),
    );
    const counting = questions.flatMap(({ check, cell, count, isBusy }) =>
      count === undefined ? [] : [{ check, cell, count, isBusy }],
    );
    const counters = new Set(counting.map(({ check }) => check));
    return {
      checks,
      checksDone: checks - running.size,
      cells,
      cellsDone,
      counting: counting.map(({ check, cell, count, isBusy }): CountingCell => ({
        name: counters.size > 1 ? `${cellName(cell)} (${check.id})` : cellName(cell),
        seen: count.seen,
        expected: count.expected,
        left: timeLeft(count, now),
        isBusy,
      })),
      waiting: [
        ...new Set(
          questions.flatMap(({ cell, count, isBusy }) =>
            count === undefined ? [`${cellName(cell)}${isBusy ? ' (server busy)' : ''}`] : [],
          ),
        ),
      ],
      milliseconds: now - started,
    };
  };
  const redraw = (lines: readonly string[]) => {
    const up = shown > 1 ? `\u001B[${shown - 1}A` : '';
    stderr.write(`\r${up}\u001B[J${lines.join('\n')}`);
    shown = lines.length;
  };
  const draw = () => {
    const now = performance.now();
    if (now - started >= PATIENCE) redraw(progressLines(state(now), stderr));
  };
  const timer = setInterval(draw, INTERVAL);
  const cellDone = (check: Asker, cell: Cell) => {
    cellsDone += 1;
    running.get(check)?.delete(cell.uuid);
  };

  return {
    checkStarted(check) {
      checks += 1;
      running.set(check, new Map());
    },
    cellsAsked(check, asked) {
      cells += asked.length;
      for (const cell of asked) running.get(check)?.set(cell.uuid, { cell, isBusy: false });
    },
    cellProgress(check, cell, seen, expected) {
      const question = running.get(check)?.get(cell.uuid);
      if (question === undefined) return;
      const { firstAt = performance.now(), firstSeen = seen } = question.count ?? {};
      question.count = { firstAt, firstSeen, seen, expected };
    },
    cellBusy(check, cell, threads) {
      const question = running.get(check)?.get(cell.uuid);
      if (question !== undefined) question.isBusy = threads !== undefined;
    },
    cellAnswered: cellDone,
    cellUnanswered: cellDone,
    checkDone(check) {
      running.delete(check);
    },
    end() {
      clearInterval(timer);
      if (shown > 0) redraw([]);
    },
  };
}

/** At the pace so far, up to now: a cell that stands still has more and more time left. */
function timeLeft(count: Count, now: number): number | undefined {
  const elapsed = now - count.firstAt;
  const rows = count.seen - count.firstSeen;
  if (elapsed < TELLING || rows <= 0 || count.seen >= count.expected) return undefined;
  return ((count.expected - count.seen) * elapsed) / rows;
}
