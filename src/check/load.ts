import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withTimeLimit, untilAborted } from '../abort.js';
import { ExpectedError, messageOf } from '../error.js';
import type { Check } from './check.js';
import { importModule } from './import-module.js';
import { thrownText } from './thrown.js';
import { validCheck } from './validate.js';

/** How a site's own checks are found. */
export interface LoadOptions {
  /** Folders whose modules are checks, one a file. */
  readonly directories: readonly string[];
  /** What `import … from 'nova-preflight'` gives them, wherever they lie: the URL of our own index. */
  readonly contract: URL;
  /** Ids that are taken. */
  readonly taken: readonly string[];
  /** Milliseconds that importing one module may take. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/**
 * A site's own checks, in the order of the folders and of the files' names. A module that cannot be loaded or is no
 * check becomes a check of its file's name that cannot tell why: it is reported and costs nothing else.
 * Raises an ExpectedError for a folder that cannot be read or holds no module.
 */
export async function loadChecks(options: LoadOptions): Promise<readonly Check[]> {
  if (options.directories.length === 0) return [];
  register(resolveHook(options.contract));
  const taken = new Set(options.taken);
  const checks: Check[] = [];
  for (const file of options.directories.flatMap(moduleFiles)) {
    const id = path.parse(file).name;
    const check = taken.has(id)
      ? brokenCheck(id, file, 'there is another check with this id.')
      : await loadCheck(id, file, options);
    taken.add(id);
    checks.push(check);
  }
  return checks;
}

/** `.ts` loads where Node itself takes it, from 22.18 on. */
const MODULE = /^[^._].*\.m?[jt]s$/;
const NOT_A_CHECK = /\.d\.m?ts$|\.(test|spec)\./;

function moduleFiles(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw new ExpectedError(
      `--checks ${directory}: the folder cannot be read (${messageOf(error)}); name a folder that holds your check modules.`,
      { cause: error },
    );
  }
  const modules = names.filter((name) => MODULE.test(name) && !NOT_A_CHECK.test(name)).sort();
  if (modules.length === 0) {
    throw new ExpectedError(
      `--checks ${directory}: the folder holds no module (*.mjs, *.js); a check is one file with a default export.`,
    );
  }
  return modules.map((name) => path.resolve(directory, name));
}

async function loadCheck(id: string, file: string, options: LoadOptions): Promise<Check> {
  const late = () =>
    new ExpectedError(`importing it took longer than ${options.timeout / 1000} s.`);
  try {
    const module = await withTimeLimit(options.timeout, late, options.signal, async (signal) =>
      untilAborted(importModule(pathToFileURL(file)), signal),
    );
    return validCheck(module.default, id);
  } catch (error) {
    options.signal.throwIfAborted();
    const reason =
      error instanceof ExpectedError ? error.message : `it cannot be loaded: ${thrownText(error)}`;
    return brokenCheck(id, file, reason);
  }
}

function brokenCheck(id: string, file: string, reason: string): Check {
  return Object.freeze({
    id,
    title: id,
    docs: pathToFileURL(file).href,
    why: 'A check that cannot be loaded checks nothing.',
    fix: 'Mend the module.',
    reads: {},
    run: () => {
      throw new ExpectedError(`${file}: ${reason}`);
    },
  });
}

/** A module hook, as a module of its own that Node runs beside the program: sends our name to our own index. */
function resolveHook(contract: URL): string {
  const source = `export async function resolve(specifier, context, next) {
    return specifier === 'nova-preflight'
      ? { url: ${JSON.stringify(contract.href)}, shortCircuit: true }
      : next(specifier, context);
  }`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
