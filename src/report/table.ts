import { checkLines } from './check-lines.js';
import { FRAME, framed } from './frame.js';
import { painter } from './paint.js';
import type { Report } from './report.js';
import { releaseLines } from './release-lines.js';
import { summaryLine } from './summary-line.js';
import { createWrapper } from './wrap.js';

/** How the table is drawn. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

/**
 * The report for people: the table of `nova-status`, with its title and its labels `Check:`, `Result:` and `Details:`
 * (oslo.upgradecheck 2.7, oslo_upgradecheck/upgradecheck.py), below it by number what was too long for it, and one
 * summary line.
 */
export function tableReport(report: Report, options: TableOptions): string {
  const paint = painter(options.colour);
  const inner = Math.max(NARROWEST, options.width - FRAME);
  const wrapper = createWrapper(inner);
  const checks = report.checks.map((check) => checkLines(check, wrapper, paint));
  const skipped = skippedTexts(report);
  const lines = [
    framed([[report.name, ...releaseLines(report, wrapper)], ...checks], inner),
    ...wrapper.notes().map((note, index) => `[${index + 1}] ${note}`),
    summaryLine(report, paint),
    ...(skipped.length === 0 ? [] : wrapper.paragraph(`Left out: ${skipped.join('; ')}`, 0, 2)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What was left out, by the reason. */
function skippedTexts({ skipped }: Report): string[] {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const those = skipped.filter((check) => check.reason === reason);
    return `${those.map(({ id }) => id).join(', ')} (${reason})`;
  });
}

/** Columns between the frame's sides: narrower than this nothing can be read. */
const NARROWEST = 40;
