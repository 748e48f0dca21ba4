/** The key of system metadata under which Nova records a machine type; the other is what an image calls it, without a prefix. */
export const PREFIXED = 'image_hw_machine_type';
export const BARE = 'hw_machine_type';
/** Both keys, as Nova reads them. A database may take others for the same: compare to the letter what it gives. */
export const MACHINE_TYPE_KEYS: readonly string[] = Object.freeze([PREFIXED, BARE]);

/** A row of an instance's system metadata. */
export interface MetadataRow {
  readonly key: string;
  readonly value: string | null;
}

/**
 * The machine type that is recorded for an instance, or null, as Nova 34.0.0 reads it (nova/objects/instance.py,
 * nova/utils.py metadata_to_dict, get_image_from_system_metadata): soft-deleted rows count; of several rows of a key the
 * last one's value; NULL is no value, an empty text is one; of both keys that which was there later.
 *
 * @param rows of the instance, in the order of their ids
 */
export function recordedType(rows: readonly MetadataRow[]): string | null {
  const values = new Map(rows.filter(isMachineType).map(({ key, value }) => [key, value]));
  return [...values.values()].findLast((value) => value !== null) ?? null;
}

/** Whether a row is about the machine type, to the letter of its key. */
export function isMachineType({ key }: Pick<MetadataRow, 'key'>): boolean {
  return MACHINE_TYPE_KEYS.includes(key);
}
