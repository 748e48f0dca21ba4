import type { Remediation } from '../check/check.js';
import { findingLines } from './finding-lines.js';
import type { Paint } from './paint.js';
import type { CheckReport } from './report.js';
import { shellCommand } from './shell-command.js';
import { statusLabel } from './status-label.js';
import type { Wrapper } from './wrap.js';

/** What the table says of one check, line by line, with the labels of `nova-status`. */
export function checkLines(check: CheckReport, wrapper: Wrapper, paint: Paint): string[] {
  const [first = 'None', ...rest] = check.details?.split('\n') ?? [];
  return [
    ...wrapper.paragraph(`Check: ${check.check}`, 0, 2).map((line) => paint('bold', line)),
    `Result: ${statusLabel(check.status, paint)}`,
    ...wrapper.paragraph(`Details: ${first}`, 0, 2),
    ...rest.flatMap((line) => wrapper.paragraph(line, 2, 4)),
    ...findingLines(check, wrapper),
    ...remedyLines(check.remediation, wrapper),
    ...(check.status === 'success' || check.status === 'not-applicable'
      ? []
      : ['See:', wrapper.unbroken(check.docs, 2)]),
  ];
}

function remedyLines(remediation: readonly Remediation[], wrapper: Wrapper): string[] {
  if (remediation.length === 0) return [];
  return [
    'What to do:',
    ...remediation.flatMap(({ argv, why }) => [
      wrapper.unbroken(shellCommand(argv), 2),
      ...wrapper.paragraph(why, 4),
    ]),
  ];
}
