/**
 * What a change of `[libvirt]hw_machine_type` is to an instance, the most pressing first. The keys stand in reports and
 * never change their meaning.
 */
export const impactGroups = Object.freeze({
  'would-change':
    'no type is recorded, and the new value gives another one than the old: the guest gets it when it is next defined',
  'architecture-unknown': 'no type is recorded, and which one it would get cannot be told',
  same: 'no type is recorded, and the new value gives the same as the old',
  'no-guest':
    'in error and on no host: no type is recorded, and there is no guest that could get another one',
  pinned: 'a type is recorded: the option cannot touch it',
  'pinned-alias':
    'an alias such as pc is recorded: the option cannot touch it; the family is fixed, and the version is whichever is the newest in the QEMU of its host',
  building: 'being built: its type is recorded when it is spawned, by the option as it then is',
  'not-libvirt': 'on compute nodes of another driver, which has no machine types',
});

/** A key of {@link impactGroups}. */
export type ImpactGroup = keyof typeof impactGroups;

/** All groups, in the order of the table. */
export const IMPACT_GROUPS = Object.freeze(Object.keys(impactGroups) as readonly ImpactGroup[]);
