import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import cellsV2 from '../../checks/cells-v2.js';
import hwMachineTypeUnset from '../../checks/hw-machine-type-unset.js';
import type { Output } from '../../src/cli/host.js';
import { progressBars } from '../../src/cli/progress-bars.js';
import type { Cell } from '../../src/nova/cell.js';

const WIPE = '\r\u001B[J';
const wipeLines = (lines: number) => `\r\u001B[${lines - 1}A\u001B[J`;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Bars on a terminal, what they wrote since one last asked, and the last of it after one more interval. */
function watched(stream: Partial<Output> = {}) {
  let texts: string[] = [];
  const stderr: Output = {
    write: (text) => texts.push(text),
    isTerminal: true,
    columns: 100,
    rows: 24,
    ...stream,
  };
  const progress = progressBars(stderr);
  const written = (): string[] => {
    const since = texts;
    texts = [];
    return since;
  };
  const next = (): string | undefined => {
    vi.advanceTimersByTime(200);
    return written().at(-1);
  };
  return { progress, written, next };
}

function cell(name: string | null): Cell {
  return { uuid: `uuid of ${name}`, name, disabled: false, isCell0: false };
}

it('tells what is done and what is waited for, and wipes it', () => {
  const { progress, written, next } = watched();
  const [one, two, unnamed] = [cell('cell1'), cell('cell2'), cell(null)];
  progress.checkStarted(cellsV2);
  progress.checkStarted(hwMachineTypeUnset);
  vi.advanceTimersByTime(400);
  expect(written()).toStrictEqual([]);
  expect(next()).toBe(`${WIPE}0 of 2 checks done 1 s`);

  progress.cellsAsked(cellsV2, [one, two, unnamed]);
  progress.cellsAsked(hwMachineTypeUnset, [one, two]);
  expect(next()).toBe(
    `${WIPE}0 of 2 checks done, 0 of 5 cell answers, waiting for cell1, cell2, uuid of null 1 s`,
  );
  progress.cellAnswered(cellsV2, one);
  progress.cellUnanswered(hwMachineTypeUnset, two, 'no.');
  progress.cellAnswered(cellsV2, unnamed);
  expect(next()).toBe(
    `${WIPE}0 of 2 checks done, 3 of 5 cell answers, waiting for cell2, cell1 1 s`,
  );
  progress.cellAnswered(cellsV2, two);
  progress.checkDone(cellsV2);
  vi.advanceTimersByTime(60_000);
  expect(next()).toBe(`${WIPE}1 of 2 checks done, 4 of 5 cell answers, waiting for cell1 61 s`);

  progress.end();
  expect(written()).toStrictEqual([WIPE]);
  vi.advanceTimersByTime(10_000);
  expect(written()).toStrictEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it('tells of cells whose server is busy, as long as it is', () => {
  const { progress, next } = watched();
  const [one, two] = [cell('cell1'), cell('cell2')];
  progress.checkStarted(cellsV2);
  progress.cellsAsked(cellsV2, [one, two]);
  vi.advanceTimersByTime(400);
  progress.cellProgress(cellsV2, two, 1, 2);
  progress.cellBusy(cellsV2, one, 31);
  progress.cellBusy(cellsV2, two, 31);
  expect(next()).toBe(
    `${WIPE}cell2  [###############...............]  1 of 2 rows, server busy\n` +
      '0 of 2 cell answers, waiting for cell1 (server busy) 1 s',
  );
  progress.cellBusy(cellsV2, one, undefined);
  progress.cellBusy(cellsV2, two, undefined);
  expect(next()).toBe(
    `${wipeLines(2)}cell2  [###############...............]  1 of 2 rows\n` +
      '0 of 2 cell answers, waiting for cell1 1 s',
  );
  // What comes late is of no cell that is waited for.
  progress.cellAnswered(cellsV2, one);
  progress.cellBusy(cellsV2, one, 31);
  expect(next()).not.toContain('busy');
  progress.end();
});

it('shows a bar for each cell that counts rows, over what was shown before', () => {
  const { progress, written, next } = watched();
  const [one, two, three] = [cell('cell1'), cell('cell2'), cell('cell3')];
  progress.checkStarted(hwMachineTypeUnset);
  progress.cellsAsked(hwMachineTypeUnset, [one, two, three]);
  vi.advanceTimersByTime(400);
  progress.cellProgress(hwMachineTypeUnset, one, 100, 1000);
  expect(next()).toBe(
    `${WIPE}cell1  [###...........................]  100 of 1,000 rows\n` +
      '0 of 3 cell answers, waiting for cell2, cell3 1 s',
  );
  progress.cellProgress(hwMachineTypeUnset, three, 1, 2);
  // 100 rows in 1.4 s are told of: 800 more take 11.2 s.
  vi.advanceTimersByTime(1000);
  progress.cellProgress(hwMachineTypeUnset, one, 200, 1000);
  expect(next()).toBe(
    wipeLines(3) +
      'cell1  [######........................]  200 of 1,000 rows, 12 s left\n' +
      'cell3  [###############...............]        1 of 2 rows\n' +
      '0 of 3 cell answers, waiting for cell2 2 s',
  );
  progress.cellAnswered(hwMachineTypeUnset, three);
  progress.cellAnswered(hwMachineTypeUnset, two);
  progress.cellProgress(hwMachineTypeUnset, one, 1000, 1000);
  // What comes late is of no cell that is waited for.
  progress.cellProgress(hwMachineTypeUnset, three, 2, 2);
  expect(next()).toBe(
    wipeLines(3) +
      'cell1  [##############################]  1,000 of 1,000 rows\n' +
      '2 of 3 cell answers 2 s',
  );
  progress.end();
  expect(written()).toStrictEqual([wipeLines(2)]);
});

it.each([
  ['before it can be told', 500, 300, undefined],
  ['at the pace so far', 2000, 300, 7],
  ['at a halt, longer and longer', 10_000, 300, 35],
  ['when nothing was seen since', 5000, 100, undefined],
])('tells the time left: %s', (_, elapsed, seen, seconds) => {
  const { progress, next } = watched();
  progress.checkStarted(cellsV2);
  progress.cellsAsked(cellsV2, [cell('cell1')]);
  vi.advanceTimersByTime(1000);
  progress.cellProgress(cellsV2, cell('cell1'), 100, 1000);
  progress.cellProgress(cellsV2, cell('cell1'), seen, 1000);
  vi.advanceTimersByTime(elapsed - 200);
  expect(/, (\d+) s left/.exec(next() ?? '')?.[1]).toBe(seconds?.toString());
});

it('names the check too where several count rows', () => {
  const { progress, next } = watched();
  vi.advanceTimersByTime(400);
  for (const check of [cellsV2, hwMachineTypeUnset]) {
    progress.checkStarted(check);
    progress.cellsAsked(check, [cell('cell1')]);
    progress.cellProgress(check, cell('cell1'), 0, 5);
  }
  expect(next()?.match(/cell1 \([a-z0-9-]+\)/g)).toEqual([
    'cell1 (cells-v2)',
    'cell1 (hw-machine-type-unset)',
  ]);
});

it('is silent about a quick run', () => {
  const { progress, written } = watched();
  progress.checkStarted(cellsV2);
  vi.advanceTimersByTime(499);
  progress.checkDone(cellsV2);
  progress.end();
  expect(written()).toStrictEqual([]);
});
