import { describe, expect, it } from 'vitest';
import { jsonReport } from '../../src/report/json.js';
import { everyStatus, outcome, reportOf } from './reports.js';

describe('jsonReport', () => {
  it('is one document, indented, that ends its line', () => {
    const report = reportOf(everyStatus);
    const text = jsonReport(report);
    expect(JSON.parse(text)).toStrictEqual(report);
    expect(text.split('\n').slice(0, 3)).toStrictEqual([
      '{',
      '  "name": "Upgrade Check Results",',
      '  "schemaVersion": 1,',
    ]);
    expect(text.endsWith('}\n')).toBe(true);
  });

  // oslo.upgradecheck 2.7, oslo_upgradecheck/upgradecheck.py: what scripts for nova-status read.
  it('holds what that of nova-status holds', () => {
    const { name, checks } = JSON.parse(jsonReport(reportOf(everyStatus))) as {
      name: unknown;
      checks: { check: unknown; result: unknown; details: unknown }[];
    };
    expect({
      name,
      checks: checks.map(({ check, result, details }) => ({ check, result, details })),
    }).toStrictEqual({
      name: 'Upgrade Check Results',
      checks: [
        { check: 'Cells v2', result: 0, details: null },
        { check: 'hw_machine_type unset', result: 1, details: everyStatus[1]?.details },
        { check: 'Placement API', result: 2, details: everyStatus[2]?.details },
        { check: 'Quota of the site', result: 255, details: everyStatus[3]?.details },
        { check: 'Secrets of TPMs', result: 0, details: 'No instance has a TPM.' },
      ],
    });
  });

  it.each([
    ['\u001B[31mred', String.raw`\u001b[31mred`],
    ['\u009B31m\u007F', String.raw`\u009b31m\u007f`],
    ['a\u202Eb\u2066\uFEFF', String.raw`a\u202eb\u2066\ufeff`],
    ['\u2028\u2029', String.raw`\u2028\u2029`],
    ['tag \u{E0041}', String.raw`tag \udb40\udc41`],
    ['\uD800', String.raw`\ud800`],
    ['データベース 🚀 ä', 'データベース 🚀 ä'],
  ])('shows %j as %s and means the same', (details, shown) => {
    const report = reportOf([outcome({ details })]);
    expect(jsonReport(report)).toContain(`"details": "${shown}"`);
    expect(JSON.parse(jsonReport(report))).toStrictEqual(report);
  });
});
