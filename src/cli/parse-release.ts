import { findRelease, type Release, releaseName, releases } from '../nova/releases.js';
import { UsageError } from './host.js';

/** The release that an option names. Raises a UsageError that lists the known ones for any other text. */
export function parseRelease(option: string, text: string): Release {
  const release = findRelease(text);
  if (release === undefined) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: there is no such release here; give a series, a codename or a version of ${releases.map(releaseName).join(', ')}.`,
    );
  }
  return release;
}
