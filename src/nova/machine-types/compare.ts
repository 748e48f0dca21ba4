import type { MachineType } from './machine-type.js';
import { compareVersions } from './version.js';

/**
 * Negative, zero or positive, as the first type is older than, as old as or newer than the second. Undefined where
 * they cannot be compared: different families or vendors, aliases (whose version the host decides), boards.
 */
export function compareMachineTypes(one: MachineType, other: MachineType): number | undefined {
  if (one.family === undefined || one.family !== other.family || one.vendor !== other.vendor) {
    return undefined;
  }
  if (one.version === undefined || other.version === undefined) return undefined;
  return compareVersions(one.version, other.version);
}
