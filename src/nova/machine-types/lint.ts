import type { ConfigValue } from '../../config/config.js';
import { lintEntries } from './lint-entries.js';
import { lintPciePorts } from './lint-pcie-ports.js';
import type { Version } from './version.js';

/** Something that is wrong, or may go wrong, with the options that choose machine types. */
export interface LintFinding {
  /** What it is; never renamed. */
  readonly key: LintKey;
  /** An error does not do what it says or stops guests from starting; a warning will, or does more than it seems to. */
  readonly severity: 'error' | 'warning';
  readonly option: string;
  /** Where the option is set, such as `/etc/nova/nova.conf:12`. */
  readonly origin: string;
  /** The item of the list, as it is written; null where the whole option is meant. */
  readonly entry: string | null;
  /** One sentence or two, for people. */
  readonly message: string;
  /** What to write in the entry's or the option's place; null where that cannot be told. */
  readonly instead: string | null;
}

export type LintKey =
  | 'architecture-alias'
  | 'architecture-twice'
  | 'architecture-unknown'
  | 'entry-empty'
  | 'no-architecture'
  | 'no-type'
  | 'pcie-ports-default'
  | 'pcie-ports-invalid'
  | 'spaces'
  | 'type-deprecated'
  | 'type-newer'
  | 'type-of-other-architecture'
  | 'type-removed'
  | 'type-unknown';

/** What is looked at. */
export interface LintInput {
  /** `[libvirt]hw_machine_type`; undefined where it is not set. */
  readonly machineTypes: ConfigValue<readonly string[]> | undefined;
  /** `[libvirt]num_pcie_ports`, as it is written. */
  readonly pciePorts: ConfigValue<string> | undefined;
  /** The hosts' QEMU; undefined where it is not known, and then the newest that we know tells what is deprecated. */
  readonly qemu: Version | undefined;
}

/** All findings, in the order of the entries. */
export function lintMachineTypes({ machineTypes, pciePorts, qemu }: LintInput): LintFinding[] {
  return [
    ...(machineTypes === undefined ? [] : lintEntries(machineTypes, qemu)),
    ...lintPciePorts(machineTypes, pciePorts),
  ];
}
