import { printable } from '../report/printable.js';
import { displayWidth, fitting } from '../report/wrap.js';

/** How a run fares at one moment. */
export interface ProgressState {
  readonly checks: number;
  readonly checksDone: number;
  /** Questions to cells, and how many of them have an answer or a reason for none. */
  readonly cells: number;
  readonly cellsDone: number;
  /** The cells that count rows. */
  readonly counting: readonly CountingCell[];
  /** Names of the other cells that are waited for. */
  readonly waiting: readonly string[];
  /** Since the run began. */
  readonly milliseconds: number;
}

/** A cell that counts the rows it has seen. */
export interface CountingCell {
  readonly name: string;
  readonly seen: number;
  readonly expected: number;
  /** Milliseconds that it will probably still take, once that can be told. */
  readonly left?: number | undefined;
  /** Its server is busy with others, and is waited for. */
  readonly isBusy?: boolean;
}

/** The room on a terminal; what is not known is taken for 80 columns and rows enough. */
export interface Room {
  readonly columns: number | undefined;
  readonly rows: number | undefined;
}

/** Of more cells than these the run says only how many they are. */
const MOST_CELLS = 10;

/** A line for each cell that counts rows, and one that sums up. No line fills the last column, where terminals wrap. */
export function progressLines(state: ProgressState, { columns = 80, rows = 24 }: Room): string[] {
  const shown = state.counting.slice(0, Math.max(0, Math.min(MOST_CELLS, rows - 2)));
  const more = state.counting.length - shown.length;
  return [
    ...cellLines(shown, columns - 1),
    ...(more > 0 && shown.length > 0 ? [fitting(`and ${more} more`, columns - 1)] : []),
    summaryLine(state, columns),
  ];
}

function summaryLine(state: ProgressState, columns: number): string {
  const { checks, checksDone, cells, cellsDone, waiting, milliseconds } = state;
  const text = [
    // Of one check, or of a command in its place, there is nothing to be told but how its cells fare.
    ...(checks > 1 ? [`${checksDone} of ${checks} checks done`] : []),
    ...(cells > 0 ? [`${cellsDone} of ${cells} cell answers`] : []),
    ...(waiting.length > 0 ? [`waiting for ${waiting.join(', ')}`] : []),
  ].join(', ');
  return `${fitting(printable(text), columns - 8)} ${Math.round(milliseconds / 1000)} s`.trimStart();
}

/** Columns of a bar's inside. One that has no room for the least tells nothing and is left out. */
const LONGEST_BAR = 30;
const SHORTEST_BAR = 5;

/** One under the other: name, bar, numbers, time left. Where room is short the names give way, and then the bars. */
function cellLines(cells: readonly CountingCell[], width: number): string[] {
  const names = cells.map(({ name }) => fitting(printable(name), Math.floor(width / 3)));
  const numbers = cells.map(
    ({ seen, expected }) => `${grouped(seen)} of ${grouped(expected)} rows`,
  );
  const times = cells.map(({ left, isBusy = false }) => {
    if (isBusy) return ', server busy';
    return left === undefined ? '' : `, ${duration(left)} left`;
  });
  const nameWidth = widest(names);
  const numberWidth = widest(numbers);
  const room = width - nameWidth - numberWidth - widest(times) - '  []  '.length;
  return cells.map((cell, index) => {
    const name = names[index] ?? '';
    const bar = room < SHORTEST_BAR ? '' : `${barOf(cell, Math.min(room, LONGEST_BAR))}  `;
    const padded = name + ' '.repeat(nameWidth - displayWidth(name));
    const told = (numbers[index] ?? '').padStart(numberWidth);
    return fitting(`${padded}  ${bar}${told}${times[index] ?? ''}`, width);
  });
}

/** Full only when everything is seen. */
function barOf({ seen, expected }: CountingCell, length: number): string {
  const full = expected > 0 ? Math.floor((length * seen) / expected) : length;
  return `[${'#'.repeat(full)}${'.'.repeat(length - full)}]`;
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth));
}
