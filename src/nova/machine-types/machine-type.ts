import { BOARDS, FAMILIES, type Family, type FamilyName, OLD_PC_VERSIONS } from './families.js';
import { isQemuRelease } from './qemu-releases.js';
import { UBUNTU_ALIASES, UBUNTU_FAMILIES, UBUNTU_RELEASES, UBUNTU_VARIANTS } from './ubuntu.js';
import { compareVersions, type Version, version } from './version.js';

/** Whose type it is: each has versions of its own, which cannot be compared with another's. */
export type Vendor = 'qemu' | 'rhel' | 'ubuntu';

/** What a machine type's name says. */
export interface MachineType {
  readonly name: string;
  /** Undefined for a board of its own, such as `microvm`. */
  readonly family: FamilyName | undefined;
  /** Nova's names of the architectures that it is for. */
  readonly architectures: readonly string[];
  readonly vendor: Vendor;
  /**
   * The release that it is named after: QEMU's (`[8, 2]`, `[4, 0, 1]`), RHEL's (`[9, 6, 0]`), or Ubuntu's year and month
   * with the number of the revision behind them (`[24, 4, 2]` for `-v2`). Undefined for aliases and boards.
   */
  readonly version: Version | undefined;
  /** What makes it another machine than its namesake: `hpb`, `maxcpus`, `hpb-maxcpus`, `sxxm`; else empty. */
  readonly variant: string;
  /** Whether it stands for the newest type of its family, whichever that is on a host. */
  readonly isAlias: boolean;
}

/**
 * What the name says, or undefined where it is not the name of a machine type. Names of releases that are newer than
 * our tables are understood if they are formed like their forerunners, save Ubuntu's, whose codenames have to be known.
 * A third number, as in `pc-q35-4.0.1`, is accepted for any release, as Nova does.
 */
export function parseMachineType(name: string): MachineType | undefined {
  return parseUnversioned(name) ?? parseOldPc(name) ?? parseVersioned(name);
}

function parseUnversioned(name: string): MachineType | undefined {
  const aliased = FAMILIES.find((family) => family.alias === name);
  if (aliased !== undefined) return typeOf(name, aliased, { isAlias: true });
  const family = FAMILIES.find((one) => one.name === UBUNTU_ALIASES[name]);
  if (family !== undefined) return typeOf(name, family, { isAlias: true, vendor: 'ubuntu' });
  const board = BOARDS.find((one) => one.name === name);
  return board && typeOf(name, { name: undefined, architectures: board.architectures }, {});
}

/** `pc-1.3` and older, and RHEL 6's: all of them PCs with the i440FX chipset. */
function parseOldPc(name: string): MachineType | undefined {
  const pc = FAMILIES.find((family) => family.name === 'pc-i440fx');
  if (pc === undefined) return undefined;
  const [, old] = /^pc-([\d.]+)$/.exec(name) ?? [];
  if (old !== undefined && OLD_PC_VERSIONS.includes(old)) {
    return typeOf(name, pc, { version: version(old) });
  }
  const [, rhel] = /^rhel(6\.\d\.0)$/.exec(name) ?? [];
  if (rhel === undefined) return undefined;
  return typeOf(name, pc, { vendor: 'rhel', version: version(rhel) });
}

function parseVersioned(name: string): MachineType | undefined {
  const family = FAMILIES.find((one) => name.startsWith(`${one.name}-`));
  if (family === undefined) return undefined;
  const end = name.slice(family.name.length + 1);
  const more = qemuPart(end, family) ?? rhelPart(end, family) ?? ubuntuPart(end, family);
  return more && typeOf(name, family, more);
}

type Part = Partial<Pick<MachineType, 'vendor' | 'version' | 'variant' | 'isAlias'>>;

function qemuPart(end: string, family: Family): Part | undefined {
  const { text, variant } = numbered(end, String.raw`${NUMBER}\.${NUMBER}(?:\.[1-9]\d?)?`);
  if (text === undefined) return undefined;
  const release = version(text);
  const isKnown = isQemuRelease(release) && compareVersions(release, version(family.since)) >= 0;
  const hasVariant = family.more.some(
    (one) => one.version === text && (one.variant ?? '') === variant,
  );
  return isKnown && (variant === '' || hasVariant) ? { version: release, variant } : undefined;
}

function rhelPart(end: string, family: Family): Part | undefined {
  const { text, variant } = numbered(end, String.raw`rhel${NUMBER}\.${NUMBER}\.${NUMBER}`);
  if (text === undefined || (variant !== '' && family.name !== 'pseries')) return undefined;
  const release = version(text.slice('rhel'.length));
  return (release[0] ?? 0) >= 7 ? { vendor: 'rhel', version: release, variant } : undefined;
}

const NUMBER = String.raw`(?:0|[1-9]\d?)`;

function numbered(end: string, pattern: string): { text: string | undefined; variant: string } {
  const [, text, variant = ''] = new RegExp(`^(${pattern})(?:-(sxxm))?$`).exec(end) ?? [];
  return { text, variant };
}

function ubuntuPart(end: string, { name }: Family): Part | undefined {
  const [, codename, variant = '', revision = '0'] =
    /^([a-z]+)(?:-(hpb|maxcpus|hpb-maxcpus|sxxm|2\.11-sxxm))?(?:-v([2-9]))?$/.exec(end) ?? [];
  const release = UBUNTU_RELEASES.find((one) => one.codename === codename);
  if (release === undefined || !UBUNTU_FAMILIES.includes(name)) return undefined;
  const hasVariant = UBUNTU_VARIANTS.some(
    (one) => one.variant === variant && one.families.includes(name),
  );
  if (variant !== '' && !hasVariant) return undefined;
  return {
    vendor: 'ubuntu',
    version: [...version(release.version), Number(revision)],
    variant,
  };
}

function typeOf(
  name: string,
  { name: family, architectures }: Pick<Family, 'architectures'> & { name: FamilyName | undefined },
  part: Part,
): MachineType {
  return {
    name,
    family,
    architectures,
    vendor: 'qemu',
    version: undefined,
    variant: '',
    isAlias: false,
    ...part,
  };
}
