// Leaves in dist/ the code that V8 compiles when the program runs, for the Node that builds it: bin/load.cjs takes it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { loadScripts, packFile, wrapped } from '../bin/load.cjs';

/**
 * Runs what was built in `dist` as users will, and keeps what was compiled. Without it the
 * program is slower to start and nothing else: a machine where it fails gets none.
 */
export async function keepCompiledCode(dist) {
  let scratch;
  let server;
  try {
    scratch = mkdtempSync(path.join(tmpdir(), 'nova-preflight-build-'));
    const demo = path.join(scratch, 'demo');
    await run([path.join(dist, 'main.cjs'), 'demo', demo]);
    // It loads a native module, without which the program can be built all the same.
    const { mapCells, startStandIn } = await import('./stand-in-server.js');
    server = await startStandIn(demo, path.join(scratch, 'socket'));
    mapCells(demo, server.url);
    const conf = path.join(scratch, 'nova.conf');
    writeFileSync(conf, `[api_database]\nconnection = ${server.url('nova_api')}\n`);
    const compiled = path.join(scratch, 'compiled');
    mkdirSync(compiled);
    const keep = async (...args) => run([fileURLToPath(import.meta.url), dist, compiled, ...args]);
    const from = ['--config-file', conf, '--config-dir', scratch];
    // What most runs need first: of each script the code of the first run that loads it is kept.
    await keep('upgrade', 'check', ...from);
    await keep('machine-type', 'list-unset', '--include-non-libvirt', ...from);
    await keep('machine-type', 'get', NOBODY, ...from);
    await keep('demo', demo);
    if (!existsSync(path.join(compiled, 'mysql.cjs'))) {
      throw new Error('the program did not ask the server');
    }
    writePack(dist, compiled);
  } catch (error) {
    rmSync(path.join(dist, 'code-cache'), { recursive: true, force: true });
    process.stderr.write(`Built without compiled code: ${error.message}\n`);
  } finally {
    server?.stop();
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

/** Writes the scripts of `dist` of which there is compiled code in a folder, as bin/load.cjs reads them. */
function writePack(dist, compiled) {
  const index = {};
  const parts = [];
  let at = 0;
  for (const name of readdirSync(compiled)) {
    const script = name === 'main.cjs' ? path.join(dist, name) : path.join(dist, 'chunks', name);
    const source = Buffer.from(wrapped(script));
    const code = readFileSync(path.join(compiled, name));
    // Of ASCII alone V8 makes a string sooner where it need not look.
    const encoding = source.every((byte) => byte < 0x80) ? 'latin1' : 'utf8';
    const { size } = statSync(script);
    index[name] = { size, at, code: code.length, source: source.length, encoding };
    parts.push(code, source);
    at += code.length + source.length;
  }
  const head = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  mkdirSync(path.dirname(packFile(dist)), { recursive: true });
  writeFileSync(packFile(dist), Buffer.concat([length, head, ...parts]));
}

/** An instance that there is not. */
const NOBODY = '99999999-0000-4000-8000-000000000000';

/** Runs Node for a bounded time. Whoever builds may have settings that lead to a deployment, or change what V8 compiles. */
async function run(args) {
  const env = Object.entries(process.env).filter(([name]) => !/^OS_|^NODE_OPTIONS$/.test(name));
  const child = spawn(process.execPath, args, {
    env: Object.fromEntries(env),
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  const [code, signal] = await once(child, 'exit');
  if (signal !== null) throw new Error(`the program was ended by ${signal}`);
  if (code === 255) throw new Error('the program could not be run');
}

// As a process of its own: runs the program once, and at its end keeps in a folder what was compiled and is not there yet.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , dist, compiled, ...args] = process.argv;
  const main = path.join(dist, 'main.cjs');
  const scripts = new Map();
  process.argv = [process.argv[0], main, ...args];
  // V8 drops what did not run for a while. It refuses code of other flags, so that they are as they were in the end.
  setFlagsFromString('--no-flush-bytecode');
  loadScripts(
    main,
    () => undefined,
    (script, name) => scripts.set(name, script),
  );
  process.on('exit', () => {
    setFlagsFromString('--flush-bytecode');
    for (const [name, script] of scripts) {
      const file = path.join(compiled, name);
      if (!existsSync(file)) writeFileSync(file, script.createCachedData());
    }
  });
}
