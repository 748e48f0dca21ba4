import type { ConfigValue } from '../config/config.js';
import type { LintFinding } from '../nova/machine-types/lint.js';
import { escapedJson } from './json.js';
import { type Paint, painter } from './paint.js';
import type { TableOptions } from './table.js';
import { createWrapper, type Wrapper } from './wrap.js';

/** What `machine-type lint` found; as JSON its fields are written in this order. */
export interface LintReport {
  /** Of the JSON document; it changes when a field changes its meaning or goes. */
  readonly schemaVersion: 1;
  /** 0 for nothing, 1 for warnings, 2 for errors. */
  readonly result: 0 | 1 | 2;
  /** The files that were read, in this order. */
  readonly configFiles: readonly string[];
  /** `[libvirt]hw_machine_type`; null where it is not set. */
  readonly machineTypes: ConfigValue<readonly string[]> | null;
  readonly findings: readonly LintFinding[];
}

/** The report of what was looked at and found. */
export function makeLintReport(found: {
  readonly files: readonly string[];
  readonly machineTypes: ConfigValue<readonly string[]> | undefined;
  readonly findings: readonly LintFinding[];
}): LintReport {
  const { files, machineTypes, findings } = found;
  const isError = findings.some(({ severity }) => severity === 'error');
  return {
    schemaVersion: 1,
    result: isError ? 2 : findings.length > 0 ? 1 : 0,
    configFiles: files,
    machineTypes: machineTypes ?? null,
    findings,
  };
}

/** The report as one JSON document. */
export function lintJson(report: LintReport): string {
  return `${escapedJson(JSON.stringify(report, null, 2))}\n`;
}

/** The report for people: each finding below the place where its option is set, then one line that sums up. */
export function lintText(report: LintReport, { width, colour }: TableOptions): string {
  const paint = painter(colour);
  const wrapper = createWrapper(Math.max(NARROWEST, width));
  const lines = [
    ...report.findings.flatMap((finding, index) => [
      ...(isSamePlace(finding, report.findings[index - 1]) ? [] : heading(finding, wrapper, paint)),
      ...findingLines(finding, wrapper, paint),
    ]),
    ...summary(report, wrapper),
  ];
  const notes = wrapper.notes().map((note, index) => `[${index + 1}] ${note}`);
  return `${[...lines, ...notes].join('\n')}\n`;
}

/** Columns: narrower than this nothing can be read. */
const NARROWEST = 40;

function isSamePlace(one: LintFinding, other: LintFinding | undefined): boolean {
  return one.option === other?.option && one.origin === other.origin;
}

function heading({ option, origin }: LintFinding, wrapper: Wrapper, paint: Paint) {
  return wrapper.paragraph(`${option} (${origin})`, 0, 2).map((line) => paint('bold', line));
}

function findingLines(finding: LintFinding, wrapper: Wrapper, paint: Paint): string[] {
  const { severity, key, entry, message, instead } = finding;
  const [first = '', ...rest] = wrapper.paragraph(
    `${severity} ${key}: ${entry === null || entry === '' ? '' : `${entry}: `}${message}`,
    2,
    4,
  );
  const colour = severity === 'error' ? 'red' : 'yellow';
  return [
    first.replace(severity, () => paint(colour, severity)),
    ...rest,
    ...(instead === null ? [] : [...wrapper.paragraph(`write instead: ${instead}`, 4, 6)]),
  ];
}

function summary({ findings, machineTypes, configFiles, result }: LintReport, wrapper: Wrapper) {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (findings.length > 0) {
    const counts = [...counted(errors, 'error'), ...counted(warnings, 'warning')].join(', ');
    return wrapper.paragraph(`${counts} (exit code ${result})`);
  }
  return wrapper.paragraph(
    machineTypes === null
      ? `[libvirt]hw_machine_type is not set in ${configFiles.join(', ')}: Nova's own defaults count, and nothing is wrong with them.`
      : `Nothing is wrong with ${machineTypes.value.join(', ') || 'the empty [libvirt]hw_machine_type'} (${machineTypes.origin}).`,
    0,
    2,
  );
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}
