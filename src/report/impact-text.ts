import { cellName } from '../nova/cell.js';
import { moveRisks, type MoveRisk } from '../nova/impact/risks.js';
import type { ImpactInstance } from '../nova/impact/tally.js';
import { triggers, type Trigger } from '../nova/impact/triggers.js';
import {
  type ImpactGroupReport,
  type ImpactReport,
  instancesIn,
  type OptionValue,
} from './impact.js';
import { remedyLines } from './impact-remedy-lines.js';
import { type Paint, painter } from './paint.js';
import { resourceDrawer } from './resource-lines.js';
import type { TableOptions } from './table.js';
import { createWrapper, type Wrapper } from './wrap.js';

/** The report for people: what is compared, what was found in each group, what to do, and one line that sums up. */
export function impactText(report: ImpactReport, { width, colour }: TableOptions): string {
  const paint = painter(colour);
  const wrapper = createWrapper(Math.max(NARROWEST, width));
  const lines = [
    ...comparedLines(report, wrapper),
    ...report.groups.flatMap((group) => groupLines(group, report, wrapper, paint)),
    ...noteLines(report, wrapper),
    ...remedyLines(report.remediation, wrapper, paint),
    ...summaryLines(report, wrapper, paint),
  ];
  const notes = wrapper.notes().map((note, index) => `[${index + 1}] ${note}`);
  return `${[...lines, ...notes].join('\n')}\n`;
}

/** Columns: narrower than this nothing can be read. */
const NARROWEST = 40;

/** Hosts or projects that are named with their numbers. */
const NAMED = 5;

function comparedLines(report: ImpactReport, wrapper: Wrapper): string[] {
  const { numPciePorts, cells, hosts } = report;
  const where = hosts === null ? 'every host' : `${hosts.join(', ')} and what is on no host there`;
  const answered = cells.filter((cell) => cell.answered);
  return [
    ...wrapper.paragraph(`Old: ${valueText(report.old)}`, 0, 5),
    ...wrapper.paragraph(`New: ${valueText(report.new)}`, 0, 5),
    ...wrapper.paragraph(
      `Both are taken for ${where}, with [libvirt]num_pcie_ports = ${numPciePorts.value} (${numPciePorts.origin}).`,
      5,
    ),
    ...report.findings.flatMap(({ severity, key, message }) =>
      wrapper.paragraph(`${severity} ${key}: ${message}`, 5, 7),
    ),
    ...wrapper.paragraph(
      `Looked at: ${plural(report.instances, 'live instance')} in ${plural(answered.length, 'cell')}`,
      0,
      2,
    ),
    ...cells
      .filter((cell) => !cell.answered)
      .flatMap((cell) =>
        wrapper.paragraph(`${cellName(cell)} could not be asked: ${cell.reason}`, 2, 4),
      ),
    ...report.unknownHosts.flatMap((host) =>
      wrapper.paragraph(`${host}: no cell that answered has a host of that name (--host)`, 2, 4),
    ),
  ];
}

function valueText({ value, origin }: OptionValue): string {
  return value === null
    ? `not set in ${origin}, so that Nova's defaults count`
    : `${value.join(',') || 'an empty list'} (${origin})`;
}

function groupLines(
  group: ImpactGroupReport,
  report: ImpactReport,
  wrapper: Wrapper,
  paint: Paint,
): string[] {
  if (group.instances === 0) return [];
  const [first = '', ...rest] = wrapper.paragraph(
    `${group.instances} ${group.key}: ${group.meaning}`,
    0,
    2,
  );
  return [
    '',
    paint(group.key === 'would-change' ? 'red' : 'bold', first),
    ...rest,
    ...(group.key === 'would-change' ? changeLines(report, wrapper) : []),
    ...sumLines('Types', group.byType, wrapper),
    ...sumLines('Cells', cellSums(group, report), wrapper),
    ...sumLines('Hosts', group.byHost, wrapper, 'no host'),
    ...sumLines('Projects', group.byProject, wrapper, 'no project'),
    ...listedLines(group, wrapper),
  ];
}

function changeLines(report: ImpactReport, wrapper: Wrapper): string[] {
  const { changes, movesToQ35 } = report;
  const named = (names: Readonly<Record<string, string>>, sums: Readonly<Record<string, number>>) =>
    Object.entries(sums).map(([key, count]) => `${names[key] ?? key} ${count}`);
  return [
    ...(report.recordedByRestart === 0
      ? []
      : wrapper.paragraph(
          `A start of nova-compute records the type of ${report.recordedByRestart} of them: before the change the OLD one, after it the NEW one.`,
          2,
          4,
        )),
    ...wrapper.paragraph(
      `Types: ${changes.map((change) => `${change.architecture} ${arrow(change)} ${change.instances}`).join(', ')}`,
      2,
      4,
    ),
    ...wrapper.paragraph(`At: ${named(triggers, report.triggers).join(', ')}`, 2, 4),
    ...(movesToQ35 === 0
      ? []
      : wrapper.paragraph(
          `${plural(movesToQ35, 'guest')} would move from pc to q35${Object.keys(report.risks).length === 0 ? '; nothing that is recorded tells of a risk.' : '. What may go wrong:'}`,
          2,
          4,
        )),
    ...Object.entries(report.risks).flatMap(([risk, count]) =>
      wrapper.paragraph(`${count} ${risk}: ${moveRisks[risk as MoveRisk]}`, 4, 6),
    ),
  ];
}

function cellSums({ byCell }: ImpactGroupReport, { cells }: ImpactReport): Record<string, number> {
  return Object.fromEntries(
    cells.flatMap((cell) => {
      const count = byCell[cell.uuid];
      return count === undefined ? [] : [[cellName(cell), count]];
    }),
  );
}

function sumLines(
  title: string,
  sums: Readonly<Record<string, number>>,
  wrapper: Wrapper,
  nobody = '(empty)',
): string[] {
  const entries = Object.entries(sums);
  if (entries.length === 0) return [];
  const named = entries.slice(0, NAMED).map(([name, count]) => `${name || nobody} ${count}`);
  const more = entries.length - named.length;
  return wrapper.paragraph(
    `${title}: ${[...named, ...(more > 0 ? [`${more} more (-f json has all)`] : [])].join(', ')}`,
    2,
    4,
  );
}

function listedLines({ listed, instances }: ImpactGroupReport, wrapper: Wrapper): string[] {
  const findings = listed.map(({ uuid, name, cell, host, project, state }) => ({
    kind: 'instance' as const,
    id: uuid,
    name,
    cell,
    host,
    project,
    state,
  }));
  const draw = resourceDrawer(findings, wrapper);
  const title =
    listed.length < instances ? `First ${listed.length} (--limit 0 lists all):` : 'Instances:';
  return [
    ...(listed.length === 0 ? [] : wrapper.paragraph(title, 2, 4)),
    ...listed.flatMap((instance, index) => [
      ...draw(findings[index] ?? { kind: 'instance', id: instance.uuid }, 4),
      ...factLines(instance, wrapper),
    ]),
  ];
}

/** What there is to say of one instance beside where it is. */
function factLines(instance: ImpactInstance, wrapper: Wrapper): string[] {
  const { architecture, recorded, rebuiltTo, reason, architectureUnknown, risks } = instance;
  const types =
    architecture === null
      ? (recorded ?? '')
      : `${architecture} ${instance.from === instance.to ? (instance.from ?? 'left to libvirt') : arrow(instance)}`;
  const at = instance.triggers.map((key: Trigger) => triggers[key]).join(', ');
  const rebuilt =
    rebuiltTo === null || rebuiltTo === recorded ? '' : `a rebuild gives ${rebuiltTo}`;
  const attached =
    instance.volumes === null || instance.ports === null
      ? ''
      : ` (${plural(instance.volumes, 'volume')}, ${plural(instance.ports, 'port')})`;
  const facts = [
    types === '' || at === '' ? types : `${types} at ${at}`,
    architectureUnknown ?? '',
    reason ?? '',
    rebuilt,
    risks.length === 0 ? '' : `risks of a move to q35: ${risks.join(', ')}${attached}`,
  ].filter((fact) => fact !== '');
  return facts.length === 0 ? [] : wrapper.paragraph(facts.join('; '), 6, 8);
}

function noteLines(report: ImpactReport, wrapper: Wrapper): string[] {
  const { rebuilds, devicesUnknown } = report;
  const isOne = rebuilds === 1;
  const notes = [
    ...(rebuilds === 0
      ? []
      : [
          `A rebuild drops a recorded type that the image does not give: ${plural(rebuilds, 'pinned instance')} would then get another one by the new value, if ${isOne ? 'its' : 'their'} image names none.`,
        ]),
    ...(devicesUnknown.length === 0
      ? []
      : [
          `Volumes and ports could not be counted in ${devicesUnknown.join(', ')}: the account may not SELECT from block_device_mapping and virtual_interfaces.`,
        ]),
  ];
  return notes.length === 0
    ? []
    : ['', ...notes.flatMap((note) => wrapper.paragraph(`Note: ${note}`, 0, 2))];
}

function summaryLines(report: ImpactReport, wrapper: Wrapper, paint: Paint): string[] {
  const { result, groups, instances } = report;
  const changed = instancesIn(groups, 'would-change');
  const texts = {
    0: `No instance of ${instances} would change, and each has its type recorded`,
    1: `No instance of ${instances} would change as far as it can be told, but some have no type recorded`,
    2: `${changed} of ${plural(instances, 'instance')} would change`,
    255: `Could not tell: not all was looked at, and of ${plural(instances, 'instance')} none would change`,
  };
  const colour = result === 0 ? 'green' : result === 1 ? 'yellow' : 'red';
  return [
    '',
    ...wrapper
      .paragraph(`${texts[result]} (exit code ${result})`, 0, 2)
      .map((line) => paint(colour, line)),
  ];
}

function arrow({ from, to }: { readonly from: string | null; readonly to: string | null }): string {
  return `${from ?? "libvirt's own"} -> ${to ?? "libvirt's own"}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
