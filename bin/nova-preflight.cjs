#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const path = require('node:path');

const main = path.join(__dirname, '..', 'dist', 'main.cjs');
if (existsSync(main)) {
  try {
    const { load } = require('./load.cjs');
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
