// Leaves in dist/ the code that V8 compiles when the program runs, for the Node that builds it: bin/load.js takes it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeCacheFolder, loadCompiled } from '../bin/load.js';

/**
 * Runs what was built in `dist` as users will, and keeps what was compiled. Without it the
 * program is slower to start and nothing else: a machine where it fails gets none.
 */
export async function keepCompiledCode(dist) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'nova-preflight-build-'));
  try {
    mkdirSync(codeCacheFolder(dist), { recursive: true });
    const conf = path.join(scratch, 'nova.conf');
    // Port 9: nobody is there, and the driver is loaded all the same.
    writeFileSync(conf, '[api_database]\nconnection = mysql://nova@127.0.0.1:9/nova\n');
    await run(dist, ['demo', path.join(scratch, 'demo')]);
    await run(dist, ['upgrade', 'check', '--config-file', conf]);
  } catch (error) {
    rmSync(path.join(dist, 'code-cache'), { recursive: true, force: true });
    process.stderr.write(`Built without compiled code: ${error.message}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

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
  loadCompiled(main, codeCacheFolder(dist), (script, name) => scripts.set(name, script));
  process.on('exit', () => {
    for (const [name, script] of scripts) {
      const file = path.join(codeCacheFolder(dist), name);
      if (!existsSync(file)) writeFileSync(file, script.createCachedData());
    }
  });
}
