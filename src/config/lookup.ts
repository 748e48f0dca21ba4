import type { Assignment } from './ini.js';

/** An option as `[group, name]`. */
export type OptionName = readonly [group: string, name: string];

/** The text of an option before substitution, and where it stands. */
export interface RawSetting {
  readonly group: string;
  readonly name: string;
  readonly value: string;
  /** Like `/etc/nova/nova.conf:12` or `environment OS_DATABASE__CONNECTION`. */
  readonly origin: string;
}

/** All that was read: the assignments of each file, in reading order, and the environment. */
export interface Settings {
  readonly files: readonly (readonly Assignment[])[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The setting of an option that counts (oslo.config 10.6, cfg.py: _do_get, _get_file_value, _normalize_group_name;
 * sources/_environment.py).
 *
 * The environment wins, under the option's current name only. Then the last file that sets the option under any of
 * its names: in one file the current name comes before the deprecated ones, each in turn, and of one name its last
 * assignment counts. Section names match in any case, except `DEFAULT`; option names match exactly and are written
 * with `_` in files, save for a deprecated name with `-`, which is accepted in both spellings.
 */
export function lookUp(
  settings: Settings,
  [group, dashedName]: OptionName,
  deprecated: readonly OptionName[] = [],
): RawSetting | undefined {
  const name = underscored(dashedName);
  const variable = `OS_${group.toUpperCase()}__${name.toUpperCase()}`;
  const value = settings.env[variable];
  if (value !== undefined) return { group, name, value, origin: `environment ${variable}` };

  const respelled = deprecated
    .filter(([, old]) => old.includes('-'))
    .map(([oldGroup, old]): OptionName => [oldGroup, underscored(old)]);
  const names: OptionName[] = [[group, name], ...deprecated, ...respelled];
  for (const assignments of settings.files.toReversed()) {
    for (const candidate of names) {
      const last = assignments.findLast((assignment) => assigns(assignment, candidate));
      if (last !== undefined) {
        return { group, name, value: last.value, origin: `${last.file}:${last.line}` };
      }
    }
  }
  return undefined;
}

function assigns({ group, key }: Assignment, [wantedGroup, wantedName]: OptionName): boolean {
  return key === wantedName && normalizedGroup(group) === normalizedGroup(wantedGroup);
}

function normalizedGroup(group: string): string {
  return group === 'DEFAULT' ? group : group.toLowerCase();
}

function underscored(name: string): string {
  return name.replaceAll('-', '_');
}
