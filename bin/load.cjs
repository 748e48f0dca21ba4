// Loads the built program, with its compiled code where the build left some for this very Node: compiling is half of
// what a small run costs. Nothing is written, so that an installation may be read-only. CommonJS, which Node starts sooner.
'use strict';
const { openSync, readFileSync, readSync, statSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

/**
 * Where the build leaves its scripts once more, each with the compiled code that one Node made of it; V8 itself refuses what
 * it was not built for. One file, since to open thirty takes a small run as long as to read them.
 *
 * Four bytes tell how long the index is, which follows as JSON: by the name of a script the size of its file, where it
 * begins behind the index, the length of its compiled code, and the length and the encoding of its source behind that.
 */
function packFile(dist) {
  return path.join(dist, 'code-cache', `${process.version}-${process.platform}-${process.arch}`);
}

/** Loads a CommonJS file of the build, as `require` would; `onScript` is as below. */
function load(file, onScript) {
  const readScript = openPack(packFile(path.dirname(file)));
  if (readScript !== undefined) return loadScripts(file, readScript, onScript);
  // Without compiled code Node keeps some itself, if it can (22.1 and later).
  Module.enableCompileCache?.();
  return require(file);
}

/** What gives a script of a pack by its file; undefined where there is no pack, or none that can be read. */
function openPack(file) {
  try {
    const status = statSync(file);
    if (!status.isFile()) return undefined;
    const pack = openSync(file, 'r');
    const read = (at, length) => {
      const bytes = Buffer.allocUnsafeSlow(length);
      if (readSync(pack, bytes, 0, length, at) < length) throw new Error('the pack is cut');
      return bytes;
    };
    const head = 4 + read(0, 4).readUInt32LE();
    const index = JSON.parse(read(4, head - 4).toString());
    // One behind the other up to the end: what is not so was damaged.
    let end = 0;
    for (const { at, code, source } of Object.values(index)) {
      if (at !== end) return undefined;
      end += code + source;
    }
    if (head + end !== status.size) return undefined;
    return (name) => {
      try {
        const { size, at, code, source, encoding } = index[path.basename(name)];
        // Of another build: what is in its place is to run.
        if (statSync(name).size !== size) return undefined;
        const bytes = read(head + at, code + source);
        return { source: bytes.toString(encoding, code), cachedData: bytes.subarray(0, code) };
      } catch {
        return undefined;
      }
    };
  } catch {
    return undefined;
  }
}

/**
 * Loads a file, and whatever it requires of its own folder.
 *
 * @param readScript gives the source and the compiled code of a script by its file, where there is some
 * @param onScript is told of each script that was compiled, and of its name
 */
function loadScripts(file, readScript, onScript) {
  const outside = Module.createRequire(file);
  const loadFile = (name) => {
    // Where Node's own `require` finds them too: what a site's checks import must be the same, not its double.
    const known = outside.cache[name];
    if (known !== undefined) return known.exports;
    const base = path.basename(name);
    // A script that imports other modules needs an option that Node 20 calls experimental, on stderr.
    if (base === IMPORTING) return outside(name);
    const module = new Module(name);
    module.filename = name;
    outside.cache[name] = module;
    const { source, cachedData } = readScript(name) ?? { source: wrapped(name) };
    const script = new Script(source, { filename: name, cachedData });
    onScript?.(script, base);
    const folder = path.dirname(name);
    const require = (wanted) =>
      wanted.startsWith('.') ? loadFile(path.resolve(folder, wanted)) : outside(wanted);
    script.runInThisContext()(module.exports, require, module, name, folder);
    module.loaded = true;
    return module.exports;
  };
  return loadFile(file);
}

/** The source of a script, as a function of what CommonJS gives it. */
function wrapped(name) {
  return Module.wrap(readFileSync(name, 'utf8'));
}

const IMPORTING = 'import-module.cjs';

module.exports = { load, loadScripts, packFile, wrapped };
