import type { Reader } from '../database/reader.js';
import { selectOnce } from '../database/select.js';
import { pages } from './pages.js';
import type { CellTables, Columns } from './schema.js';

/** A live nova-compute service of a cell. */
export interface ComputeService {
  readonly host: string | null;
  /** The service version that it reports. */
  readonly version: number;
  readonly forcedDown: boolean;
  /** When it last reported, in UTC; null when it never did. */
  readonly lastSeen: Date | null;
}

/** What is read of nova-compute services here. */
export const computeServiceColumns: Columns<CellTables> = Object.freeze({
  services: [
    'id',
    'uuid',
    'host',
    'binary',
    'version',
    'disabled',
    'forced_down',
    'last_seen_up',
    'created_at',
    'deleted',
  ],
});

/** The records of the live nova-compute services of a cell, in the order of their id, page by page. */
export function computeServiceRows(
  reader: Reader<CellTables>,
): AsyncIterable<readonly ComputeServiceRow[]> {
  return pages(async (after, size) => servicePage(reader, after, size));
}

/** The record of a live nova-compute service. */
export type ComputeServiceRow = Awaited<ReturnType<typeof servicePage>>[number];

const servicePage = selectOnce((reader: Reader<CellTables>, after: number, size: number) =>
  reader
    .selectFrom('services')
    .select([
      'id',
      'uuid',
      'host',
      'version',
      'disabled',
      'forced_down',
      'last_seen_up',
      'created_at',
    ])
    .where('binary', '=', 'nova-compute')
    .where('deleted', '=', 0)
    .where('id', '>', after)
    .orderBy('id')
    .limit(size),
);

/** The live nova-compute services of a cell, in the order of their id, page by page. */
export async function* computeServices(
  reader: Reader<CellTables>,
): AsyncGenerator<readonly ComputeService[]> {
  for await (const page of computeServiceRows(reader)) {
    yield page.map((row) => ({
      host: row.host,
      version: row.version ?? 0,
      forcedDown: Boolean(row.forced_down),
      lastSeen: utc(row.last_seen_up ?? row.created_at),
    }));
  }
}

/**
 * Whether a nova-compute of this service version is older than Wallaby: Victoria reports 53 at the most, Wallaby more
 * (Nova 22.0.0 and 23.0.0, nova/objects/service.py).
 */
export function isBeforeWallaby(version: number): boolean {
  return version <= 53;
}

/**
 * Whether a service is up as Nova judges: not forced down, and seen within `service_down_time`, 60 s unless configured
 * (Nova 34.0.0, nova/servicegroup/drivers/db.py, nova/conf/service.py).
 */
export function isUp(service: ComputeService, now: Date): boolean {
  if (service.forcedDown || service.lastSeen === null) return false;
  return Math.abs(now.getTime() - service.lastSeen.getTime()) <= SERVICE_DOWN_TIME;
}

const SERVICE_DOWN_TIME = 60_000;

/** A database's time, "2026-01-31 23:59:59" and maybe a fraction, as UTC; null for none and for what is no time. */
export function utc(time: string | null): Date | null {
  if (time === null) return null;
  const date = new Date(`${time.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
