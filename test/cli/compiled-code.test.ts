import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { executable } from '../support/executable.js';
import { run } from '../support/run.js';

const root = path.join(executable(), '..', '..');

/** Loads the program in a process of its own and gives, by script, whether V8 refused its compiled code. */
async function refusals(dist: string): Promise<Readonly<Record<string, boolean | undefined>>> {
  const program = `
    import { load } from ${JSON.stringify(path.join(root, 'bin', 'load.cjs'))};
    const [, dist, ...args] = process.argv;
    const refused = {};
    const main = dist + '/main.cjs';
    process.argv = [process.execPath, main, ...args];
    load(main, (script, name) => { refused[name] = script.cachedDataRejected; });
    process.on('exit', () => console.error(JSON.stringify(refused)));
    process.stdout.write = () => true;`;
  const shell = '"$0" --input-type=module -e "$1" "$2" demo "$3" 2>&1 >/dev/null';
  const directory = path.join(dist, '..', 'demo');
  const text = await run('sh', ['-c', shell, process.execPath, program, dist, directory]);
  return JSON.parse(text) as Record<string, boolean | undefined>;
}

/** A copy of the build, until the test ends. */
function copiedBuild(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'nova-preflight-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  }
  // What the build leaves outside: a native module.
  mkdirSync(path.join(folder, 'node_modules'));
  for (const name of ['libsql', '@libsql', '@neon-rs', 'detect-libc']) {
    cpSync(path.join(root, 'node_modules', name), path.join(folder, 'node_modules', name), {
      recursive: true,
    });
  }
  return folder;
}

async function demo(folder: string): Promise<string> {
  const program = path.join(folder, 'bin', 'nova-preflight.cjs');
  const text = await run('sh', [
    '-c',
    'cd "$0" && "$1" "$2" demo demo 2>&1',
    folder,
    process.execPath,
    program,
  ]);
  return text.replaceAll(/in \d+\.\d s|\d{4}-[\d-]+T[\d:.]+Z/g, '');
}

it('is taken for every script of an ordinary run', async () => {
  const dist = path.join(copiedBuild(), 'dist');
  const refused = await refusals(dist);
  expect(Object.keys(refused)).toEqual(
    expect.arrayContaining(['main.cjs', 'upgrade-check.cjs', 'table.cjs']),
  );
  expect(new Set(Object.values(refused))).toEqual(new Set([false]));
  const [pack = ''] = readdirSync(path.join(dist, 'code-cache'));
  expect(pack).toBe(`${process.version}-${process.platform}-${process.arch}`);
  // The driver is not part of the demo.
  expect(readFileSync(path.join(dist, 'code-cache', pack), 'latin1')).toContain('"mysql.cjs":');
});

it('changes nothing where it is missing, of another Node or broken', async () => {
  const folder = copiedBuild();
  const cache = path.join(folder, 'dist', 'code-cache');
  const expected = await demo(folder);
  expect(expected).toContain('hw_machine_type unset');
  const [own = ''] = readdirSync(cache);
  const pack = path.join(cache, own);
  const whole = readFileSync(pack);
  // In the midst of the scripts, of the index, of its length, and nothing at all.
  for (const length of [Math.floor(whole.length / 2), 100, 2, 0]) {
    truncateSync(pack, length);
    expect(await demo(folder)).toBe(expected);
  }
  writeFileSync(
    pack,
    whole.map((byte, at) => (at < 100 ? 0 : byte)),
  );
  expect(await demo(folder)).toBe(expected);
  const index = Buffer.from(JSON.stringify({ 'main.cjs': null, 'table.cjs': { size: 1, at: -1 } }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  writeFileSync(pack, Buffer.concat([length, index]));
  expect(await demo(folder)).toBe(expected);
  writeFileSync(path.join(cache, 'v0.0.0-linux-x64'), whole);
  rmSync(pack);
  expect(await demo(folder)).toBe(expected);
  rmSync(cache, { recursive: true });
  expect(await demo(folder)).toBe(expected);
});

it('leaves a script of another build alone', async () => {
  const folder = copiedBuild();
  const table = path.join(folder, 'dist', 'chunks', 'table.cjs');
  const script = readFileSync(table, 'utf8');
  expect(script).toContain('`Left out: ');
  writeFileSync(table, script.replace('`Left out: ', '`Left out by the other build: '));
  expect(await demo(folder)).toContain('Left out by the other build: ');
});

it('is made of scripts that import nothing while they run, which compiled code cannot', () => {
  const dist = path.join(root, 'dist');
  const scripts = ['main.cjs', ...readdirSync(path.join(dist, 'chunks')).map((n) => `chunks/${n}`)];
  const importing = scripts.filter((name) =>
    /\bimport\s*\(/.test(readFileSync(path.join(dist, name), 'utf8')),
  );
  expect(importing).toEqual(['chunks/import-module.cjs']);
});
