import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { ExpectedError, messageOf } from '../error.js';
import { jsonReport } from '../report/json.js';
import type { Report } from '../report/report.js';
import { type Host, hasColour } from './host.js';
import type { ReportOutput } from './options.js';

/** Writes a report to its file or to stdout. Raises an ExpectedError when the file cannot be written. */
export async function writeReport(report: Report, output: ReportOutput, host: Host): Promise<void> {
  if (output.file === undefined) {
    host.stdout.write(await formatted(report, output, host));
    return;
  }
  try {
    writeWhole(output.file, await formatted(report, output, host));
  } catch (error) {
    throw new ExpectedError(`the report cannot be written to ${output.file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Where nothing tells the width: as wide as most terminals. */
const WIDTH = 80;

async function formatted(report: Report, output: ReportOutput, host: Host): Promise<string> {
  if (output.format === 'json') return jsonReport(report);
  const { tableReport } = await import('../report/table.js');
  const onScreen = output.file === undefined;
  return tableReport(report, {
    width: (onScreen ? host.stdout.columns : undefined) ?? WIDTH,
    colour: onScreen && hasColour(host.stdout, host.env),
  });
}

/** In one step, so that nobody reads half a report; what is no plain file (a pipe, /dev/stderr) is written to as it is. */
function writeWhole(file: string, text: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    writeFileSync(file, text);
    return;
  }
  const draft = `${file}.part`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
