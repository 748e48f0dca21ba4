import type { Outcome } from '../../src/check/outcome.js';
import { judgedRelease } from '../../src/nova/judged-release.js';
import { newestRelease } from '../../src/nova/releases.js';
import { makeReport, type Report, type ReportFacts } from '../../src/report/report.js';

/** A check's outcome: a quiet success but for what is given. */
export function outcome(parts: Partial<Outcome> = {}): Outcome {
  return {
    check: { id: 'quiet', title: 'Quiet', docs: 'https://example.org/quiet' },
    status: 'success',
    details: null,
    counts: {},
    findings: [],
    findingsTotal: parts.findings?.length ?? 0,
    cells: [],
    remediation: [],
    durationMs: 12,
    ...parts,
  };
}

/** The report of a run that ended so. */
export function reportOf(outcomes: readonly Outcome[], facts: Partial<ReportFacts> = {}): Report {
  return makeReport(outcomes, {
    version: '1.2.3',
    startedAt: new Date(Date.UTC(2026, 0, 31, 3, 4, 5, 6)),
    durationMs: 1234.5,
    configFiles: ['/etc/nova/nova.conf', '/etc/nova/nova.conf.d/10-database.conf'],
    skipped: [],
    running: judgedRelease({
      api: { alembic: ['cdeec0c85668'], migrate: null },
      cells: [],
      unanswered: [],
    }),
    target: { release: newestRelease(), reason: 'as asked for' },
    profile: 'all',
    ...facts,
  });
}

const CELL1 = '9e0f4a1b-8c2d-4e4f-9a6b-7c8d5a6b7c8d';
const CELL2 = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d';

/** Each status once, with all that a report can hold. */
export const everyStatus: readonly Outcome[] = [
  outcome({
    check: {
      id: 'cells-v2',
      title: 'Cells v2',
      docs: 'https://docs.openstack.org/nova/latest/admin/cells.html',
    },
    counts: { cells: 3, hostMappings: 7 },
  }),
  outcome({
    check: {
      id: 'hw-machine-type-unset',
      title: 'hw_machine_type unset',
      docs: 'https://docs.openstack.org/nova/latest/admin/hw-machine-type.html',
    },
    status: 'warning',
    details:
      '4 instances of 9 have no recorded machine type. Do not change [libvirt]hw_machine_type before every instance has one.\n3 compute-down: nova-compute is down: it records when it starts.\n1 no-host: on no host, so it has to be set by hand.',
    counts: { unset: 4, byCell: { [CELL1]: 4 } },
    findings: [
      {
        kind: 'instance',
        id: 'd020f5bd-14dc-4c31-8684-e4edaa36434e',
        name: 'web-01',
        cell: 'cell1',
        host: 'compute-1-06',
        project: '5a6b7c8d9e0f4a1b8c2d3e4f5a6b7c8d',
        state: 'active',
        reason: 'compute-down',
        message: 'nova-compute is down: it records when it starts',
      },
      {
        kind: 'instance',
        id: '72a0bd32-5e66-48a6-89a5-79c0fe25607f',
        name: 'データベース 🚀',
        cell: 'cell1',
        host: null,
        project: 'b2d4f6081a3c4e5f90718293a4b5c6d7',
        state: 'shelved_offloaded',
        reason: 'no-host',
        message: 'on no host, so it has to be set by hand',
      },
      {
        kind: 'instance',
        id: '0c632d4e-86a5-438c-b03a-a056da5590e8',
        name: '\u001B[31mred\u0007\u202Eder',
        cell: 'cell1',
        host: 'compute-1-06',
        project: null,
        state: null,
        reason: 'compute-down',
        message: 'nova-compute is down: it records when it starts',
      },
    ],
    findingsTotal: 4,
    cells: [{ uuid: CELL1, name: 'cell1', answered: true, reason: null }],
    remediation: [
      { argv: ['systemctl', 'restart', 'nova-compute'], why: 'on each host that is named' },
      {
        argv: ['nova-manage', 'libvirt', 'update_machine_type', '<uuid>', '<machine-type>'],
        why: 'for those that no compute service records; the instance has to be stopped, shelved or shelved-offloaded',
      },
    ],
    durationMs: 340,
  }),
  outcome({
    check: {
      id: 'placement-api',
      title: 'Placement API',
      docs: 'https://docs.openstack.org/placement/latest/',
    },
    status: 'failure',
    details:
      'Placement does not answer: GET http://placement.internal.region-one.example.org:8778/placement/v1/resource_providers?member_of=in:aggregate gives 503.',
    findings: [{ kind: 'service', id: 'placement', message: '503 Service Unavailable' }],
  }),
  outcome({
    check: { id: 'site-quota', title: 'Quota of the site', docs: 'https://wiki.example.org/q' },
    status: 'unknown',
    details: 'Could not tell for cell cell2: no answer within 60 s (--timeout).',
    cells: [
      { uuid: CELL1, name: 'cell1', answered: true, reason: null },
      { uuid: CELL2, name: null, answered: false, reason: 'no answer within 60 s (--timeout).' },
    ],
    durationMs: 60_002,
  }),
  outcome({
    check: { id: 'tpm-secret', title: 'Secrets of TPMs', docs: 'https://example.org/tpm' },
    status: 'not-applicable',
    details: 'No instance has a TPM.',
  }),
];
