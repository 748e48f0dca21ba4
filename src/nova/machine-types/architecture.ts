/** Nova's names of architectures (Nova 15.0.0 to 34.0.0, nova/objects/fields.py, Architecture). */
const ARCHITECTURES: ReadonlySet<string> = new Set(
  [
    'alpha armv6 armv7l armv7b aarch64 cris i686 ia64 lm32 m68k microblaze microblazeel mips mipsel mips64',
    'mips64el openrisc parisc parisc64 ppc ppcle ppc64 ppc64le ppcemb s390 s390x sh4 sh4eb sparc sparc64',
    'unicore32 x86_64 xtensa xtensaeb',
  ].flatMap((names) => names.split(' ')),
);

/** What else Nova understands (nova/objects/fields.py, Architecture.canonicalize). */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['i386', 'i686'],
  ['i486', 'i686'],
  ['i586', 'i686'],
  ['x86_32', 'i686'],
  ['x86_32p', 'i686'],
  ['amd64', 'x86_64'],
]);

/** Nova's name of an architecture, whatever its case, or undefined for one that Nova refuses, such as `arm64`. */
export function canonicalArchitecture(name: string): string | undefined {
  const lower = name.toLowerCase();
  const canonical = ALIASES.get(lower) ?? lower;
  return ARCHITECTURES.has(canonical) ? canonical : undefined;
}

/** What tells a guest's architecture; null or left out where there is none. */
export interface ArchitectureHints {
  /** Its image property `hw_architecture`: in the system metadata `image_hw_architecture`. */
  readonly hwArchitecture?: string | null;
  /** The same by its former name: `image_architecture`. */
  readonly architecture?: string | null;
  /** `cpu_info` of its compute node, a JSON object whose `arch` libvirt gave. */
  readonly cpuInfo?: string | null;
}

/** A guest's architecture and who says so, or why it is not known. */
export type GuestArchitecture =
  | { readonly architecture: string; readonly from: 'image' | 'host' }
  | { readonly architecture: undefined; readonly reason: string };

/**
 * The architecture by which the libvirt driver chooses a guest's default machine type (Nova 34.0.0,
 * nova/virt/libvirt/utils.py, get_arch): its image's, else its host's. Before 20.0.0 it was the host's alone.
 * `hw_emulation_architecture` does not count.
 *
 * @param release Nova's major version on the guest's host
 */
export function guestArchitecture(hints: ArchitectureHints, release: number): GuestArchitecture {
  const named = hints.hwArchitecture ?? hints.architecture ?? undefined;
  if (release < 20 || named === undefined) return hostArchitecture(hints.cpuInfo ?? '');
  const architecture = canonicalArchitecture(named);
  return architecture === undefined
    ? unknown(`the image names ${JSON.stringify(named)}, which is no architecture of Nova's`)
    : { architecture, from: 'image' };
}

function hostArchitecture(cpuInfo: string): GuestArchitecture {
  const named = archOf(cpuInfo);
  if (named === undefined) return unknown('its compute node names no architecture');
  const architecture = canonicalArchitecture(named);
  return architecture === undefined
    ? unknown(`its compute node names ${JSON.stringify(named)}, which is no architecture of Nova's`)
    : { architecture, from: 'host' };
}

function archOf(cpuInfo: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(cpuInfo);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('arch' in value)) return undefined;
  return typeof value.arch === 'string' && value.arch !== '' ? value.arch : undefined;
}

function unknown(reason: string): GuestArchitecture {
  return { architecture: undefined, reason };
}
