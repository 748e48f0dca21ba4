// Loads the built program, with its compiled code where the build left some for this very Node: compiling is half of
// what a small run costs. Nothing is written, so that an installation may be read-only. CommonJS, which Node starts sooner.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

/** Where the build leaves the compiled code of one Node; V8 itself refuses what it was not built for. */
function codeCacheFolder(dist) {
  return path.join(dist, 'code-cache', `${process.version}-${process.platform}-${process.arch}`);
}

/** Loads a CommonJS file of the build, as `require` would. */
function load(file) {
  const folder = codeCacheFolder(path.dirname(file));
  if (existsSync(folder)) return loadCompiled(file, folder);
  // Without compiled code Node keeps some itself, if it can (22.1 and later).
  Module.enableCompileCache?.();
  return require(file);
}

/**
 * Loads a file, and whatever it requires of its own folder, from compiled code in `folder`.
 *
 * @param onScript is told of each script that was compiled, and of the name of its compiled code
 */
function loadCompiled(file, folder, onScript) {
  const outside = Module.createRequire(file);
  const loadFile = (name) => {
    // Where Node's own `require` finds them too: what a site's checks import must be the same, not its double.
    const known = outside.cache[name];
    if (known !== undefined) return known.exports;
    // A script that imports other modules needs an option that Node 20 calls experimental, on stderr.
    if (path.basename(name) === IMPORTING) return outside(name);
    const module = new Module(name);
    module.filename = name;
    outside.cache[name] = module;
    const compiled = path.join(folder, path.basename(name));
    const script = new Script(Module.wrap(readFileSync(name, 'utf8')), {
      filename: name,
      cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
    });
    onScript?.(script, path.basename(name));
    const require = (wanted) =>
      wanted.startsWith('.') ? loadFile(path.resolve(path.dirname(name), wanted)) : outside(wanted);
    script.runInThisContext()(module.exports, require, module, name, path.dirname(name));
    module.loaded = true;
    return module.exports;
  };
  return loadFile(file);
}

const IMPORTING = 'import-module.cjs';

module.exports = { codeCacheFolder, load, loadCompiled };
