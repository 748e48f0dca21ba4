import { checksOf, findRelease, type Release, releaseName, releases } from '../nova/releases.js';
import { UsageError } from './host.js';

/**
 * The release that an option names. Raises a UsageError that lists the known ones.
 */
export function parseRelease(option: string, text: string): Release {
  const release = findRelease(text);
  if (release === undefined) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: there is no such release; the known ones are ${releases.map(releaseName).join(', ')}. Give a series, a codename or a version of Nova.`,
    );
  }
  return release;
}

/** The release that `--target` names, with the checks that the very version has, where one is named. */
export function parseTarget(text: string): Release {
  const release = parseRelease('--target', text);
  return Object.freeze({ ...release, checks: checksOf(release, text) });
}
