/** Imports a module that is not part of the program. A file of its own, which bin/load.cjs leaves to Node itself. */
export async function importModule(url: URL): Promise<{ readonly default?: unknown }> {
  return import(url.href) as Promise<{ readonly default?: unknown }>;
}
