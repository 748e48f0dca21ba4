import type { Options } from 'yargs';
import type { ConfigSource } from '../config/files.js';
import { UsageError } from './host.js';

/** The options that name configuration files, of every command that reads them. */
export const configOptions = {
  'config-file': {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Read this file, not the default ones (repeatable)',
  },
  'config-dir': {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'Read its *.conf files, not the default (repeatable)',
  },
} as const satisfies Record<string, Options>;

/**
 * The configuration files and folders in the order in which they stand on the command line, which decides between
 * them in oslo.config; yargs gives each option's values apart.
 */
export function configSources(argv: readonly string[]): ConfigSource[] {
  const sources: ConfigSource[] = [];
  for (let at = 0; at < argv.length && argv[at] !== '--'; at += 1) {
    const [, kind, inline] = /^--config-(file|dir)(?:=(.*))?$/s.exec(argv[at] ?? '') ?? [];
    if (kind !== 'file' && kind !== 'dir') continue;
    const value = inline ?? argv[at + 1];
    if (value === undefined || value === '') throw new UsageError(`--config-${kind} needs a path.`);
    sources.push({ kind, path: value });
    if (inline === undefined) at += 1;
  }
  return sources;
}
