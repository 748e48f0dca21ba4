/** What `[libvirt]hw_machine_type` gives for an architecture. */
export type OptionAnswer =
  | { readonly kind: 'type'; readonly type: string }
  /** The built-in default counts. */
  | { readonly kind: 'none' }
  /** Not even the built-in default counts: libvirt chooses. */
  | { readonly kind: 'left-to-libvirt' }
  /** nova-compute cannot work with the option at all. */
  | { readonly kind: 'broken'; readonly entry: string };

/** An entry, divided as the driver does it, at the first `=`; `type` is undefined where there is none, or nothing behind. */
export interface OptionEntry {
  readonly architecture: string;
  readonly type: string | undefined;
}

/** Divides an entry of the option. Blanks around the `=` stay, as in the driver. */
export function parseEntry(entry: string): OptionEntry {
  const at = entry.indexOf('=');
  if (at < 0) return { architecture: entry, type: undefined };
  const type = entry.slice(at + 1);
  return { architecture: entry.slice(0, at), type: type === '' ? undefined : type };
}

/**
 * What the entries of `[libvirt]hw_machine_type` give for an architecture, literally compared, as the libvirt driver
 * of a release reads them:
 * up to 18.x (driver.py, _machine_type_mappings) the last entry wins, an entry without `=` ends in a traceback, and once
 * the option is set the built-in defaults do not count; in 19.x (d2f8995103) entries without a type are ignored and the
 * defaults count again; from 20.0.0 on (bf3706fe3a; utils.py, get_default_machine_type) the first entry wins.
 *
 * @param entries the list's items; empty where the option is not set
 * @param release Nova's major version on the host
 */
export function machineTypeFromOption(
  entries: readonly string[],
  architecture: string,
  release: number,
): OptionAnswer {
  if (release <= 18) {
    const broken = entries.find((entry) => !entry.includes('='));
    if (broken !== undefined) return { kind: 'broken', entry: broken };
  }
  const matching = entries.map(parseEntry).filter((entry) => entry.architecture === architecture);
  if (release <= 18) {
    const last = matching.at(-1);
    if (last?.type !== undefined) return { kind: 'type', type: last.type };
    return entries.length === 0 ? { kind: 'none' } : { kind: 'left-to-libvirt' };
  }
  const types = matching.flatMap(({ type }) => type ?? []);
  const type = release === 19 ? types.at(-1) : types[0];
  return type === undefined ? { kind: 'none' } : { kind: 'type', type };
}
