import type { Reader } from '../database/reader.js';
import { byHost } from './by-host.js';
import { type ComputeServiceRow, computeServiceRows, utc } from './compute-services.js';
import type { CellTables } from './schema.js';

/** A nova-compute service that is older than a service version. */
export interface OldCompute {
  /** What the API calls it by: its UUID, or the number of its record where it has none. */
  readonly id: string;
  readonly host: string | null;
  readonly version: number;
  readonly disabled: boolean;
  /** When it last reported, in UTC, or was made where it never did; null where neither is known. */
  readonly lastSeen: Date | null;
}

/** The nova-compute services of a cell that Nova judges, against a service version. */
export interface JudgedComputes {
  /** All that are judged or would be, had they a version. */
  readonly computes: number;
  /** Those below the version, by host. */
  readonly old: readonly OldCompute[];
  /** The hosts of those that have no version: 0, or NULL, which Nova's minimum does not see. */
  readonly unversioned: readonly (string | null)[];
  /** Whether one has 0, which makes the minimum 0, and Nova leave out the whole cell. */
  readonly hasZero: boolean;
}

/**
 * Finds the nova-compute services below a version. Deleted ones and those that are forced down are left out, for which
 * NULL does as well as 1; disabled ones and those that are gone count.
 * Nova 34.0.0, nova/db/main/api.py service_get_minimum_version; nova/objects/service.py get_minimum_version_all_cells.
 */
export async function judgedComputes(
  reader: Reader<CellTables>,
  version: number,
): Promise<JudgedComputes> {
  let computes = 0;
  const found: ComputeServiceRow[] = [];
  for await (const page of computeServiceRows(reader)) {
    const judged = page.filter((row) => row.forced_down === 0);
    computes += judged.length;
    found.push(...judged.filter((row) => isUnversioned(row) || Number(row.version) < version));
  }
  const rows = found.sort(byHost);
  return {
    computes,
    old: rows.flatMap((row) => {
      if (isUnversioned(row)) return [];
      return [
        {
          id: row.uuid ?? String(row.id),
          host: row.host,
          version: row.version ?? 0,
          disabled: Boolean(row.disabled),
          lastSeen: utc(row.last_seen_up ?? row.created_at),
        },
      ];
    }),
    unversioned: rows.filter(isUnversioned).map((row) => row.host),
    hasZero: rows.some((row) => row.version === 0),
  };
}

function isUnversioned({ version }: { readonly version: number | null }): boolean {
  return version === null || version === 0;
}
