import { describe, expect, it } from 'vitest';
import {
  type CountingCell,
  progressLines,
  type ProgressState,
  type Room,
} from '../../src/cli/progress-lines.js';

const STATE: ProgressState = {
  checks: 2,
  checksDone: 1,
  cells: 0,
  cellsDone: 0,
  counting: [],
  waiting: [],
  milliseconds: 7400,
};

const SUMMARY = '1 of 2 checks done 7 s';

function cell(name: string, seen: number, expected: number, left?: number): CountingCell {
  return { name, seen, expected, left };
}

function many(count: number): CountingCell[] {
  return Array.from({ length: count }, (_, index) => cell(`cell${index + 1}`, 5, 10));
}

const manyLines = (count: number) =>
  many(count).map(
    ({ name }) =>
      `${name.padEnd(count < 10 ? 5 : 6)}  [###############...............]  5 of 10 rows`,
  );

const room = (columns: number | undefined, rows?: number): Room => ({ columns, rows });

describe('progressLines', () => {
  it.each<readonly [string, Partial<ProgressState>, Room, readonly string[]]>([
    ['no cells', {}, room(80), [SUMMARY]],
    [
      'one check, or a command',
      { checks: 1, checksDone: 0, cells: 2 },
      room(80),
      ['0 of 2 cell answers 7 s'],
    ],
    ['the same, before cells are asked', { checks: 1, checksDone: 0 }, room(80), ['7 s']],
    [
      'cells that count nothing',
      { cells: 3, cellsDone: 1, waiting: ['cell2', 'cell3'] },
      room(80),
      ['1 of 2 checks done, 1 of 3 cell answers, waiting for cell2, cell3 7 s'],
    ],
    [
      'cells one under the other',
      {
        cells: 4,
        cellsDone: 0,
        counting: [
          cell('cell1', 12_345_678, 25_000_000, 12_001),
          cell('a longer one', 999, 1000, 99_000),
          cell('日本', 0, 1_234_567),
          cell('done', 31, 31),
        ],
        waiting: ['cell5'],
      },
      room(120),
      [
        'cell1         [##############................]  12,345,678 of 25,000,000 rows, 13 s left',
        'a longer one  [#############################.]              999 of 1,000 rows, 99 s left',
        '日本          [..............................]            0 of 1,234,567 rows',
        'done          [##############################]                  31 of 31 rows',
        '1 of 2 checks done, 0 of 4 cell answers, waiting for cell5 7 s',
      ],
    ],
    [
      'long times in minutes, rounded up, and a cell without rows',
      { counting: [cell('a', 1, 4, 99_001), cell('b', 1, 4, 3_600_000), cell('c', 0, 0, 0)] },
      room(undefined),
      [
        'a  [#######.......................]  1 of 4 rows, 2 min left',
        'b  [#######.......................]  1 of 4 rows, 60 min left',
        'c  [##############################]  0 of 0 rows, 0 s left',
        SUMMARY,
      ],
    ],
    ['ten cells', { counting: many(10) }, room(80), [...manyLines(10), SUMMARY]],
    [
      'more than ten cells',
      { counting: many(35) },
      room(80),
      [...manyLines(10), 'and 25 more', SUMMARY],
    ],
    [
      'more cells than a low terminal has lines',
      { counting: many(5) },
      room(80, 5),
      [...manyLines(3), 'and 2 more', SUMMARY],
    ],
    ['a terminal of two lines', { counting: many(5) }, room(80, 2), [SUMMARY]],
    [
      'a shorter bar where there is less room',
      { counting: [cell('cell1', 5, 10, 1000)] },
      room(44),
      ['cell1  [#####.....]  5 of 10 rows, 1 s left', SUMMARY],
    ],
    [
      'no bar where it would tell nothing',
      { counting: [cell('cell1', 5, 10, 1000)] },
      room(38),
      ['cell1  5 of 10 rows, 1 s left', SUMMARY],
    ],
    [
      'a third of the line for a name',
      { counting: [cell('x'.repeat(50), 5, 10)] },
      room(61),
      ['xxxxxxxxxxxxxxxxxxxx  [###########...........]  5 of 10 rows', SUMMARY],
    ],
    [
      'what steers terminals shown as such',
      { counting: [cell('\u001B[2J', 5, 10)], waiting: ['\u202Ex'] },
      room(80),
      [
        String.raw`\u{1b}[2J  [###############...............]  5 of 10 rows`,
        String.raw`1 of 2 checks done, waiting for \u{202e}x 7 s`,
      ],
    ],
    ['a terminal of no room', { counting: [cell('cell1', 5, 10)] }, room(5), ['c  5', '7 s']],
  ])('%s', (_, state, room, expected) => {
    expect(progressLines({ ...STATE, ...state }, room)).toEqual(expected);
  });

  it('never fills the last column, so that no line is two', () => {
    const counting = [
      cell('日本'.repeat(9), 1_234_567, 2_345_678, 5000),
      cell('cell1', 5, 7),
      ...many(9),
    ];
    const state = { ...STATE, cells: 2, counting, waiting: ['日本'.repeat(90)] };
    const wide = /[日本]/g;
    for (let columns = 20; columns < 200; columns += 1) {
      const widths = progressLines(state, room(columns)).map(
        (line) => line.length + (line.match(wide)?.length ?? 0),
      );
      expect(Math.max(...widths), `${columns} columns`).toBeLessThan(columns);
    }
  });
});
