import { sql } from 'kysely';
import type { Reader } from '../../database/reader.js';
import { BARE, PREFIXED } from '../folded-machine-types.js';
import { eachUuid, isWhole } from '../folded-uuids.js';
import type { InstanceSet } from '../instance-set.js';
import { passMetadata, type WorkedCell } from '../metadata-passes.js';
import type { CellTables } from '../schema.js';

/** The recorded machine type of each instance of a set, in four bytes each. */
export interface RecordedTypes {
  /** The type; null where none is recorded. */
  readonly type: (index: number) => string | null;
  /** Whether none is recorded and `image_hw_machine_type` is there, and NULL. */
  readonly isNull: (index: number) => boolean;
}

/**
 * Reads which machine type each instance has recorded, as Nova 34.0.0 judges (nova/utils.py,
 * get_image_from_system_metadata): the value of `image_hw_machine_type` or `hw_machine_type`; of several rows of a key
 * the last counts, of the two keys the one that comes later; soft-deleted rows count; NULL is no value, an empty string is
 * one; keys and values are compared to the letter.
 *
 * @param cell its progress is told as by `passMetadata`
 * @param rows instances of the cell, soft-deleted ones too
 */
export async function recordedTypes(
  cell: WorkedCell,
  instances: InstanceSet,
  rows: number,
): Promise<RecordedTypes> {
  const codes = new Codes();
  const types = new Int32Array(instances.size);
  const contradictory = new Set<number>();
  const note = (index: number, code: number) => {
    if (index < 0 || types[index] === code) return;
    if (types[index] === NONE) types[index] = code;
    else contradictory.add(index);
  };
  await passMetadata(cell, instances, rows, async (reader, choose) => {
    const folded = await choose(foldedTypes(reader)).executeTakeFirstOrThrow();
    if (!areWhole(folded)) return 'cut';
    for (const key of KEYS) {
      eachUuid(key === PREFIXED ? folded.prefixed : folded.bare, (text, from, to) => {
        const blank = text.lastIndexOf(' ', to - 1);
        note(instances.find(text, from, blank), codes.ofHex(key, text.slice(blank + 1, to)));
      });
    }
    return folded.length === null ? 'nothing' : 'some';
  });
  const indexes = [...contradictory];
  for (let at = 0; at < indexes.length; at += CHUNK) {
    await judgeInOrder(cell.reader, instances, indexes.slice(at, at + CHUNK), codes, types);
  }
  return {
    type: (index) => codes.type(types[index] ?? NONE),
    isNull: (index) => types[index] === NULL_PREFIXED,
  };
}

const KEYS = [PREFIXED, BARE];

/** Instances in one statement. */
const CHUNK = 500;

/** Codes of what a row says; from FIRST on each stands for a type. */
const NONE = 0;
const NULL_PREFIXED = 1;
const NULL_BARE = 2;
const FIRST = 3;

/** Numbers types in the order in which they are met. */
class Codes {
  readonly #codes = new Map<string, number>();
  readonly #types: string[] = [];
  readonly #hex = new Map<string, number>();

  of(key: string, value: string | null): number {
    if (!KEYS.includes(key)) return NONE;
    if (value === null) return key === PREFIXED ? NULL_PREFIXED : NULL_BARE;
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    const code = FIRST + this.#types.length;
    this.#types.push(value);
    this.#codes.set(value, code);
    return code;
  }

  /** @param hex the value's bytes, or "-" for NULL */
  ofHex(key: string, hex: string): number {
    if (hex === '-') return this.of(key, null);
    const known = this.#hex.get(hex);
    if (known !== undefined) return known;
    const code = this.of(key, Buffer.from(hex, 'hex').toString('utf8'));
    this.#hex.set(hex, code);
    return code;
  }

  type(code: number): string | null {
    return this.#types[code - FIRST] ?? null;
  }
}

/** The machine types' rows of some metadata, folded: by key a text of all of them, or null. */
interface FoldedTypes {
  readonly prefixed: string | null;
  readonly bare: string | null;
  /** What all of them take, with a comma each; null where there is no such row. */
  readonly length: number | string | null;
}

/**
 * Asks for the machine types' rows, folded into one row: grouping them would take the server longer than finding them.
 * A row is told as its UUID and the value as HEX(), or "-" for NULL, which has no commas; keys are told apart byte for
 * byte too: MySQL's collation takes 'IMAGE_hw_machine_type ' for the same.
 */
function foldedTypes(reader: Reader<CellTables>) {
  return reader
    .selectFrom('instance_system_metadata')
    .select((row) => {
      const told = sql`concat(${row.ref('instance_uuid')}, ' ', hex(${row.ref('value')}))`;
      // SQLite's HEX() of NULL is empty, as that of an empty text is.
      const line = sql`case when ${row.ref('value')} is null then concat(${row.ref('instance_uuid')}, ' -') else ${told} end`;
      const keyIs = (...keys: readonly string[]) =>
        sql`hex(${row.ref('key')}) in (${sql.join(keys.map((key) => Buffer.from(key).toString('hex').toUpperCase()))})`;
      return [
        sql<string | null>`group_concat(case when ${keyIs(PREFIXED)} then ${line} end)`.as(
          'prefixed',
        ),
        sql<string | null>`group_concat(case when ${keyIs(BARE)} then ${line} end)`.as('bare'),
        sql<
          number | string | null
        >`sum(case when ${keyIs(PREFIXED, BARE)} then length(${line}) + 1 end)`.as('length'),
      ];
    })
    .where('key', 'in', KEYS);
}

function areWhole({ prefixed, bare, length }: FoldedTypes): boolean {
  const texts = [prefixed, bare].filter((text) => text !== null);
  return isWhole(texts.length === 0 ? null : texts.join(','), length);
}

/** Where rows of an instance differ, their order decides: these few are read again, in order. */
async function judgeInOrder(
  reader: Reader<CellTables>,
  instances: InstanceSet,
  indexes: readonly number[],
  codes: Codes,
  types: Int32Array,
): Promise<void> {
  const uuids = indexes.map((index) => instances.uuid(index));
  const rows = await reader
    .selectFrom('instance_system_metadata')
    .select(['instance_uuid', 'key', 'value'])
    .where('instance_uuid', 'in', uuids)
    .where('key', 'in', KEYS)
    .orderBy('id')
    .execute();
  /** By instance and then by key, in the order in which the keys are first met. */
  const values = new Map<string, Map<string, number>>();
  for (const { instance_uuid: uuid, key, value } of rows) {
    const code = codes.of(key, value);
    if (code === NONE) continue;
    const known = values.get(uuid) ?? new Map<string, number>();
    values.set(uuid, known.set(key, code));
  }
  for (const index of indexes) {
    const found = values.get(instances.uuid(index)) ?? new Map<string, number>();
    const given = [...found.values()].findLast((code) => code >= FIRST);
    types[index] = given ?? found.get(PREFIXED) ?? found.get(BARE) ?? NONE;
  }
}
