import type { Reader } from '../../database/reader.js';
import { createPace } from '../pace.js';
import type { CellTables } from '../schema.js';

/** What the system metadata of an instance says, by {@link HINTS}; what is NULL or not there is left out. */
export type Hints = Readonly<Partial<Record<Hint, string>>>;

/** Image properties, by their names without `image_`, and where an instance was before it was shelved. */
const HINTS = [
  'hw_architecture',
  'architecture',
  'os_type',
  'os_distro',
  'hw_disk_bus',
  'hw_cdrom_bus',
  'hw_firmware_type',
  'os_secure_boot',
  'shelved_host',
] as const;

type Hint = (typeof HINTS)[number];

/**
 * The hints of some hundred instances, by UUID; of several rows of a key the last counts, as in Nova
 * (nova/utils.py, metadata_to_dict). Keys are compared to the letter.
 */
export async function readHints(
  reader: Reader<CellTables>,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Hints>> {
  const hints = new Map<string, Partial<Record<Hint, string>>>();
  const pace = createPace({ start: 100, largest: 500 });
  for (let at = 0; at < uuids.length;) {
    const some = uuids.slice(at, at + pace.size);
    const rows = await pace.timed(reader, async () =>
      reader
        .selectFrom('instance_system_metadata')
        .select(['instance_uuid', 'key', 'value'])
        .where('instance_uuid', 'in', some)
        .where('key', 'in', [...BY_KEY.keys()])
        .orderBy('id')
        .execute(),
    );
    for (const { instance_uuid: uuid, key, value } of rows) {
      const hint = BY_KEY.get(key);
      if (hint === undefined) continue;
      const known = hints.get(uuid) ?? {};
      hints.set(uuid, known);
      if (value === null) delete known[hint];
      else known[hint] = value;
    }
    at += some.length;
  }
  return hints;
}

const BY_KEY: ReadonlyMap<string, Hint> = new Map(
  HINTS.map((hint) => [hint === 'shelved_host' ? hint : `image_${hint}`, hint] as const),
);
