import type { Options } from 'yargs';
import type { ConfigSource } from '../../config/files.js';
import { parseVersion, type Version } from '../../nova/machine-types/version.js';
import { UsageError } from '../host.js';
import { checkOptions, configSources, refuseIdleWords } from '../options.js';

/** The options of `machine-type lint`, as yargs wants them. */
export const lintOptions = {
  'config-file': checkOptions['config-file'],
  'config-dir': checkOptions['config-dir'],
  format: {
    alias: 'f',
    type: 'string',
    default: 'table',
    requiresArg: true,
    describe: 'table or json',
  },
  qemu: {
    type: 'string',
    requiresArg: true,
    describe: 'QEMU of the hosts: what it lacks is an error',
  },
} as const satisfies Record<string, Options>;

/** What `machine-type lint` was asked to do. */
export interface LintOptions {
  readonly sources: readonly ConfigSource[];
  readonly format: 'table' | 'json';
  /** The hosts' QEMU; undefined where it was not told. */
  readonly qemu: Version | undefined;
}

/** What yargs makes of the arguments; of an option that is given twice, a list. */
export interface LintArguments {
  readonly format: string | readonly string[];
  readonly qemu?: string | readonly string[] | undefined;
}

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseLintOptions(args: LintArguments, argv: readonly string[]): LintOptions {
  refuseIdleWords(argv);
  const sources = configSources(argv);
  return { sources, format: format(args.format), qemu: qemu(args.qemu) };
}

function format(text: LintArguments['format']): LintOptions['format'] {
  if (text === 'table' || text === 'json') return text;
  if (typeof text !== 'string') throw new UsageError('--format: give table or json, and once.');
  throw new UsageError(`--format ${JSON.stringify(text)}: give table or json.`);
}

function qemu(text: LintArguments['qemu']): Version | undefined {
  if (text === undefined) return undefined;
  const version = typeof text === 'string' ? parseVersion(text) : undefined;
  if (version !== undefined) return version;
  throw new UsageError(`--qemu ${JSON.stringify(text)}: give a version, like 8.2.`);
}
