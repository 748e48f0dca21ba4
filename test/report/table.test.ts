import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome, Status } from '../../src/check/outcome.js';
import { shellCommand } from '../../src/report/shell-command.js';
import { tableReport } from '../../src/report/table.js';
import { printable } from '../../src/report/printable.js';
import { displayWidth } from '../../src/report/wrap.js';
import { everyStatus, outcome, reportOf } from './reports.js';

const skipped = [{ check: { id: 'old-check', title: 'Old check' }, reason: 'on request' }];

describe('tableReport', () => {
  it.each([60, 80, 200])('fits a report with every status into %i columns', async (width) => {
    const table = tableReport(reportOf(everyStatus, { skipped }), { width, colour: false });
    await expect(table).toMatchFileSnapshot(`tables/${width}.txt`);
  });

  it('is never narrower than what can be read', () => {
    const report = reportOf(everyStatus);
    const narrowest = tableReport(report, { width: 44, colour: false });
    expect(tableReport(report, { width: 10, colour: false })).toBe(narrowest);
    expect(tableReport(report, { width: 45, colour: false })).not.toBe(narrowest);
  });

  it('says the same in colours, and colours results and names of checks', () => {
    const report = reportOf(everyStatus);
    const plain = tableReport(report, { width: 80, colour: false });
    const coloured = tableReport(report, { width: 80, colour: true });
    expect(stripVTControlCharacters(plain)).toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(
      coloured
        .split('\n')
        .filter((line) => line.includes('\u001B'))
        .map((line) => line.replace(/ *\|$/, '').replaceAll('\u001B', 'ESC')),
    ).toStrictEqual([
      '| ESC[1mCheck: Cells v2ESC[22m',
      '| Result: ESC[32mSuccessESC[39m',
      '| ESC[1mCheck: hw_machine_type unsetESC[22m',
      '| Result: ESC[33mWarningESC[39m',
      '| ESC[1mCheck: Placement APIESC[22m',
      '| Result: ESC[31mESC[1mFailureESC[22mESC[39m',
      '| ESC[1mCheck: Quota of the siteESC[22m',
      '| Result: ESC[35mESC[1mCould not tellESC[22mESC[39m',
      '| ESC[1mCheck: Secrets of TPMsESC[22m',
      '| Result: ESC[2mNot applicableESC[22m',
      'ESC[31mESC[1mFailureESC[22mESC[39m (exit code 2): 1 failure (placement-api), 1 could not tell (site-quota), 1 warning (hw-machine-type-unset), 1 success, 1 not applicable; 5 checks in 1.2 s',
    ]);
  });

  it('shows that no check was run', () => {
    expect(tableReport(reportOf([], { skipped }), { width: 44, colour: false })).toBe(
      `+------------------------------------------+
| Upgrade Check Results                    |
| From: 2023.2 Bobcat (28) to 2026.2       |
|   Hibiscus (34) (API database schema     |
|   cdeec0c85668)                          |
| To: 2026.2 Hibiscus (34), as asked for   |
| Note: No service has reported a version  |
|   lately, so that only the schemas can   |
|   tell what runs.                        |
+------------------------------------------+
Could not tell (exit code 255): no check was run
Left out: old-check (on request)
`,
    );
  });

  it('keeps hostile details, titles and ids inside the frame', () => {
    const hostile = outcome({
      check: { id: 'a\u001B[2J', title: 'two\nlines', docs: 'file:///a\u009Bb' },
      status: 'warning',
      details: '+---+\n\n| Result: Success |\r\n\u001B[1;1H\tfirst\u2028second\u0000',
    });
    const report = reportOf([hostile], {
      skipped: [{ check: { id: 'b\nc', title: 'b' }, reason: 'on request' }],
    });
    expect(tableReport(report, { width: 60, colour: false })).toBe(
      String.raw`+----------------------------------------------------------+
| Upgrade Check Results                                    |
| From: 2023.2 Bobcat (28) to 2026.2 Hibiscus (34) (API    |
|   database schema cdeec0c85668)                          |
| To: 2026.2 Hibiscus (34), as asked for                   |
| Note: No service has reported a version lately, so that  |
|   only the schemas can tell what runs.                   |
+----------------------------------------------------------+
| Check: two\u{a}lines                                     |
| Result: Warning                                          |
| Details: +---+                                           |
|                                                          |
|   | Result: Success |\u{d}                               |
|   \u{1b}[1;1H\u{9}first\u{2028}second\u{0}               |
| See:                                                     |
|   file:///a\u{9b}b                                       |
+----------------------------------------------------------+
Warning (exit code 1): 1 warning (a\u{1b}[2J); 1 check in 1.2 s
Left out: b\u{a}c (on request)
`,
    );
  });

  it('is framed evenly, lets nothing through that steers a terminal and breaks no URL or command, whatever it shows', () => {
    fc.assert(
      fc.property(
        fc.array(anyOutcome, { maxLength: 4 }),
        fc.integer({ min: 44, max: 220 }),
        (outcomes, width) => {
          const table = tableReport(reportOf(outcomes), { width, colour: false });
          const lines = table.split('\n');
          const framed = lines.slice(0, lines.lastIndexOf(lines[0] ?? '') + 1);

          expect(framed.filter((line) => displayWidth(line) !== width)).toStrictEqual([]);
          expect(framed.filter((line) => !/^(\|.*\||\+-+\+)$/.test(line))).toStrictEqual([]);
          expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          for (const { check, status, details, findings, remediation } of outcomes) {
            const unbroken = [
              ...(status === 'success' || status === 'not-applicable' ? [] : [check.docs]),
              ...(details ?? '').split(/[ \n]/),
              ...findings.map(({ id }) => id),
              ...remediation.map(({ argv }) => shellCommand(argv)),
            ];
            expect(unbroken.filter((text) => !table.includes(printable(text)))).toStrictEqual([]);
          }
        },
      ),
    );
  });
});

/** Texts of all kinds of characters, up to longer than any line. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '日本語のサーバー',
    '🚀👩‍👩‍👧‍👦🇩🇪1️⃣❤️',
    'ไทย हिन्दी עברית',
    '\u001B[31m\u202E\u009B2J',
    'a\nb\r\u2028c',
  ),
);

const anyUrl = fc.webUrl({ withQueryParameters: true, withFragments: true, size: 'medium' });

const anyFinding = fc.record(
  {
    kind: fc.constantFrom('instance', 'host', 'other'),
    id: fc.oneof(
      fc.uuid(),
      anyUrl,
      fc.string({ minLength: 1 }).map((id) => id.replaceAll(' ', '_')),
    ),
    name: fc.option(anyText),
    cell: fc.option(anyText),
    host: fc.option(anyText),
    project: fc.option(anyText),
    state: fc.option(anyText),
    reason: fc.oneof(fc.constantFrom('down', 'old'), anyText),
    message: anyText,
  },
  { requiredKeys: ['kind', 'id'] },
);

const anyOutcome: fc.Arbitrary<Outcome> = fc
  .record({
    check: fc.record({ id: fc.constant('any'), title: anyText, docs: anyUrl }),
    status: fc.constantFrom<Status>('success', 'warning', 'failure', 'unknown', 'not-applicable'),
    details: fc.option(fc.array(fc.oneof(anyText, anyUrl)).map((parts) => parts.join(' '))),
    findings: fc.array(anyFinding, { maxLength: 6 }),
    findingsTotal: fc.nat({ max: 10 }),
    remediation: fc.array(
      fc.record({ argv: fc.array(anyText, { minLength: 1, maxLength: 6 }), why: anyText }),
      { maxLength: 3 },
    ),
  })
  .map(outcome);
