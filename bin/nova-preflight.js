#!/usr/bin/env node
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const main = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'main.cjs');
if (existsSync(main)) {
  try {
    const { load } = await import('./load.js');
    load(main);
  } catch (error) {
    // Left to itself, Node would exit with 1, which means "Warning".
    process.stderr.write(`nova-preflight cannot start: ${error.stack}\n`);
    process.exitCode = 255;
  }
} else {
  process.stderr.write(
    'nova-preflight: this clone is not built yet; run npm ci (with the development dependencies) or npm run build.\n',
  );
  process.exitCode = 255;
}
