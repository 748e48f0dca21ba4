import { type Cell, cellName } from '../nova/cell.js';
import { type ImpactGroup, IMPACT_GROUPS, impactGroups } from '../nova/impact/groups.js';
import type { CellImpact } from '../nova/impact/cell-impact.js';
import type { MoveRisk } from '../nova/impact/risks.js';
import type { ImpactInstance, TypeChange } from '../nova/impact/tally.js';
import type { Trigger } from '../nova/impact/triggers.js';
import type { LintFinding } from '../nova/machine-types/lint.js';
import { type ImpactRemedy, impactRemedies } from './impact-remedies.js';
import { escapedJson } from './json.js';

/**
 * What `machine-type impact` found; as JSON its fields are written in this order. Counts are exact whatever is listed.
 * A field, once there, keeps its meaning, and `schemaVersion` grows when one has to go.
 */
export interface ImpactReport {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'nova-preflight'; readonly version: string };
  /** When the run began, ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** The exit code: 0 none would change; 1 none would, but some are not pinned; 2 some would; 255 could not tell. */
  readonly result: 0 | 1 | 2 | 255;
  /** The option before the change and after it. */
  readonly old: OptionValue;
  readonly new: OptionValue;
  /** `[libvirt]num_pcie_ports` after the change. */
  readonly numPciePorts: { readonly value: number; readonly origin: string };
  /** Every cell that was asked. */
  readonly cells: readonly ImpactCell[];
  /** The hosts whose instances were looked at, and those on no host of their cells; null for all instances. */
  readonly hosts: readonly string[] | null;
  /** Those of them that no cell knows. */
  readonly unknownHosts: readonly string[];
  /** Live instances that were looked at. */
  readonly instances: number;
  readonly groups: readonly ImpactGroupReport[];
  /** Of `would-change`: which types become which, the most frequent first; how often each trigger and risk is told. */
  readonly changes: readonly Readonly<TypeChange>[];
  readonly triggers: Readonly<Partial<Record<Trigger, number>>>;
  /** Of them, those whose type a start of nova-compute records: the old one before the change, the new one after it. */
  readonly recordedByRestart: number;
  readonly movesToQ35: number;
  readonly risks: Readonly<Partial<Record<MoveRisk, number>>>;
  /** Pinned instances that a rebuild would give another type, if their image names none. */
  readonly rebuilds: number;
  /** Cells whose account may not read what is attached to instances. */
  readonly devicesUnknown: readonly string[];
  /** What is wrong, or may go wrong, with the new value. */
  readonly findings: readonly LintFinding[];
  readonly remediation: readonly ImpactRemedy[];
}

/** A value of `[libvirt]hw_machine_type`, and where it comes from. */
export interface OptionValue {
  /** Null where it is not set, so that Nova's defaults count. */
  readonly value: readonly string[] | null;
  readonly origin: string;
}

export interface ImpactCell {
  readonly uuid: string;
  readonly name: string | null;
  readonly answered: boolean;
  readonly reason: string | null;
  /** Live instances that were looked at; null where it did not answer. */
  readonly instances: number | null;
}

export interface ImpactGroupReport {
  readonly key: ImpactGroup;
  readonly meaning: string;
  readonly instances: number;
  /** By the cell's UUID. */
  readonly byCell: Readonly<Record<string, number>>;
  /** By host, project and recorded type; the empty name is for those that have none. */
  readonly byHost: Readonly<Record<string, number>>;
  readonly byProject: Readonly<Record<string, number>>;
  readonly byType: Readonly<Record<string, number>>;
  readonly listed: readonly ImpactInstance[];
}

/** What a report is made of. */
export interface ImpactFacts {
  readonly version: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly old: OptionValue;
  readonly new: OptionValue;
  readonly numPciePorts: ImpactReport['numPciePorts'];
  readonly hosts: readonly string[] | null;
  readonly limit: number;
  readonly findings: readonly LintFinding[];
  readonly answers: readonly { readonly cell: Cell; readonly value: CellImpact }[];
  readonly unanswered: readonly { readonly cell: Cell; readonly reason: string }[];
}

/** Makes the report of all cells. */
export function makeImpactReport(facts: ImpactFacts): ImpactReport {
  const { answers, unanswered, limit } = facts;
  const tallies = answers.map(({ value }) => value.tally);
  const groups = IMPACT_GROUPS.map((key) => groupReport(key, answers, limit));
  const unknownHosts = (facts.hosts ?? []).filter(
    (host) => !answers.some(({ value }) => value.hostNames.has(host)),
  );
  const isWhole = unanswered.length === 0 && unknownHosts.length === 0;
  return {
    schemaVersion: 1,
    tool: { name: 'nova-preflight', version: facts.version },
    startedAt: facts.startedAt.toISOString(),
    durationMs: Math.round(facts.durationMs),
    result: resultOf(groups, isWhole),
    old: facts.old,
    new: facts.new,
    numPciePorts: facts.numPciePorts,
    cells: [
      ...answers.map(({ cell, value }) => ({
        uuid: cell.uuid,
        name: cell.name,
        answered: true,
        reason: null,
        instances: total(IMPACT_GROUPS.map((key) => value.tally.groups[key].instances)),
      })),
      ...unanswered.map(({ cell, reason }) => ({
        uuid: cell.uuid,
        name: cell.name,
        answered: false,
        reason,
        instances: null,
      })),
    ],
    hosts: facts.hosts,
    unknownHosts,
    instances: total(groups.map(({ instances }) => instances)),
    groups,
    changes: mergedChanges(tallies.flatMap(({ changes }) => [...changes.values()])),
    triggers: merged(tallies.map(({ triggers }) => triggers)),
    recordedByRestart: total(tallies.map(({ recordedByRestart }) => recordedByRestart)),
    movesToQ35: total(tallies.map(({ movesToQ35 }) => movesToQ35)),
    risks: merged(tallies.map(({ risks }) => risks)),
    rebuilds: total(tallies.map(({ rebuilds }) => rebuilds)),
    devicesUnknown: answers
      .filter(({ value }) => !value.areDevicesKnown)
      .map(({ cell }) => cellName(cell)),
    findings: facts.findings,
    remediation: impactRemedies(tallies, limit),
  };
}

/** The report as one JSON document. */
export function impactJson(report: ImpactReport): string {
  return `${escapedJson(JSON.stringify(report, null, 2))}\n`;
}

/** How many instances are in a group. */
export function instancesIn(
  groups: readonly Pick<ImpactGroupReport, 'key' | 'instances'>[],
  key: ImpactGroup,
): number {
  return groups.find((group) => group.key === key)?.instances ?? 0;
}

/** Groups of instances that are not pinned, though the change is nothing to them as far as it can be told. */
const NOT_PINNED: readonly ImpactGroup[] = ['architecture-unknown', 'same', 'no-guest'];

/** That some would change is the answer whatever else there is; without it, nothing green hides what is not known. */
function resultOf(groups: readonly ImpactGroupReport[], isWhole: boolean): ImpactReport['result'] {
  if (instancesIn(groups, 'would-change') > 0) return 2;
  if (!isWhole) return 255;
  return NOT_PINNED.some((key) => instancesIn(groups, key) > 0) ? 1 : 0;
}

function groupReport(
  key: ImpactGroup,
  answers: ImpactFacts['answers'],
  limit: number,
): ImpactGroupReport {
  const groups = answers.map(({ cell, value }) => ({ cell, group: value.tally.groups[key] }));
  return {
    key,
    meaning: impactGroups[key],
    instances: total(groups.map(({ group }) => group.instances)),
    byCell: Object.fromEntries(
      groups.flatMap(({ cell, group }) =>
        group.instances === 0 ? [] : [[cell.uuid, group.instances]],
      ),
    ),
    byHost: merged(groups.map(({ group }) => group.byHost)),
    byProject: merged(groups.map(({ group }) => group.byProject)),
    byType: merged(groups.map(({ group }) => group.byType)),
    listed: groups.flatMap(({ group }) => group.listed).slice(0, limit),
  };
}

/** The sums of all, the largest first, and then by name. */
function merged<Key extends string>(sums: readonly ReadonlyMap<Key, number>[]) {
  const all = new Map<Key, number>();
  for (const [key, count] of sums.flatMap((one) => [...one])) {
    all.set(key, (all.get(key) ?? 0) + count);
  }
  const sorted = [...all].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return Object.fromEntries(sorted) as Record<Key, number>;
}

function mergedChanges(changes: readonly Readonly<TypeChange>[]): TypeChange[] {
  const all = new Map<string, TypeChange>();
  for (const change of changes) {
    const key = JSON.stringify([change.architecture, change.from, change.to]);
    const known = all.get(key);
    if (known === undefined) all.set(key, { ...change });
    else known.instances += change.instances;
  }
  return [...all.values()].sort((one, other) => other.instances - one.instances);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
