import type { Check } from '../check/check.js';
import type { RunWatch } from '../check/run.js';
import { type Cell, cellName } from '../nova/cell.js';
import { fitting, printable } from '../report/wrap.js';
import type { Host, Output } from './host.js';

/** Tells on one line of a terminal how a long run fares; anywhere else it is silent. */
export interface Progress extends RunWatch {
  /** Wipes the line. */
  end(): void;
}

/** Before this, in milliseconds, nothing is shown: most runs are over by then. */
const PATIENCE = 500;
const INTERVAL = 200;

export function createProgress(stderr: Output, env: Host['env']): Progress {
  const started = performance.now();
  const running = new Map<Check, Map<string, Cell>>();
  let checks = 0;
  let cells = 0;
  let cellsDone = 0;
  let isShown = false;

  const draw = () => {
    if (performance.now() - started < PATIENCE) return;
    const waiting = [
      ...new Set([...running.values()].flatMap((asked) => [...asked.values()].map(cellName))),
    ];
    const seconds = Math.round((performance.now() - started) / 1000);
    const text = [
      `${checks - running.size} of ${checks} checks done`,
      ...(cells > 0 ? [`${cellsDone} of ${cells} cell answers`] : []),
      ...(waiting.length > 0 ? [`waiting for ${waiting.join(', ')}`] : []),
    ].join(', ');
    const width = (stderr.columns ?? 80) - 8;
    stderr.write(`\r\u001B[K${fitting(printable(text), width)} ${seconds} s`);
    isShown = true;
  };
  const isSeen = stderr.isTerminal && env['TERM'] !== 'dumb';
  const timer = isSeen ? setInterval(draw, INTERVAL) : undefined;

  return {
    checkStarted(check) {
      checks += 1;
      running.set(check, new Map());
    },
    cellsAsked(check, asked) {
      cells += asked.length;
      for (const cell of asked) running.get(check)?.set(cell.uuid, cell);
    },
    cellDone(check, cell) {
      cellsDone += 1;
      running.get(check)?.delete(cell.uuid);
    },
    checkDone(check) {
      running.delete(check);
    },
    end() {
      clearInterval(timer);
      if (isShown) stderr.write('\r\u001B[K');
    },
  };
}
