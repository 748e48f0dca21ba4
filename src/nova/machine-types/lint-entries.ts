import type { ConfigValue } from '../../config/config.js';
import { canonicalArchitecture } from './architecture.js';
import { FAMILIES } from './families.js';
import type { LintFinding } from './lint.js';
import { lintLife } from './lint-life.js';
import { type MachineType, parseMachineType } from './machine-type.js';
import { parseEntry } from './option.js';
import type { Version } from './version.js';

const OPTION = '[libvirt]hw_machine_type';

/** What an entry's own finding says; where it stands is added to it. */
export type EntryFinding = Pick<LintFinding, 'key' | 'severity' | 'message' | 'instead'>;

/** An entry, its text and what was meant by its parts, blanks and aliases cleared. */
export interface ReadEntry {
  readonly entry: string;
  readonly architecture: string;
  /** Nova's name of it. */
  readonly canonical: string | undefined;
  readonly type: string;
  readonly parsed: MachineType | undefined;
}

/** Looks at the entries of `[libvirt]hw_machine_type` as the libvirt driver reads them (see machineTypeFromOption). */
export function lintEntries(
  { value, origin }: ConfigValue<readonly string[]>,
  qemu: Version | undefined,
): LintFinding[] {
  const seen: ReadEntry[] = [];
  const findings: LintFinding[] = [];
  for (const entry of value) {
    const read = readEntry(entry);
    for (const { key, severity, message, instead } of lintEntry(read, seen, qemu)) {
      findings.push({ key, severity, option: OPTION, origin, entry, message, instead });
    }
    seen.push(read);
  }
  return findings;
}

function readEntry(entry: string): ReadEntry {
  const { architecture: left, type: right } = parseEntry(entry);
  const [architecture, type] = entry.includes('=')
    ? [left.trim(), right?.trim() ?? '']
    : ['', left];
  return {
    entry,
    architecture,
    canonical: canonicalArchitecture(architecture),
    type,
    parsed: parseMachineType(type),
  };
}

function lintEntry(
  read: ReadEntry,
  earlier: readonly ReadEntry[],
  qemu: Version | undefined,
): EntryFinding[] {
  if (read.entry === '') return [EMPTY];
  if (!read.entry.includes('=')) return [noArchitecture(read)];
  if (read.type === '') return [noType(read)];
  return [
    ...lintArchitecture(read),
    ...lintSpaces(read),
    ...lintTwice(read, earlier),
    ...lintType(read),
    ...lintLife(read, qemu),
  ];
}

const EMPTY: EntryFinding = {
  key: 'entry-empty',
  severity: 'warning',
  message: 'There is nothing between two commas.',
  instead: null,
};

function noArchitecture({ type, canonical, parsed }: ReadEntry): EntryFinding {
  const architecture = parsed?.architectures[0];
  const named = canonicalArchitecture(type);
  const message =
    named === undefined
      ? `${quoted(type)} is for no architecture: nova-compute ignores it with a warning in its log (up to 18.x it fails).`
      : `${quoted(type)} is an architecture without a machine type: nova-compute ignores it with a warning in its log.`;
  const instead =
    architecture === undefined ? defaultOf(named ?? canonical) : `${architecture}=${type}`;
  return { key: 'no-architecture', severity: 'error', message, instead };
}

function noType({ architecture, canonical }: ReadEntry): EntryFinding {
  const message = `There is no machine type for ${architecture}: nova-compute ignores the entry with a warning in its log.`;
  return { key: 'no-type', severity: 'error', message, instead: defaultOf(canonical) };
}

/** The newest type of an architecture that has one family, so that there is nothing to choose. */
function defaultOf(architecture: string | undefined): string | null {
  const families = FAMILIES.filter(
    (one) => architecture !== undefined && one.architectures.includes(architecture),
  );
  const [family] = families;
  return family === undefined || families.length > 1 ? null : `${architecture}=${family.alias}`;
}

function lintArchitecture({ architecture, canonical, type }: ReadEntry): EntryFinding[] {
  if (architecture === canonical) return [];
  if (canonical === undefined) {
    const message = `${quoted(architecture)} is no architecture that Nova knows: the entry never counts.`;
    return [
      {
        key: 'architecture-unknown',
        severity: 'error',
        message,
        instead: likely(architecture, type),
      },
    ];
  }
  const message = `nova-compute compares architectures letter by letter and calls this one ${canonical}: the entry never counts.`;
  return [
    { key: 'architecture-alias', severity: 'error', message, instead: `${canonical}=${type}` },
  ];
}

/** Names of Debian and Go for what Nova calls otherwise. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['arm64', 'aarch64'],
  ['armhf', 'armv7l'],
  ['ppc64el', 'ppc64le'],
  ['x86-64', 'x86_64'],
  ['x64', 'x86_64'],
  ['x86', 'i686'],
]);

function likely(architecture: string, type: string): string | null {
  const meant = OTHER_NAMES.get(architecture.toLowerCase());
  return meant === undefined ? null : `${meant}=${type}`;
}

function lintSpaces({ entry, architecture, canonical, type }: ReadEntry): EntryFinding[] {
  const { architecture: left, type: right } = parseEntry(entry);
  const instead = `${canonical ?? architecture}=${type}`;
  const message =
    left === architecture
      ? `The blank behind the "=" is taken for a part of the machine type ${quoted(right ?? '')}, which no host has.`
      : 'The blank before the "=" is taken for a part of the architecture: the entry never counts.';
  return left === architecture && right === type
    ? []
    : [{ key: 'spaces', severity: 'error', message, instead }];
}

function lintTwice(read: ReadEntry, earlier: readonly ReadEntry[]): EntryFinding[] {
  const first = earlier.find(
    (one) => one.type !== '' && one.canonical !== undefined && one.canonical === read.canonical,
  );
  if (first === undefined) return [];
  const isSame = first.type === read.type;
  const message = isSame
    ? `${quoted(first.entry)} says the same already.`
    : `${quoted(first.entry)} is for the same architecture: from 20.0.0 on the first that fits counts, before that the last.`;
  return [
    { key: 'architecture-twice', severity: isSame ? 'warning' : 'error', message, instead: null },
  ];
}

function lintType({ type, parsed, canonical }: ReadEntry): EntryFinding[] {
  if (parsed === undefined) {
    const message = `${quoted(type)} is no machine type that is known of QEMU, RHEL or Ubuntu; qemu's "-machine help" lists what a host has.`;
    return [{ key: 'type-unknown', severity: 'error', message, instead: null }];
  }
  if (canonical === undefined || parsed.architectures.includes(canonical)) return [];
  const message = `${type} is a machine for ${parsed.architectures.join(' and ')}, not for ${canonical}: no guest could start with it.`;
  const instead = defaultOf(canonical);
  return [{ key: 'type-of-other-architecture', severity: 'error', message, instead }];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
