import type { Given, Options } from './command.js';
import type { ConfigSource } from '../config/files.js';
import { UsageError } from './host.js';

/** The options that name configuration files, of every command that reads them. */
export const configOptions = {
  'config-file': {
    type: 'string',
    repeatable: true,
    describe: 'Read this file, not the default ones (repeatable)',
  },
  'config-dir': {
    type: 'string',
    repeatable: true,
    describe: 'Read its *.conf files, not the default (repeatable)',
  },
} as const satisfies Options;

/**
 * The configuration files and folders in the order in which they stand on the command line, which decides between
 * them in oslo.config. Raises a UsageError for an empty path.
 */
export function configSources(given: readonly Given[]): ConfigSource[] {
  return given.flatMap(({ name, value }) => {
    if (name !== 'config-file' && name !== 'config-dir') return [];
    if (value === '') throw new UsageError(`--${name} needs a path.`);
    return [{ kind: name === 'config-file' ? 'file' : 'dir', path: String(value) }];
  });
}
