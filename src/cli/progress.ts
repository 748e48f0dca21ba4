import type { RunWatch } from '../check/run-watch.js';
import type { Host, Output } from './host.js';
import type { ProgressMode } from './check-options.js';
import { progressBars } from './progress-bars.js';
import { progressJson } from './progress-json.js';

/** Tells on stderr how a run fares. */
export interface Progress extends RunWatch {
  /** The run is over: what was only good for meanwhile is wiped off a terminal. */
  end(): void;
}

/** With `auto` a terminal is told, as long as it can move its cursor, and nobody else. */
export function createProgress(mode: ProgressMode, stderr: Output, env: Host['env']): Progress {
  if (mode === 'json') return progressJson(stderr);
  const canBeRedrawn = stderr.isTerminal && env['TERM'] !== 'dumb';
  return mode === 'auto' && canBeRedrawn ? progressBars(stderr) : SILENT;
}

const SILENT: Progress = {
  checkStarted() {},
  cellsAsked() {},
  cellProgress() {},
  cellBusy() {},
  cellAnswered() {},
  cellUnanswered() {},
  checkDone() {},
  end() {},
};
