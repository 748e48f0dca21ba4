#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  // Compiled code is kept between runs where Node can do so (22.1 and later).
  module.enableCompileCache?.();
  try {
    await import(main.href);
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
