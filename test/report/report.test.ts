import { describe, expect, it } from 'vitest';
import { everyStatus, outcome, reportOf } from './reports.js';

describe('makeReport', () => {
  it('says how the run and each check ended', () => {
    const warned = outcome({
      check: { id: 'disk-full', title: 'Disk full', docs: 'https://example.org/disk' },
      status: 'warning',
      details: 'Two disks.',
      counts: { full: 2, byHost: { a: 2 } },
      findings: [{ kind: 'file', id: '/dev/sda' }],
      findingsTotal: 2,
      cells: [{ uuid: 'u1', name: 'cell1', answered: true, reason: null }],
      remediation: [{ argv: ['rm', '<file>'], why: 'makes room' }],
      durationMs: 45,
    });
    const check = { id: 'cells-v2', title: 'Cells v2', why: 'not to be reported' };

    expect(
      reportOf([outcome(), warned], {
        skipped: [{ check, reason: 'on request' }],
      }),
    ).toStrictEqual({
      name: 'Upgrade Check Results',
      schemaVersion: 1,
      tool: { name: 'nova-preflight', version: '1.2.3' },
      startedAt: '2026-01-31T03:04:05.006Z',
      durationMs: 1235,
      configFiles: ['/etc/nova/nova.conf', '/etc/nova/nova.conf.d/10-database.conf'],
      result: 1,
      verdict: 'warning',
      summary: { success: 1, warning: 1, failure: 0, unknown: 0, 'not-applicable': 0 },
      checks: [
        {
          check: 'Quiet',
          result: 0,
          details: null,
          id: 'quiet',
          status: 'success',
          counts: {},
          findings: [],
          findingsTotal: 0,
          cells: [],
          remediation: [],
          docs: 'https://example.org/quiet',
          durationMs: 12,
        },
        {
          check: 'Disk full',
          result: 1,
          details: 'Two disks.',
          id: 'disk-full',
          status: 'warning',
          counts: { full: 2, byHost: { a: 2 } },
          findings: [{ kind: 'file', id: '/dev/sda' }],
          findingsTotal: 2,
          cells: [{ uuid: 'u1', name: 'cell1', answered: true, reason: null }],
          remediation: [{ argv: ['rm', '<file>'], why: 'makes room' }],
          docs: 'https://example.org/disk',
          durationMs: 45,
        },
      ],
      running: {
        first: '2023.2',
        last: '2026.2',
        toldBy: 'schemas',
        evidence: [
          {
            kind: 'schema',
            what: 'API database schema',
            value: 'cdeec0c85668',
            first: '2023.2',
            last: '2026.2',
            note: null,
          },
        ],
        remarks: [
          'No service has reported a version lately, so that only the schemas can tell what runs.',
        ],
        unanswered: [],
      },
      target: { series: '2026.2', codename: 'Hibiscus', major: 34, reason: 'as asked for' },
      profile: 'all',
      skipped: [{ id: 'cells-v2', check: 'Cells v2', reason: 'on request' }],
    });
  });

  it('counts each status and gives each its code', () => {
    const { result, verdict, summary, checks } = reportOf(everyStatus);
    expect({ result, verdict, summary }).toStrictEqual({
      result: 2,
      verdict: 'failure',
      summary: { success: 1, warning: 1, failure: 1, unknown: 1, 'not-applicable': 1 },
    });
    expect(checks.map((check) => [check.id, check.status, check.result])).toStrictEqual([
      ['cells-v2', 'success', 0],
      ['hw-machine-type-unset', 'warning', 1],
      ['placement-api', 'failure', 2],
      ['site-quota', 'unknown', 255],
      ['tpm-secret', 'not-applicable', 0],
    ]);
  });

  it('is no success where no check was run', () => {
    const { result, verdict, summary } = reportOf([]);
    expect({ result, verdict, summary }).toStrictEqual({
      result: 255,
      verdict: 'unknown',
      summary: { success: 0, warning: 0, failure: 0, unknown: 0, 'not-applicable': 0 },
    });
  });
});
