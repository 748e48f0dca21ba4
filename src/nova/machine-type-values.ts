import type { Reader } from '../database/reader.js';
import type { TellProgress } from './deployment.js';
import { BARE, PREFIXED } from './folded-machine-types.js';
import type { LiveInstances } from './live-instances.js';
import { type PieceReader, readInPieces } from './pieces.js';
import type { CellTables, Columns } from './schema.js';

/** What `machineTypeValues` reads. */
export const machineTypeColumns: Columns<CellTables> = Object.freeze({
  instance_system_metadata: ['id', 'instance_uuid', 'key', 'value'],
});

/** The recorded machine types of a cell's instances. */
export interface MachineTypeValues {
  /** Each value once. An instance's is told by its place in this list, so that one takes four bytes. */
  readonly types: readonly string[];
  /** The place of an instance's type in `types`, or -1 where none is recorded. */
  readonly typeOf: (index: number) => number;
}

/**
 * The recorded machine types, as Nova 34.0.0 reads them (nova/utils.py get_image_from_system_metadata): the value of the
 * key `image_hw_machine_type`, or else of `hw_machine_type`; of several rows of a key the last counts; soft-deleted rows
 * count; NULL is no value, an empty string is one; keys are compared to the letter.
 *
 * A row each, in slices of the primary key and in the order of ids. Measured on MariaDB 10.11 with 33 333 instances of
 * 25 rows it takes 143 ms, where only finding the rows takes 133 ms; texts that are grouped by value take 288 ms, one
 * text with the values in hexadecimal 184 ms, a join that counts by type and host 504 ms.
 *
 * @param progress as `readInPieces` tells it
 */
export async function machineTypeValues(
  reader: Reader<CellTables>,
  live: LiveInstances,
  progress?: TellProgress,
): Promise<MachineTypeValues> {
  const types = new TypeNames();
  /** By instance: 0 for no row, 1 for NULL, 2 and more for a type's place. */
  const prefixed = new Uint32Array(live.instances.size);
  /** The same; hardly any instance has this key. */
  const bare = new Map<number, number>();
  const read = async (choose: (rows: Rows) => Rows): Promise<number> => {
    const rows = await choose(machineTypeRows(reader)).execute();
    for (const { instance_uuid, key, value } of rows) {
      if (key !== PREFIXED && key !== BARE) continue;
      const index = live.instances.find(instance_uuid);
      if (index < 0) continue;
      const code = value === null ? 1 : 2 + types.place(value);
      if (key === PREFIXED) prefixed[index] = code;
      else bare.set(index, code);
    }
    return rows.length;
  };
  const table: PieceReader = {
    table: 'instance_system_metadata',
    readIds: async (from, to) => read((rows) => rows.where('id', '>=', from).where('id', '<=', to)),
    readInstances: async (uuids) => {
      await read((rows) => rows.where('instance_uuid', 'in', uuids));
    },
    slice: { start: 50_000, largest: 100_000 },
  };
  await readInPieces(reader, live, table, progress);
  return {
    types: types.names,
    typeOf: (index) => {
      const own = prefixed[index] ?? 0;
      return Math.max(-1, (own > 1 ? own : (bare.get(index) ?? 0)) - 2);
    },
  };
}

/** Values by their places, each once. */
class TypeNames {
  readonly names: string[] = [];
  readonly #places = new Map<string, number>();

  place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.names.push(name) - 1;
    this.#places.set(name, place);
    return place;
  }
}

type Rows = ReturnType<typeof machineTypeRows>;

/** MySQL's collation takes 'IMAGE_hw_machine_type ' for the same key: whoever reads these compares again. */
function machineTypeRows(reader: Reader<CellTables>) {
  return reader
    .selectFrom('instance_system_metadata')
    .select(['instance_uuid', 'key', 'value'])
    .where('key', 'in', [PREFIXED, BARE])
    .orderBy('id');
}
