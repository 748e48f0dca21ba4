import type { InventoryBy, InventoryEntry } from '../nova/machine-type-inventory.js';
import { lifeText, nameText, type RecordedLife } from '../nova/machine-types/recorded-life.js';
import { escapedJson } from './json.js';
import { printable } from './printable.js';
import { displayWidth } from './wrap.js';

/** What `machine-type inventory` found; as JSON its fields are written in this order. */
export interface InventoryReport {
  /** Of the JSON document; it changes when a field changes its meaning or goes. */
  readonly schemaVersion: 1;
  /** The exit code: 0, 1, 2, or 255 where a cell did not answer and nothing is worse. */
  readonly result: 0 | 1 | 2 | 255;
  readonly by: InventoryBy;
  /** By what lives were judged: "hosts" for each host's own QEMU, else "QEMU 9.2" or "RHEL 9". */
  readonly judgedBy: string;
  /** Live instances in all, but for those in `building`. */
  readonly instances: number;
  /** Those that are building and have no machine type yet. */
  readonly building: number;
  /** How many instances there are of each state of life. */
  readonly states: Readonly<Partial<Record<RecordedLife['state'], number>>>;
  readonly entries: readonly InventoryEntry[];
  readonly unanswered: readonly UnansweredCell[];
}

/** A cell that did not answer, and why. */
export interface UnansweredCell {
  readonly cell: string;
  readonly reason: string;
}

/** The report of what was counted. */
export function makeInventoryReport(
  found: Omit<InventoryReport, 'schemaVersion' | 'result' | 'instances' | 'states'>,
): InventoryReport {
  const { by, judgedBy, building, entries, unanswered } = found;
  const states: Partial<Record<RecordedLife['state'], number>> = {};
  for (const { life, instances } of entries) {
    states[life.state] = (states[life.state] ?? 0) + instances;
  }
  return {
    schemaVersion: 1,
    result: resultOf(Object.keys(states), unanswered.length > 0),
    by,
    judgedBy,
    instances: entries.reduce((sum, { instances }) => sum + instances, 0),
    building,
    states,
    entries,
    unanswered,
  };
}

/** Whatever other cells hold, what is removed stays so; and what did not answer may hold worse than a warning. */
function resultOf(states: readonly string[], isIncomplete: boolean): InventoryReport['result'] {
  if (states.some((state) => state === 'removed' || state === 'newer')) return 2;
  if (isIncomplete) return 255;
  return states.some((state) => state !== 'fine' && state !== 'other') ? 1 : 0;
}

/** The report as one JSON document; each life has its text for people too. */
export function inventoryJson(report: InventoryReport): string {
  const entries = report.entries.map(({ life, ...entry }) => ({
    ...entry,
    life: { ...life, text: lifeText(life) },
  }));
  return `${escapedJson(JSON.stringify({ ...report, entries }, null, 2))}\n`;
}

/** The entries as CSV with a line of names (RFC 4180, with plain ends of lines); what is null is empty. */
export function inventoryCsv({ entries, by }: InventoryReport): string {
  const columns = [...COLUMNS[by], 'machine_type', 'qemu', 'instances', 'state', 'life', 'cells'];
  const lines = entries.map((entry) =>
    [
      ...COLUMNS[by].map((column) => entry[column] ?? ''),
      entry.machineType ?? '',
      entry.qemu ?? '',
      String(entry.instances),
      entry.life.state,
      lifeText(entry.life),
      cellsText(entry),
    ]
      .map(quoted)
      .join(','),
  );
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

/** What tells entries apart, besides type and life. */
const COLUMNS = {
  type: [],
  cell: ['cell'],
  host: ['cell', 'host'],
  project: ['project'],
} as const satisfies Record<InventoryBy, readonly (keyof InventoryEntry)[]>;

/** The entries for people, a line each that is not broken, below the names of the columns; then what they come to. */
export function inventoryText(report: InventoryReport): string {
  const { entries, by, judgedBy } = report;
  const names = COLUMNS[by];
  const hasQemu = judgedBy === 'hosts';
  const hasCells = by === 'type' || by === 'project';
  const head = [
    ...names,
    'machine type',
    ...(hasQemu ? ['QEMU'] : []),
    'instances',
    'life',
    ...(hasCells ? ['cells'] : []),
  ];
  const rows = entries.map((entry) => [
    ...names.map((name) => named(entry[name], name)),
    typeText(entry),
    ...(hasQemu ? [entry.qemu ?? '-'] : []),
    String(entry.instances),
    lifeText(entry.life),
    ...(hasCells ? [cellsText(entry)] : []),
  ]);
  const lines = entries.length === 0 ? [] : columnLines([head, ...rows]);
  return `${[...lines, ...summaryLines(report)].join('\n')}\n`;
}

function named(text: string | null, column: string): string {
  return text === null || text === '' ? `(no ${column})` : text;
}

function typeText({ machineType }: InventoryEntry): string {
  if (machineType === null) return '(unset)';
  return machineType === '' ? '(empty)' : nameText(machineType);
}

function cellsText({ byCell }: InventoryEntry): string {
  return Object.entries(byCell)
    .map(([name, instances]) => `${name}: ${instances}`)
    .join(', ');
}

/** Columns two blanks apart, as wide as their longest text; the last one is as it is. */
function columnLines(rows: readonly (readonly string[])[]): string[] {
  const shown = rows.map((row) => row.map(printable));
  const widths = (shown[0] ?? []).map((_, at) =>
    shown.reduce((widest, row) => Math.max(widest, displayWidth(row[at] ?? '')), 0),
  );
  return shown.map((row) =>
    row
      .map((text, at) => text + ' '.repeat((widths[at] ?? 0) - displayWidth(text)))
      .join('  ')
      .trimEnd(),
  );
}

function summaryLines({
  instances,
  building,
  states,
  judgedBy,
  unanswered,
  result,
}: InventoryReport) {
  const counts = STATES.flatMap(([state, text]) => {
    const count = states[state];
    return count === undefined ? [] : [`${count} ${text}`];
  });
  const by = judgedBy === 'hosts' ? "each host's own QEMU" : judgedBy;
  return [
    `${instances} ${instances === 1 ? 'instance' : 'instances'}${counts.length === 0 ? '' : `, judged by ${by}: ${counts.join(', ')}`} (exit code ${result})`,
    ...(building === 0 ? [] : [`Left out: ${building} that are still building.`]),
    ...(unanswered.length === 0
      ? []
      : [
          `Not counted, for they did not answer: ${unanswered.map(({ cell }) => printable(cell)).join(', ')}.`,
        ]),
  ];
}

const STATES: readonly (readonly [RecordedLife['state'], string])[] = [
  ['removed', 'removed'],
  ['newer', 'newer'],
  ['deprecated', 'deprecated'],
  ['unknown', 'unknown'],
  ['unset', 'unset'],
  ['fine', 'fine'],
  ['other', 'not on QEMU'],
];

/** What could steer a terminal is shown as an escape, line breaks too, so that a line is an entry. */
function quoted(text: string): string {
  const shown = printable(text);
  return /[",]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
