import type { Ask, Form } from './statement-forms.js';

/** Instances that are looked up, and how many in one statement: a page of those without a recorded machine type. */
const SAMPLE = 1000;
const PAGE = 500;

/** Live instances of a cell, evenly spread over its UUIDs. */
export async function sampleOf(ask: Ask): Promise<readonly string[]> {
  const rows = await ask('SELECT uuid FROM instances WHERE deleted = 0 ORDER BY uuid');
  const step = Math.max(1, rows.length / SAMPLE);
  return Array.from({ length: Math.min(SAMPLE, rows.length) }, (_, at) =>
    String(rows[Math.floor(at * step)]?.[0]),
  );
}

/** In which cells instances are, by the API database: the sum of the cells' ids. */
export function mappingForms(uuids: readonly string[]): readonly Form[] {
  const sum = 'SELECT SUM(m.cell_id) FROM instance_mappings m';
  return [
    {
      name: 'look-ups of 500 instances, `IN`',
      isChosen: true,
      run: eachPage(uuids, PAGE, async (ask, page) =>
        sumOf(
          await ask('SELECT m.cell_id FROM instance_mappings m WHERE m.instance_uuid IN (?)', [
            page,
          ]),
        ),
      ),
    },
    {
      name: 'look-ups of 500 instances, joined to a list',
      run: eachPage(uuids, PAGE, async (ask, page) =>
        sumOf(
          await ask(
            `SELECT m.cell_id FROM (${listOf(page)}) i JOIN instance_mappings m ON m.instance_uuid = i.uuid`,
            page,
          ),
        ),
      ),
    },
    {
      name: 'one instance after the other',
      run: eachPage(uuids, 1, async (ask, page) =>
        sumOf(
          await ask('SELECT m.cell_id FROM instance_mappings m WHERE m.instance_uuid = ?', page),
        ),
      ),
    },
    {
      name: 'all mappings in slices of 50 000 ids',
      run: inSlices('instance_mappings', async (ask, from, to) =>
        sumOf(
          await ask(`${sum} WHERE m.id BETWEEN ? AND ? AND m.instance_uuid IN (?)`, [
            from,
            to,
            uuids,
          ]),
        ),
      ),
    },
  ];
}

const IS_ATTACHED = "b.deleted = 0 AND b.destination_type = 'volume'";

/** How many volumes are attached to instances of a cell, in all. */
export function volumeForms(uuids: readonly string[]): readonly Form[] {
  const counts = 'SELECT COUNT(*), b.instance_uuid FROM block_device_mapping b';
  return [
    {
      name: 'look-ups of 500 instances, grouped',
      isChosen: true,
      run: eachPage(uuids, PAGE, async (ask, page) =>
        sumOf(
          await ask(
            `${counts} WHERE b.instance_uuid IN (?) AND ${IS_ATTACHED} GROUP BY b.instance_uuid`,
            [page],
          ),
        ),
      ),
    },
    {
      name: 'look-ups of 500 instances, a row each',
      run: eachPage(uuids, PAGE, async (ask, page) =>
        sumOf(
          await ask(
            `SELECT 1, b.instance_uuid FROM block_device_mapping b WHERE b.instance_uuid IN (?) AND ${IS_ATTACHED}`,
            [page],
          ),
        ),
      ),
    },
    {
      name: 'look-ups of 500 instances, joined to `instances`',
      run: eachPage(uuids, PAGE, async (ask, page) =>
        sumOf(
          await ask(
            `${counts} JOIN instances i ON i.uuid = b.instance_uuid WHERE i.uuid IN (?) AND ${IS_ATTACHED} GROUP BY b.instance_uuid`,
            [page],
          ),
        ),
      ),
    },
    {
      name: 'one instance after the other',
      run: eachPage(uuids, 1, async (ask, page) =>
        sumOf(
          await ask(
            `SELECT COUNT(*) FROM block_device_mapping b WHERE b.instance_uuid = ? AND ${IS_ATTACHED}`,
            page,
          ),
        ),
      ),
    },
    {
      name: 'all devices in slices of 50 000 ids',
      run: inSlices('block_device_mapping', async (ask, from, to) =>
        sumOf(
          await ask(
            `${counts} WHERE b.id BETWEEN ? AND ? AND b.instance_uuid IN (?) AND ${IS_ATTACHED} GROUP BY b.instance_uuid`,
            [from, to, uuids],
          ),
        ),
      ),
    },
  ];
}

function eachPage(
  uuids: readonly string[],
  size: number,
  look: (ask: Ask, page: readonly string[]) => Promise<number>,
): Form['run'] {
  return async ([ask]) => {
    if (ask === undefined) return NaN;
    let sum = 0;
    for (let at = 0; at < uuids.length; at += size) {
      sum += await look(ask, uuids.slice(at, at + size));
    }
    return sum;
  };
}

function inSlices(
  table: string,
  look: (ask: Ask, from: number, to: number) => Promise<number>,
): Form['run'] {
  return async ([ask]) => {
    if (ask === undefined) return NaN;
    const [[last] = []] = await ask(`SELECT MAX(id) FROM ${table}`);
    let sum = 0;
    for (let from = 1; from <= Number(last); from += 50_000) {
      sum += await look(ask, from, from + 49_999);
    }
    return sum;
  };
}

function listOf(uuids: readonly string[]): string {
  return uuids.map((_, at) => (at === 0 ? 'SELECT ? AS uuid' : 'SELECT ?')).join(' UNION ALL ');
}

function sumOf(rows: Awaited<ReturnType<Ask>>): number {
  return rows.reduce((sum, [value]) => sum + Number(value), 0);
}
