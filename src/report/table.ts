import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import type { Finding, Remediation } from '../check/check.js';
import type { Status } from '../check/outcome.js';
import type { CheckReport, Report } from './report.js';
import { createWrapper, printable, type Wrapper } from './wrap.js';

/** How the table is drawn. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

/**
 * The report for people: the table of `nova-status`, with its title and its labels `Check:`, `Result:` and `Details:`
 * (oslo.upgradecheck 2.7, oslo_upgradecheck/upgradecheck.py), and one summary line.
 */
export function tableReport(report: Report, options: TableOptions): string {
  const chalk = new Chalk({ level: options.colour ? 1 : 0 });
  const inner = Math.max(NARROWEST, options.width - FRAME);
  const wrapper = createWrapper(inner);
  const table = new Table({
    chars: ASCII,
    colWidths: [inner + 2],
    style: { head: [], border: [], compact: false },
  });
  table.push([report.name]);
  for (const check of report.checks) {
    const [first, ...rest] = checkLines(check, wrapper, chalk);
    table.push([first]);
    for (const line of rest) table.push([{ content: line, chars: NO_RULE }]);
  }
  const notes = wrapper.notes.map((note, index) => `[${index + 1}] ${note}`);
  return `${[table.toString(), ...notes, ...closing(report, chalk)].join('\n')}\n`;
}

/** The frame takes "| " and " |"; narrower than this nothing can be read. */
const FRAME = 4;
const NARROWEST = 40;

const ASCII = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  'left-mid': '+',
  mid: '-',
  'mid-mid': '+',
  right: '|',
  'right-mid': '+',
  middle: '|',
};

/**
 * A row for each line, and no rule above but for a check's first: cli-table3 0.6.5 measures the whole text of a cell
 * again for each of its lines, 10 s for a cell of 60.
 */
const NO_RULE = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

const LABELS: Readonly<Record<Status, string>> = Object.freeze({
  success: 'Success',
  warning: 'Warning',
  failure: 'Failure',
  unknown: 'Could not tell',
  'not-applicable': 'Not applicable',
});

function coloured(status: Status, text: string, chalk: ChalkInstance): string {
  const paint = {
    success: chalk.green,
    warning: chalk.yellow,
    failure: chalk.red.bold,
    unknown: chalk.magenta.bold,
    'not-applicable': chalk.dim,
  } satisfies Record<Status, ChalkInstance>;
  return paint[status](text);
}

function checkLines(check: CheckReport, wrapper: Wrapper, chalk: ChalkInstance): string[] {
  const [first = 'None', ...rest] = check.details?.split('\n') ?? [];
  return [
    ...wrapper.paragraph(`Check: ${check.check}`, 0, 2),
    `Result: ${coloured(check.status, LABELS[check.status], chalk)}`,
    ...wrapper.paragraph(`Details: ${first}`, 0, 2),
    ...rest.flatMap((line) => wrapper.paragraph(line, 2, 4)),
    ...findingLines(check, wrapper),
    ...remedyLines(check.remediation, wrapper),
    ...(check.status === 'success' || check.status === 'not-applicable'
      ? []
      : ['See:', wrapper.unbroken(check.docs, 2)]),
  ];
}

/** The findings below a heading for each reason, in the order in which the reasons first occur. */
function findingLines(check: CheckReport, wrapper: Wrapper): string[] {
  const { findings, findingsTotal } = check;
  if (findings.length === 0) return [];
  const heading =
    findings.length < findingsTotal
      ? `Found: ${findingsTotal}, of which the first ${findings.length} are listed (--limit 0 lists all)`
      : `Found: ${findingsTotal}`;
  const reasons = [...new Set(findings.map((finding) => finding.reason))];
  return [
    ...wrapper.paragraph(heading, 0, 2),
    ...reasons.flatMap((reason) => [
      ...(reason === undefined ? [] : wrapper.paragraph(`${reason}:`, 2, 4)),
      ...findings
        .filter((finding) => finding.reason === reason)
        .flatMap((finding) => wrapper.paragraph(findingLine(finding), 4, 6)),
    ]),
  ];
}

function findingLine(finding: Finding): string {
  const facts = [
    finding.cell,
    finding.host === null ? 'no host' : finding.host,
    finding.state,
    typeof finding.project === 'string' ? `project ${finding.project}` : undefined,
  ].filter((fact) => typeof fact === 'string' && fact !== '');
  const name = finding.name ?? '';
  return [
    finding.id,
    ...(name === '' ? [] : [name]),
    ...(facts.length > 0 ? [`(${facts.join(', ')})`] : []),
  ].join(' ');
}

function remedyLines(remediation: readonly Remediation[], wrapper: Wrapper): string[] {
  if (remediation.length === 0) return [];
  return [
    'What to do:',
    ...remediation.flatMap(({ argv, why }) => [
      wrapper.unbroken(shellCommand(argv), 2),
      ...wrapper.paragraph(why, 4),
    ]),
  ];
}

/** The command as a shell takes it; what is to be filled in stays as it is. */
function shellCommand(argv: readonly string[]): string {
  return argv
    .map((word) =>
      /^(<[\w-]+>|[\w@%+=:,./-]+)$/.test(word)
        ? word
        : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ');
}

function closing(report: Report, chalk: ChalkInstance): string[] {
  const order: readonly Status[] = ['failure', 'unknown', 'warning', 'success', 'not-applicable'];
  const parts = order
    .filter((status) => report.summary[status] > 0)
    .map((status) => `${report.summary[status]} ${LABELS[status].toLowerCase()}`);
  const seconds = (report.durationMs / 1000).toFixed(1);
  const skipped = report.skipped.map(({ id }) => id).join(', ');
  return [
    `${coloured(report.verdict, LABELS[report.verdict], chalk)} (exit code ${report.result}): ${parts.join(', ')}; ${report.checks.length} checks in ${seconds} s`,
    ...(skipped === '' ? [] : [`Skipped on request: ${printable(skipped)}`]),
  ];
}
