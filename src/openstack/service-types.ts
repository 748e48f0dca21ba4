/**
 * The official names of services that have other names too, and these, best first: of the OpenStack Service Types
 * Authority (os-service-types, data/service-types.json of 2024-05-08) what Nova asks the catalog for here. Placement has
 * no other name.
 */
const ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
  ['block-storage', ['volumev3', 'volumev2', 'volume', 'block-store']],
]);

/**
 * The types under which a catalog may have a service that is asked for by `type`, best first: an official name is also
 * found under its aliases, an alias under its official name and not under another alias (os_service_types
 * service_types.py, is_match; keystoneauth1 5.14, access/service_catalog.py, _endpoints_by_type).
 */
export function matchingTypes(type: string): string[] {
  const official = [...ALIASES].find(([, aliases]) => aliases.includes(type))?.[0];
  return [type, ...(official === undefined ? (ALIASES.get(type) ?? []) : [official])];
}

/** The major version that a name stands for, like 3 for `volumev3` (keystoneauth1 5.14, discover.py, _normalize_version_args). */
export function impliedVersion(type: string): number | undefined {
  const isKnown = [...ALIASES.values()].some((aliases) => aliases.includes(type));
  const match = isKnown ? /v(\d)$/.exec(type) : null;
  return match === null ? undefined : Number(match[1]);
}
