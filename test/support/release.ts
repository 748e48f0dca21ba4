import { findRelease, type Release } from '../../src/nova/releases.js';

/** A release that has to be known. */
export function release(name: string): Release {
  const found = findRelease(name);
  if (found === undefined) throw new Error(`no release ${name}`);
  return found;
}
