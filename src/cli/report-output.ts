import { statSync } from 'node:fs';
import path from 'node:path';
import type { Option } from './command.js';
import { messageOf } from '../error.js';
import { UsageError } from './host.js';

/** A format and where it goes: a file, or stdout where none is named. */
export interface ReportOutput {
  readonly format: Format;
  readonly file?: string;
}

const FORMATS = ['table', 'json'] as const;
/** How a report can be written. */
export type Format = (typeof FORMATS)[number];

/** The option of a command with one output. */
export const formatOption = {
  short: 'f',
  type: 'string',
  default: 'table',
  describe: FORMATS.join(' or '),
} as const satisfies Option;

/** The format that `--format` names, of a command with one output. Raises a UsageError for an unknown one. */
export function parseFormat(text: string): Format {
  const format = FORMATS.find((known) => known === text);
  if (format === undefined) {
    throw new UsageError(`--format ${JSON.stringify(text)}: give ${FORMATS.join(' or ')}.`);
  }
  return format;
}

/**
 * Turns what `--format` was given into values, files as absolute paths. Raises a UsageError for an unknown format, for
 * two reports in one place, and for a place where none can be written.
 */
export function reportOutputs(formats: readonly string[], cwd: string): ReportOutput[] {
  const outputs = formats.map((text): ReportOutput => {
    const [, name = text, file] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const format = FORMATS.find((known) => known === name);
    if (format === undefined || file === '') {
      throw new UsageError(
        `--format ${JSON.stringify(text)}: give ${FORMATS.join(' or ')}, or one of them and a file, as in json=report.json.`,
      );
    }
    return file === undefined ? { format } : { format, file: path.resolve(cwd, file) };
  });
  for (const [index, output] of outputs.entries()) {
    if (outputs.some((other, at) => at < index && other.file === output.file)) {
      throw new UsageError(
        `--format: two reports cannot both go to ${output.file ?? 'stdout'}; give one of them a file, as in json=report.json.`,
      );
    }
    if (output.file !== undefined) requireFolder(output.file);
  }
  return outputs;
}

/** Told before the run and not after it, when a night's answers would be lost. */
function requireFolder(file: string): void {
  const folder = path.dirname(file);
  if (!isFolder(folder)) {
    throw new UsageError(`--format: there is no folder ${folder} for the report ${file}.`);
  }
  if (isFolder(file)) {
    throw new UsageError(`--format: ${file} is a folder; name a file for the report.`);
  }
}

function isFolder(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw new UsageError(`--format: ${place} cannot be looked at: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
