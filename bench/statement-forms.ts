import { createConnection } from 'mysql2/promise';
import { ANTI_JOIN, IS_RECORDED, MATERIALISE, NOT_EXISTS, NOT_IN } from './statement.js';

/** Runs a statement on one connection and gives its rows as arrays. */
export type Ask = (
  sql: string,
  values?: readonly unknown[],
) => Promise<readonly (readonly (string | number | null)[])[]>;

/** One way to answer a question. */
export interface Form {
  readonly name: string;
  /** The program asks in this way. */
  readonly isChosen?: true;
  /** Connections that `run` is given; 1 where left out. */
  readonly connections?: number;
  readonly run: (asks: readonly Ask[]) => Promise<number>;
}

/** A connection for a form, with text folded whole. */
export async function connectAsk(
  rootUrl: string,
  database: string,
): Promise<{ readonly ask: Ask; readonly close: () => Promise<void> }> {
  const connection = await createConnection({ uri: `${rootUrl}/${database}`, rowsAsArray: true });
  await connection.query('SET SESSION group_concat_max_len = 16777216');
  return {
    ask: async (sql, values = []) => {
      const [rows] = await connection.query(sql, [...values]);
      // Statements that answer with no rows answer with an object.
      return Array.isArray(rows) ? (rows as unknown as Awaited<ReturnType<Ask>>) : [];
    },
    close: async () => connection.end(),
  };
}

const FOLDED = 'GROUP_CONCAT(m.instance_uuid)';

/**
 * The forms, single statements first. Those in slices and look-ups strike the answers from a set of the live instances'
 * UUIDs on this side. Instances that are building, which the generator makes none of, are told apart in the single
 * statements only: a set's few left-overs would be looked at by UUID.
 */
export const statementForms: readonly Form[] = [
  { name: 'one anti-join', run: single(ANTI_JOIN) },
  { name: '`NOT EXISTS`', run: single(NOT_EXISTS) },
  { name: '`NOT IN`, materialised', run: notIn },
  { name: 'anti-join in pages of 5 000 UUIDs', run: antiJoinInPages },
  { name: 'look-ups of 500 instances, all rows', run: lookUps(500) },
  { name: 'look-ups of 999 instances, the highest id first', run: lookUps(999, byHighestId) },
  {
    name: 'look-ups of 999 instances, the last row first',
    isChosen: true,
    run: lookUps(999, byLastRow),
  },
  { name: 'slices of 50 000 ids, a row each', run: slices('m.instance_uuid') },
  { name: 'slices of 50 000 ids, grouped', run: slices(FOLDED, 'GROUP BY HEX(m.key)') },
  { name: 'slices of 50 000 ids, folded', isChosen: true, run: slices(FOLDED) },
  { name: 'the same, two connections', connections: 2, run: slices(FOLDED) },
];

const NO_CONNECTION: Ask = async () => {
  throw new Error('a form needs a connection');
};

function single(sql: string): Form['run'] {
  return async ([ask = NO_CONNECTION]) => count(ask, sql);
}

async function count(ask: Ask, sql: string, values: readonly unknown[] = []): Promise<number> {
  const [[found] = []] = await ask(sql, values);
  return Number(found);
}

async function notIn([ask = NO_CONNECTION]: readonly Ask[]): Promise<number> {
  const [[version] = []] = await ask('SELECT VERSION()');
  if (String(version).includes('MariaDB')) await ask(MATERIALISE);
  return count(ask, NOT_IN);
}

async function antiJoinInPages([ask = NO_CONNECTION]: readonly Ask[]): Promise<number> {
  let unset = 0;
  for (let after = ''; ;) {
    const [[last] = []] = await ask(
      'SELECT MAX(uuid) FROM (SELECT uuid FROM instances WHERE uuid > ? ORDER BY uuid LIMIT 5000) page',
      [after],
    );
    if (last === null) return unset;
    unset += await count(ask, `${ANTI_JOIN} AND i.uuid > ? AND i.uuid <= ?`, [after, last]);
    after = String(last);
  }
}

/** @param first looks at one row of each instance of a page, before all rows of those for which that is not enough */
function lookUps(size: number, first?: (ask: Ask, page: readonly string[]) => Found): Form['run'] {
  return async ([ask = NO_CONNECTION]) => {
    const live = await liveInstances(ask);
    const all = [...live];
    for (let at = 0; at < all.length; at += size) {
      let page = all.slice(at, at + size);
      const strike = async (found: Found) => {
        for (const [uuid] of await found) live.delete(String(uuid));
        page = page.filter((uuid) => live.has(uuid));
      };
      if (first !== undefined) await strike(first(ask, page));
      if (page.length > 0) await strike(ask(ALL_ROWS, [page]));
    }
    return live.size;
  };
}

type Found = ReturnType<Ask>;

const ALL_ROWS = `SELECT m.instance_uuid FROM instance_system_metadata m WHERE m.instance_uuid IN (?) AND ${IS_RECORDED}`;

async function byHighestId(ask: Ask, page: readonly string[]): Found {
  return ask(
    `SELECT m.instance_uuid FROM (SELECT MAX(id) AS id FROM instance_system_metadata WHERE instance_uuid IN (?) GROUP BY instance_uuid) l
     JOIN instance_system_metadata m WHERE m.id = l.id AND ${IS_RECORDED}`,
    [page],
  );
}

async function byLastRow(ask: Ask, page: readonly string[]): Found {
  return ask(
    `SELECT (SELECT IF(${IS_RECORDED}, m.instance_uuid, NULL) FROM instance_system_metadata m WHERE m.instance_uuid = i.uuid
       ORDER BY m.instance_uuid DESC, m.id DESC LIMIT 1)
     FROM instances i WHERE i.uuid BETWEEN ? AND ? AND i.deleted = 0`,
    [page[0], page.at(-1)],
  );
}

function slices(uuid: string, groupBy = ''): Form['run'] {
  return async (asks) => {
    const [ask = NO_CONNECTION] = asks;
    const live = await liveInstances(ask);
    const [[last] = []] = await ask('SELECT MAX(id) FROM instance_system_metadata');
    let next = 1;
    const work = async (ask: Ask) => {
      while (next <= Number(last)) {
        const from = next;
        next += 50_000;
        const rows = await ask(
          `SELECT ${uuid} FROM instance_system_metadata m WHERE m.id BETWEEN ? AND ? AND ${IS_RECORDED} ${groupBy}`,
          [from, from + 49_999],
        );
        for (const [uuids] of rows) {
          for (const found of String(uuids ?? '').split(',')) live.delete(found);
        }
      }
    };
    await Promise.all(asks.map(work));
    return live.size;
  };
}

/** UUIDs of the live instances, read in pages of an index and folded. */
async function liveInstances(ask: Ask): Promise<Set<string>> {
  const live = new Set<string>();
  for (let after = ''; ;) {
    const [[last, uuids] = []] = await ask(
      `SELECT MAX(uuid), GROUP_CONCAT(IF(deleted = 0, uuid, NULL))
       FROM (SELECT uuid, deleted FROM instances WHERE uuid > ? ORDER BY uuid LIMIT 50000) page`,
      [after],
    );
    if (last === null) return live;
    if (uuids !== null) for (const uuid of String(uuids).split(',')) live.add(uuid);
    after = String(last);
  }
}
