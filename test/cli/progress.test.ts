import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import cellsV2 from '../../checks/cells-v2.js';
import hwMachineTypeUnset from '../../checks/hw-machine-type-unset.js';
import type { Host, Output } from '../../src/cli/host.js';
import { createProgress } from '../../src/cli/progress.js';
import type { Cell } from '../../src/nova/cell.js';

const CLEAR = '\r\u001B[K';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A progress on a stream, and what it wrote since one last asked. */
function watched(stream: Partial<Output> = {}, env: Host['env'] = {}) {
  let texts: string[] = [];
  const stderr: Output = {
    write: (text) => texts.push(text),
    isTerminal: true,
    columns: 80,
    ...stream,
  };
  const progress = createProgress(stderr, env);
  const written = (): string[] => {
    const since = texts;
    texts = [];
    return since;
  };
  return { progress, written };
}

function cell(name: string | null): Cell {
  return { uuid: `uuid of ${name}`, name, disabled: false, isCell0: false };
}

describe('createProgress', () => {
  it('tells what is done and what is waited for, and wipes it', () => {
    const { progress, written } = watched({ columns: 120 });
    const [one, two, unnamed] = [cell('cell1'), cell('cell2'), cell(null)];
    const last = (): string | undefined => {
      vi.advanceTimersByTime(200);
      return written().at(-1);
    };
    progress.checkStarted(cellsV2);
    progress.checkStarted(hwMachineTypeUnset);
    vi.advanceTimersByTime(400);
    expect(written()).toStrictEqual([]);
    expect(last()).toBe(`${CLEAR}0 of 2 checks done 1 s`);

    progress.cellsAsked(cellsV2, [one, two, unnamed]);
    progress.cellsAsked(hwMachineTypeUnset, [one, two]);
    expect(last()).toBe(
      `${CLEAR}0 of 2 checks done, 0 of 5 cell answers, waiting for cell1, cell2, uuid of null 1 s`,
    );
    progress.cellDone(cellsV2, one);
    progress.cellDone(hwMachineTypeUnset, two);
    progress.cellDone(cellsV2, unnamed);
    expect(last()).toBe(
      `${CLEAR}0 of 2 checks done, 3 of 5 cell answers, waiting for cell2, cell1 1 s`,
    );
    progress.cellDone(cellsV2, two);
    progress.checkDone(cellsV2);
    vi.advanceTimersByTime(60_000);
    expect(last()).toBe(`${CLEAR}1 of 2 checks done, 4 of 5 cell answers, waiting for cell1 61 s`);

    progress.end();
    expect(written()).toStrictEqual([CLEAR]);
    vi.advanceTimersByTime(10_000);
    expect(written()).toStrictEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<readonly [string, Partial<Output>, Host['env']]>([
    ['a file or a pipe', { isTerminal: false, columns: undefined }, {}],
    ['a dumb terminal', {}, { TERM: 'dumb' }],
  ])('is silent on %s', (_, stream, env) => {
    const { progress, written } = watched(stream, env);
    progress.checkStarted(cellsV2);
    progress.cellsAsked(cellsV2, [cell('cell1')]);
    vi.advanceTimersByTime(60_000);
    progress.end();
    expect(written()).toStrictEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is silent about a quick run', () => {
    const { progress, written } = watched();
    progress.checkStarted(cellsV2);
    vi.advanceTimersByTime(499);
    progress.checkDone(cellsV2);
    progress.end();
    expect(written()).toStrictEqual([]);
  });

  it.each([
    ['a long name', 'a'.repeat(100), 40, '0 of 1 checks done, 0 of 1 cell '],
    [
      '80 columns where none are told',
      'x'.repeat(100),
      undefined,
      '0 of 1 checks done, 0 of 1 cell answers, waiting for xxxxxxxxxxxxxxxxxxx',
    ],
    [
      'wide characters',
      '日本'.repeat(40),
      61,
      '0 of 1 checks done, 0 of 1 cell answers, waiting for ',
    ],
    [
      'what steers terminals',
      '\u001B[2J',
      80,
      String.raw`0 of 1 checks done, 0 of 1 cell answers, waiting for \u{1b}[2J`,
    ],
    ['a terminal of no room at all', 'cell1', 5, ''],
  ])('keeps to one line: %s', (_, name, columns, text) => {
    const { progress, written } = watched({ columns });
    progress.checkStarted(cellsV2);
    progress.cellsAsked(cellsV2, [cell(name)]);
    vi.advanceTimersByTime(600);
    progress.end();
    expect(written()).toStrictEqual([`${CLEAR}${text} 1 s`, CLEAR]);
  });
});
