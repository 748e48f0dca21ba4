import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import cellsV2 from '../../checks/cells-v2.js';
import hwMachineTypeUnset from '../../checks/hw-machine-type-unset.js';
import { progressJson } from '../../src/cli/progress-json.js';
import type { Cell } from '../../src/nova/cell.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What tells, and the lines that it wrote. */
function told() {
  const lines: string[] = [];
  const progress = progressJson({
    write: (text) => lines.push(text),
    isTerminal: false,
    columns: undefined,
    rows: undefined,
  });
  return { progress, lines };
}

const cell = (name: string | null): Cell => ({
  uuid: `uuid of ${name}`,
  name,
  disabled: false,
  isCell0: false,
});

interface Told {
  readonly check: string;
  readonly cell?: Pick<Cell, 'name'>;
  readonly seen?: number;
}

it('tells every event on a line of its own, and wipes nothing', () => {
  const { progress, lines } = told();
  const [one, two] = [cell('cell1'), cell(null)];
  progress.checkStarted(cellsV2);
  vi.advanceTimersByTime(12.4);
  progress.cellsAsked(cellsV2, [one, two]);
  progress.cellProgress(cellsV2, two, 10, 40);
  vi.advanceTimersByTime(100);
  progress.cellBusy(cellsV2, two, 31);
  progress.cellBusy(cellsV2, two, undefined);
  progress.cellUnanswered(cellsV2, one, 'connection refused.');
  progress.cellAnswered(cellsV2, two);
  progress.checkDone(cellsV2);
  progress.end();
  const check = 'cells-v2';
  const named = [
    { uuid: 'uuid of cell1', name: 'cell1' },
    { uuid: 'uuid of null', name: null },
  ];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: 'check-started', ms: 0, check },
    { event: 'cells-asked', ms: 12, check, cells: named },
    { event: 'cell-progress', ms: 12, check, cell: named[1], seen: 10, expected: 40 },
    { event: 'cell-busy', ms: 112, check, cell: named[1], running: 31 },
    { event: 'cell-unanswered', ms: 112, check, cell: named[0], reason: 'connection refused.' },
    { event: 'cell-answered', ms: 112, check, cell: named[1] },
    { event: 'check-done', ms: 112, check },
  ]);
  expect(lines.filter((line) => line.indexOf('\n') !== line.length - 1)).toEqual([]);
});

it('tells of rows at most twice a second for each cell and check', () => {
  const { progress, lines } = told();
  const checks = [cellsV2, hwMachineTypeUnset];
  for (const check of checks) progress.checkStarted(check);
  for (let ms = 0; ms < 1600; ms += 100) {
    for (const check of checks) {
      progress.cellProgress(check, cell('cell1'), ms, 1600);
      if (ms >= 300) progress.cellProgress(check, cell('cell2'), ms, 1600);
    }
    vi.advanceTimersByTime(100);
  }
  const seen = lines.flatMap((line) => {
    const { check, cell, seen } = JSON.parse(line) as Told;
    return cell === undefined ? [] : [`${check} ${cell.name} ${seen}`];
  });
  const times = [
    [0, 500, 1000, 1500].map((ms) => `cell1 ${ms}`),
    [300, 800, 1300].map((ms) => `cell2 ${ms}`),
  ].flat();
  expect(seen.toSorted()).toEqual(
    checks.flatMap(({ id }) => times.map((time) => `${id} ${time}`)).toSorted(),
  );
});

it('shows what steers terminals as such', () => {
  const { progress, lines } = told();
  progress.cellAnswered(cellsV2, cell('a\u009B2Jb\n'));
  expect(lines).toEqual([
    String.raw`{"event":"cell-answered","ms":0,"check":"cells-v2","cell":{"uuid":"uuid of a\u009b2Jb\n","name":"a\u009b2Jb\n"}}` +
      '\n',
  ]);
});
