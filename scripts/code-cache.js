// Leaves in dist/ the code that V8 compiles when the program runs, for the Node that builds it: bin/load.cjs takes it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { codeCacheFolder, loadCompiled } from '../bin/load.cjs';
import { mapCells, startStandIn } from './stand-in-server.js';

/**
 * Runs what was built in `dist` as users will, and keeps what was compiled. Without it the
 * program is slower to start and nothing else: a machine where it fails gets none.
 */
export async function keepCompiledCode(dist) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'nova-preflight-build-'));
  const demo = path.join(scratch, 'demo');
  const server = await startStandIn(demo);
  try {
    execFileSync(process.execPath, [path.join(dist, 'main.cjs'), 'demo', demo], {
      stdio: 'ignore',
    });
    mapCells(demo, server.url);
    const conf = path.join(scratch, 'nova.conf');
    writeFileSync(conf, `[api_database]\nconnection = ${server.url}/nova_api\n`);
    mkdirSync(codeCacheFolder(dist), { recursive: true });
    // What most runs need first: of each script the code of the first run that loads it is kept.
    await run(dist, ['upgrade', 'check', '--config-file', conf]);
    await run(dist, ['machine-type', 'list-unset', '--config-file', conf]);
    await run(dist, ['machine-type', 'get', NOBODY, '--config-file', conf]);
    await run(dist, ['demo', demo]);
  } catch (error) {
    rmSync(path.join(dist, 'code-cache'), { recursive: true, force: true });
    process.stderr.write(`Built without compiled code: ${error.message}\n`);
  } finally {
    server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** An instance that there is not. */
const NOBODY = '99999999-0000-4000-8000-000000000000';

async function run(dist, args) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), dist, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 30_000,
  });
  const [code, signal] = await once(child, 'exit');
  if (signal !== null || !existsSync(path.join(codeCacheFolder(dist), 'main.cjs'))) {
    throw new Error(`the program ended with ${signal ?? code}`);
  }
}

// As a process of its own: runs the program once, and at its end keeps what was compiled and is not there yet.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , dist, ...args] = process.argv;
  const main = path.join(dist, 'main.cjs');
  const scripts = new Map();
  process.argv = [process.argv[0], main, ...args];
  // V8 drops what did not run for a while. It refuses code of other flags, so that they are as they were in the end.
  setFlagsFromString('--no-flush-bytecode');
  loadCompiled(main, codeCacheFolder(dist), (script, name) => scripts.set(name, script));
  process.on('exit', () => {
    setFlagsFromString('--flush-bytecode');
    for (const [name, script] of scripts) {
      const file = path.join(codeCacheFolder(dist), name);
      if (!existsSync(file)) writeFileSync(file, script.createCachedData());
    }
  });
}
