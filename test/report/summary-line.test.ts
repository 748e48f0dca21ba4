import { describe, expect, it } from 'vitest';
import type { Outcome, Status } from '../../src/check/outcome.js';
import { painter } from '../../src/report/paint.js';
import { summaryLine } from '../../src/report/summary-line.js';
import { outcome, reportOf } from './reports.js';

function ended(status: Status, id: string): Outcome {
  return outcome({ status, check: { id, title: id, docs: 'https://example.org' } });
}

function line(outcomes: readonly Outcome[], colour = false): string {
  return summaryLine(reportOf(outcomes), painter(colour));
}

describe('summaryLine', () => {
  it.each<readonly [string, readonly Outcome[], string]>([
    ['one', [ended('success', 'a')], 'Success (exit code 0): 1 success; 1 check in 1.2 s'],
    [
      'several',
      [ended('success', 'a'), ended('not-applicable', 'b'), ended('success', 'c')],
      'Success (exit code 0): 2 successes, 1 not applicable; 3 checks in 1.2 s',
    ],
    [
      'the worst first, and which have to be looked at',
      [
        ended('warning', 'a'),
        ended('success', 'b'),
        ended('failure', 'c'),
        ended('unknown', 'd'),
        ended('warning', 'e'),
        ended('unknown', 'f'),
        ended('failure', 'g'),
      ],
      'Failure (exit code 2): 2 failures (c, g), 2 could not tell (d, f), 2 warnings (a, e), 1 success; 7 checks in 1.2 s',
    ],
    [
      'could not tell',
      [ended('unknown', 'a'), ended('warning', 'b')],
      'Could not tell (exit code 255): 1 could not tell (a), 1 warning (b); 2 checks in 1.2 s',
    ],
    ['nothing', [], 'Could not tell (exit code 255): no check was run'],
    [
      "a hostile name of a site's module",
      [ended('unknown', '\u001B[2J')],
      String.raw`Could not tell (exit code 255): 1 could not tell (\u{1b}[2J); 1 check in 1.2 s`,
    ],
  ])('tells of %s', (_, outcomes, expected) => {
    expect(line(outcomes)).toBe(expected);
  });

  it('colours the verdict', () => {
    expect(line([ended('warning', 'a')], true)).toBe(
      '\u001B[33mWarning\u001B[39m (exit code 1): 1 warning (a); 1 check in 1.2 s',
    );
  });
});
