import type { Cell } from './cell.js';
import { type Release, releases } from './releases.js';
import type { JudgedSchema } from './schema-state.js';
import { upgradePath } from './upgrade-path.js';

/** A database; the API database where it is of no cell. */
export interface Database extends JudgedSchema {
  readonly cell: Cell | undefined;
}

/** What can be wrong with one, the worst first. The keys stand in reports and never change their meaning. */
export const FAULTS = Object.freeze([
  'newer-than-target',
  'too-old',
  'half-done',
  'behind-services',
  /** Others are at the schema of a later release. */
  'behind-others',
  /** The target cannot be reached from there in one supported step. */
  'releases-skipped',
] as const);

export type SchemaFault = (typeof FAULTS)[number];

/** A database and what is wrong with it. */
export interface Faulty {
  readonly database: Database;
  readonly fault: SchemaFault;
}

/** Whether a fault must stop the upgrade: migrations that are merely not all run yet can still be run. */
export function stopsUpgrade(fault: SchemaFault): boolean {
  return fault !== 'behind-others' && fault !== 'releases-skipped';
}

/** Those of the databases with which something is wrong, each with the worst of its faults. */
export function faultyDatabases(databases: readonly Database[], target: Release): Faulty[] {
  const earliest = earliestStart(target)?.major ?? 0;
  const furthest = Math.max(
    ...databases.map(({ evidence }) => evidence.releases?.first.major ?? 0),
  );
  return databases.flatMap((database): Faulty[] => {
    const { state, evidence } = database;
    const own = FAULTS.find((fault) => fault === state);
    if (own !== undefined) return [{ database, fault: own }];
    if (state !== 'pending') return [];
    // A schema from before the oldest release here is at none of the known ones.
    const last = evidence.releases?.last.major ?? 0;
    if (last < furthest || isOvertaken(database, databases)) {
      return [{ database, fault: 'behind-others' }];
    }
    return last < earliest ? [{ database, fault: 'releases-skipped' }] : [];
  });
}

/** Whether another cell is further, by the numbers of sqlalchemy-migrate: they are all there is to tell before Wallaby. */
function isOvertaken({ cell, revision }: Database, databases: readonly Database[]): boolean {
  return databases.some(
    (other) =>
      (other.cell === undefined) === (cell === undefined) &&
      typeof other.revision === 'number' &&
      typeof revision === 'number' &&
      other.revision > revision,
  );
}

/** The oldest release from which the target can be reached in one supported step; undefined for the oldest known. */
export function earliestStart(target: Release): Release | undefined {
  return releases.find(
    (from) => from.major < target.major && upgradePath(from, target).length === 1,
  );
}
