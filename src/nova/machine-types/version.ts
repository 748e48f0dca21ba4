/** A version as its numbers, such as `[4, 0, 1]`. */
export type Version = readonly number[];

/** The version that a text such as `4.0.1` or `9` writes, or undefined where it writes none. */
export function parseVersion(text: string): Version | undefined {
  return /^\d{1,4}(\.\d{1,4}){0,3}$/.test(text) ? text.split('.').map(Number) : undefined;
}

/**
 * Negative, zero or positive, as the first version is older than, the same as or newer than the second. Parts that are
 * left out count as 0: 4.0 is 4.0.0 and older than 4.0.1, which is older than 8.2.
 */
export function compareVersions(one: Version, other: Version): number {
  const parts = Math.max(one.length, other.length);
  for (let part = 0; part < parts; part += 1) {
    const difference = (one[part] ?? 0) - (other[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the version lies between the two, or is one of them. */
export function isWithin(version: Version, from: Version, to: Version): boolean {
  return compareVersions(version, from) >= 0 && compareVersions(version, to) <= 0;
}

/** The version of a text that is known to be one, in our own data. Raises an Error for any other. */
export function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`${JSON.stringify(text)} is no version`);
  return parsed;
}
