import type { Arguments, Given, Options } from '../command.js';
import type { ConfigSource } from '../../config/files.js';
import { parseVersion, type Version } from '../../nova/machine-types/version.js';
import { configOptions, configSources } from '../config-options.js';
import { UsageError } from '../host.js';
import { type Format, formatOption, parseFormat } from '../report-output.js';

/** The options of `machine-type lint`. */
export const lintOptions = {
  ...configOptions,
  format: formatOption,
  qemu: {
    type: 'string',
    describe: 'QEMU of the hosts: what it lacks is an error',
  },
} as const satisfies Options;

/** What `machine-type lint` was asked to do. */
export interface LintOptions {
  readonly sources: readonly ConfigSource[];
  readonly format: Format;
  /** The hosts' QEMU; undefined where it was not told. */
  readonly qemu: Version | undefined;
}

/** Turns arguments into values. Raises a UsageError that quotes what is wrong and says what would be right. */
export function parseLintOptions(
  args: Arguments<typeof lintOptions>,
  given: readonly Given[],
): LintOptions {
  const sources = configSources(given);
  return { sources, format: parseFormat(args.format), qemu: qemu(args.qemu) };
}

function qemu(text: string | undefined): Version | undefined {
  if (text === undefined) return undefined;
  const version = parseVersion(text);
  if (version !== undefined) return version;
  throw new UsageError(`--qemu ${JSON.stringify(text)}: give a version, like 8.2.`);
}
