import { sql } from 'kysely';
import type { Reader } from '../../database/reader.js';
import type { TellProgress } from '../deployment.js';
import { eachUuid } from '../folded-uuids.js';
import type { InstanceSet } from '../instance-set.js';
import { type FoldedRow, type MetadataPass, passMetadata } from '../metadata-passes.js';
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
 * @param rows instances of the cell, soft-deleted ones too
 * @param progress as `passMetadata` tells it
 */
export async function recordedTypes(
  reader: Reader<CellTables>,
  instances: InstanceSet,
  rows: number,
  progress?: TellProgress,
): Promise<RecordedTypes> {
  const codes = new Codes();
  const types = new Int32Array(instances.size);
  const contradictory = new Set<number>();
  const act = (folded: readonly TypeRow[]) => {
    for (const row of folded) {
      const code = codes.of(row.key, row.value);
      if (code === NONE) continue;
      eachUuid(row.uuids, (text, from, to) => {
        const index = instances.find(text, from, to);
        if (index < 0 || types[index] === code) return;
        if (types[index] === NONE) types[index] = code;
        else contradictory.add(index);
      });
    }
  };
  await passMetadata(reader, instances, rows, { fold: foldedTypes, act }, progress);
  const indexes = [...contradictory];
  for (let at = 0; at < indexes.length; at += CHUNK) {
    await judgeInOrder(reader, instances, indexes.slice(at, at + CHUNK), codes, types);
  }
  return {
    type: (index) => codes.type(types[index] ?? NONE),
    isNull: (index) => types[index] === NULL_PREFIXED,
  };
}

const PREFIXED = 'image_hw_machine_type';
const BARE = 'hw_machine_type';
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

  type(code: number): string | null {
    return this.#types[code - FIRST] ?? null;
  }
}

interface TypeRow extends FoldedRow {
  readonly key: string;
  readonly value: string | null;
}

/** The machine types' rows, folded. Keys and values are told apart as HEX(): a collation takes 'PC ' for 'pc'. */
async function foldedTypes(
  ...[piece]: Parameters<MetadataPass<TypeRow>['fold']>
): Promise<readonly TypeRow[]> {
  return piece
    .select((row) => [
      row.fn.min<string>('key').as('key'),
      row.fn.min<string | null>('value').as('value'),
      sql<string>`group_concat(${row.ref('instance_uuid')})`.as('uuids'),
      sql<number | string>`sum(length(${row.ref('instance_uuid')}) + 1)`.as('length'),
    ])
    .where('key', 'in', KEYS)
    .groupBy((row) => [
      sql`hex(${row.ref('key')})`,
      sql`hex(${row.ref('value')})`,
      // SQLite's HEX() of NULL is that of an empty string.
      row('value', 'is', null),
    ])
    .execute();
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
