import type { Options } from 'yargs';
import type { ConfigSource } from '../../config/files.js';
import { parseVersion, type Version } from '../../nova/machine-types/version.js';
import { configOptions, configSources } from '../config-options.js';
import { UsageError } from '../host.js';
import { refuseIdleWords } from '../option-values.js';
import { type Format, formatOption, parseFormat } from '../report-output.js';

/** The options of `machine-type lint`, as yargs wants them. */
export const lintOptions = {
  ...configOptions,
  format: formatOption,
  qemu: {
    type: 'string',
    requiresArg: true,
    describe: 'QEMU of the hosts: what it lacks is an error',
  },
} as const satisfies Record<string, Options>;

/** What `machine-type lint` was asked to do. */
export interface LintOptions {
  readonly sources: readonly ConfigSource[];
  readonly format: Format;
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
  return { sources, format: parseFormat(args.format), qemu: qemu(args.qemu) };
}

function qemu(text: LintArguments['qemu']): Version | undefined {
  if (text === undefined) return undefined;
  const version = typeof text === 'string' ? parseVersion(text) : undefined;
  if (version !== undefined) return version;
  throw new UsageError(`--qemu ${JSON.stringify(text)}: give a version, like 8.2.`);
}
