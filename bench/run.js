// Bundles bench.ts with what it needs of test/support and runs it: Node 20 does not take TypeScript by itself.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = path.join(root, 'node_modules', '.cache', 'nova-preflight', 'bench.js');

await build({
  cwd: root,
  input: 'bench/bench.ts',
  platform: 'node',
  external: /^[^./]/,
  logLevel: 'warn',
  output: { file, format: 'esm' },
});
const { bench } = await import(pathToFileURL(file).href);
process.exitCode = await bench(process.argv.slice(2), root);
