/** An API version or microversion: 1.36 is later than 1.9. */
export interface Microversion {
  readonly major: number;
  readonly minor: number;
}

/**
 * Reads `1.36`; undefined for anything else (microversion_parse, parse_version_string, and python-cinderclient 9,
 * cinderclient/api_versions.py, APIVersion, which also know `X.latest`: no service says that of itself).
 */
export function parseMicroversion(text: unknown): Microversion | undefined {
  const match = typeof text === 'string' ? /^(\d+)\.(\d+)$/.exec(text) : null;
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Below zero where `left` is the earlier one, above zero where it is the later one. */
export function compareMicroversions(left: Microversion, right: Microversion): number {
  return left.major - right.major || left.minor - right.minor;
}

/** As it is written everywhere: `1.36`. */
export function formatMicroversion({ major, minor }: Microversion): string {
  return `${major}.${minor}`;
}

/** Whether a service whose latest microversion is this has one that is needed, such as "1.36". */
export function reaches(latest: Microversion, needed: string): boolean {
  const minimum = parseMicroversion(needed);
  if (minimum === undefined) throw new Error(`no microversion: ${needed}`);
  return compareMicroversions(latest, minimum) >= 0;
}
