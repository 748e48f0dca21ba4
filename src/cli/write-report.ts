import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { messageOf } from '../error.js';
import { jsonReport } from '../report/json.js';
import type { Report } from '../report/report.js';
import { complain } from './complain.js';
import { type Host, hasColour, widthOf } from './host.js';
import type { ReportOutput } from './report-output.js';

/**
 * Writes a report in each form that was asked for, and says on stderr which could not be written: none costs the others.
 * Gives whether all were.
 */
export async function writeReports(
  report: Report,
  outputs: readonly ReportOutput[],
  host: Host,
): Promise<boolean> {
  let allWritten = true;
  for (const output of outputs) {
    const text = await formatted(report, output, host);
    if (output.file === undefined) {
      host.stdout.write(text);
      continue;
    }
    try {
      writeWhole(output.file, text);
    } catch (error) {
      complain(host.stderr, `the report cannot be written to ${output.file}: ${messageOf(error)}`);
      allWritten = false;
    }
  }
  return allWritten;
}

/** Columns of a table in a file. */
const FILE_WIDTH = 80;

async function formatted(report: Report, output: ReportOutput, host: Host): Promise<string> {
  if (output.format === 'json') return jsonReport(report);
  const { tableReport } = await import('../report/table.js');
  const onScreen = output.file === undefined;
  return tableReport(report, {
    width: onScreen ? widthOf(host.stdout) : FILE_WIDTH,
    colour: onScreen && hasColour(host.stdout, host.env),
  });
}

/** In one step, so that nobody reads half a report; what is no plain file (a pipe, /dev/stderr) is written to as it is. */
function writeWhole(file: string, text: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    writeFileSync(file, text);
    return;
  }
  // Where the file is a link, what it leads to is replaced and not the link.
  const target = existsSync(file) ? realpathSync(file) : file;
  const draft = `${target}.${randomUUID()}.part`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
