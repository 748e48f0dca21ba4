import { describe, expect, test } from 'vitest';
import databaseSchema from '../../checks/database-schema.js';
import type { Finding } from '../../src/check/check.js';
import { findRelease, newestRelease } from '../../src/nova/releases.js';
import { ENGINES } from '../support/databases.js';
import type { DeploymentData } from '../support/deployment.js';
import { cellUuid, type DatabaseName, type DeploymentRows, serviceRow } from '../support/rows.js';
import { runOn } from '../support/run-all.js';
import type { TestedOutcome } from '../support/run-all.js';

interface Case {
  readonly what: string;
  /** A revision by database, an alembic one as text and a number of sqlalchemy-migrate as a number. */
  readonly at: Readonly<Partial<Record<DatabaseName, string | number>>>;
  readonly target: string;
  /** Service versions of live services in cell1. */
  readonly services?: readonly number[];
  readonly afterwards?: DeploymentData['afterwards'];
  readonly expected: Partial<TestedOutcome>;
}

const NOW = new Date('2026-02-02T12:00:00Z');

/** As sqlalchemy-migrate makes it (migrate/versioning/schema.py), with Nova's repository. */
function migrated(name: DatabaseName, version: number) {
  return [
    [
      name,
      'CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL, repository_path TEXT, version INTEGER, PRIMARY KEY (repository_id))',
    ],
    [name, `INSERT INTO migrate_version VALUES ('nova', '/nova/migrate_repo', ${version})`],
  ] as const;
}

function deployment({ at, services = [], afterwards = [] }: Case): DeploymentData {
  const alembic = Object.entries(at).flatMap(([name, version]) =>
    typeof version === 'string' ? [[name, { alembic_version: [{ version_num: version }] }]] : [],
  );
  const rows = Object.fromEntries(alembic) as DeploymentRows;
  const numbered = Object.keys(at).filter(
    (name) => typeof at[name as DatabaseName] === 'number',
  ) as DatabaseName[];
  return {
    cells: 2,
    rows: {
      ...rows,
      cell1: {
        ...rows['cell1'],
        services: services.map((version, index) =>
          serviceRow({ host: `host${index}`, version, last_seen_up: '2026-02-02 11:59:50' }),
        ),
      },
    },
    afterwards: [
      ...Object.entries(at).flatMap(([name, version]) =>
        typeof version === 'number' ? migrated(name as DatabaseName, version) : [],
      ),
      ...numbered.map((name) => [name, 'DROP TABLE alembic_version'] as const),
      ...afterwards,
    ],
  };
}

/** All cells, and the API database, at these revisions. */
function all(api: string | number, main: string | number): Case['at'] {
  return { api, cell0: main, cell1: main, cell2: main };
}

function asked(silent: Readonly<Record<number, string>> = {}) {
  return [0, 1, 2].map((number) => ({
    uuid: cellUuid(number),
    name: `cell${number}`,
    answered: silent[number] === undefined,
    reason: silent[number] ?? null,
  }));
}

function counts(atTarget: number, pending: number, faulty = 0, databases = 4) {
  return { databases, atTarget, pending, faulty };
}

function cellFound(number: number, state: string, reason: string, message: string): Finding {
  return { kind: 'cell', id: cellUuid(number), name: `cell${number}`, state, reason, message };
}

function apiFound(state: string, reason: string, message: string): Finding {
  return { kind: 'other', id: 'API database', state, reason, message };
}

const QUIET: TestedOutcome = {
  check: {
    id: 'database-schema',
    title: 'Database schemas',
    docs: 'https://docs.openstack.org/nova/latest/reference/database-migrations.html',
  },
  status: 'success',
  details: null,
  counts: {},
  findings: [],
  findingsTotal: 0,
  cells: asked(),
  remediation: [],
};

function syncDb(whose: string) {
  return {
    argv: ['nova-manage', 'db', 'sync'],
    why: `migrates one cell, with its own configuration and the code of ${whose}; for each that is named`,
  };
}

function syncApi(whose: string) {
  return {
    argv: ['nova-manage', 'api_db', 'sync'],
    why: `migrates the API database, with the code of ${whose}`,
  };
}

function path(to: string) {
  return {
    argv: ['nova-preflight', 'upgrade', 'path', '--from', '<release>', '--to', to],
    why: 'tells the releases between, each of which has to be upgraded to',
  };
}

const REACHED = 'the release that was to be reached';

const CASES: readonly Case[] = [
  {
    what: 'services that are newer than the target, which the schemas cannot show',
    at: all('cdeec0c85668', '2903cd72dc14'),
    services: [68, 72],
    target: '2025.2',
    expected: {
      status: 'failure',
      details:
        'Services run 2026.1 Gazpacho (33), which is newer than 2025.2 Flamingo (32): Nova cannot be downgraded.\nAll are at the schema of 2025.1 Epoxy (31) to 2026.1 Gazpacho (33).',
      counts: counts(4, 0),
      findings: [
        {
          kind: 'other',
          id: 'services',
          reason: 'services-newer-than-target',
          message: 'of 2026.1 Gazpacho (33)',
        },
      ],
      findingsTotal: 1,
    },
  },
  {
    what: 'services that are two steps from the target, which the schemas cannot show',
    at: all('cdeec0c85668', '2903cd72dc14'),
    services: [68],
    target: '2026.2',
    expected: {
      status: 'warning',
      details:
        'Services run 2025.1 Epoxy (31), which is too far from 2026.2 Hibiscus (34) for one supported step (nova-preflight upgrade path tells the steps).\nAll are at the schema of 2025.1 Epoxy (31) to 2026.1 Gazpacho (33).\nPending: nova-manage db sync of 2026.2 Hibiscus (34) takes cell0, cell1, cell2 from 2903cd72dc14 to ab450ba04102.',
      counts: counts(1, 3),
      findings: [
        {
          kind: 'other',
          id: 'services',
          reason: 'services-skip-releases',
          message: 'of 2025.1 Epoxy (31)',
        },
      ],
      findingsTotal: 1,
      remediation: [path('2026.2')],
    },
  },
  {
    what: 'before an upgrade from SLURP to SLURP: pending is as it should be',
    at: all('cdeec0c85668', '13863f4e1612'),
    services: [67],
    target: '2025.1',
    expected: {
      details:
        'All are at the schema of 2024.1 Caracal (29) or 2024.2 Dalmatian (30).\nPending: nova-manage db sync of 2025.1 Epoxy (31) takes cell0, cell1, cell2 from 13863f4e1612 to 2903cd72dc14.',
      counts: counts(1, 3),
    },
  },
  {
    what: 'a service version of two releases: the schema of the first will do',
    at: all('b30f573d3377', '960aac0e09ea'),
    services: [66],
    target: '2024.1',
    expected: {
      details: [
        'All are at the schema of 2023.1 Antelope (27).',
        'Pending: nova-manage api_db sync of 2024.1 Caracal (29) takes API database from b30f573d3377 to cdeec0c85668.',
        'Pending: nova-manage db sync of 2024.1 Caracal (29) takes cell0, cell1, cell2 from 960aac0e09ea to 13863f4e1612.',
      ].join('\n'),
      counts: counts(0, 4),
    },
  },
  {
    what: 'all are at the target already, be it that the services are not',
    at: all('cdeec0c85668', 'ab450ba04102'),
    services: [72],
    target: '2026.2',
    expected: {
      details: 'All are at the schema of 2026.2 Hibiscus (34).',
      counts: counts(4, 0),
    },
  },
  {
    what: 'Wallaby to Xena, with sqlalchemy-migrate alone: Xena takes it over',
    at: all(82, 417),
    services: [56],
    target: 'xena',
    expected: {
      details: [
        'All are at the schema of Wallaby (23).',
        'Pending: nova-manage api_db sync of Xena (24) takes API database from 82 (migrate_version) to d67eeaabee36.',
        'Pending: nova-manage db sync of Xena (24) takes cell0, cell1, cell2 from 417 (migrate_version) to 8f2f1571d55b.',
      ].join('\n'),
      counts: counts(0, 4),
    },
  },
  {
    what: 'Victoria to Wallaby, neither of which has alembic',
    at: all(77, 412),
    target: 'wallaby',
    expected: {
      details: [
        'Pending: nova-manage api_db sync of Wallaby (23) takes API database from 77 (migrate_version) to 82.',
        'Pending: nova-manage db sync of Wallaby (23) takes cell0, cell1, cell2 from 412 (migrate_version) to 417.',
      ].join('\n'),
      counts: counts(0, 4),
    },
  },
  {
    what: 'a number that is left beside alembic is of no account',
    at: all('b30f573d3377', '960aac0e09ea'),
    afterwards: migrated('cell1', 422),
    services: [66],
    target: '2023.1',
    expected: {
      details: 'All are at the schema of 2023.1 Antelope (27).',
      counts: counts(4, 0),
    },
  },
  {
    what: 'only the numbers of sqlalchemy-migrate are left, and the target has no bridge from them',
    at: { ...all('b30f573d3377', '960aac0e09ea'), api: 87, cell1: 422 },
    target: '2023.2',
    expected: {
      status: 'failure',
      details: [
        'API database, cell1: too old for nova-manage of 2023.2 Bobcat (28) to migrate, which knows alembic alone: releases from Xena (24) to 2023.1 Antelope (27) take a database over from sqlalchemy-migrate.',
        'Pending: nova-manage db sync of 2023.2 Bobcat (28) takes cell0, cell2 from 960aac0e09ea to 1acf2c98e646.',
      ].join('\n'),
      counts: counts(0, 2, 2),
      findings: [
        apiFound('87 (migrate_version)', 'too-old', 'a migration to Xena (24) was left half-done'),
        cellFound(
          1,
          '422 (migrate_version)',
          'too-old',
          'a migration to Xena (24) was left half-done',
        ),
      ],
      findingsTotal: 2,
      remediation: [path('2023.2')],
    },
  },
  {
    what: 'older than Wallaby can migrate',
    at: { ...all(82, 417), cell2: 400 },
    target: 'wallaby',
    expected: {
      status: 'failure',
      details: 'cell2: too old for nova-manage of Wallaby (23) to migrate.',
      counts: counts(3, 0, 1),
      findings: [
        cellFound(2, '400 (migrate_version)', 'too-old', 'too old for Wallaby (23) to migrate'),
      ],
      findingsTotal: 1,
      remediation: [path('wallaby')],
    },
  },
  {
    what: 'one cell is not migrated yet',
    at: { ...all('cdeec0c85668', 'ab450ba04102'), cell2: '2903cd72dc14' },
    services: [72],
    target: '2026.2',
    expected: {
      status: 'warning',
      details: [
        'cell2: at the schema of an earlier release than others are: a migration was not run everywhere.',
        'Pending: nova-manage db sync of 2026.2 Hibiscus (34) takes cell2 from 2903cd72dc14 to ab450ba04102.',
      ].join('\n'),
      counts: counts(3, 1, 1),
      findings: [
        cellFound(
          2,
          '2903cd72dc14',
          'behind-others',
          'of 2025.1 Epoxy (31) to 2026.1 Gazpacho (33)',
        ),
      ],
      findingsTotal: 1,
      remediation: [syncDb('2026.1 Gazpacho (33) or later')],
    },
  },
  {
    what: 'the API database alone is not migrated yet, and nothing tells what runs',
    at: { ...all('cdeec0c85668', '1acf2c98e646'), api: 'b30f573d3377' },
    target: '2023.2',
    expected: {
      status: 'warning',
      details: [
        'API database: at the schema of an earlier release than others are: a migration was not run everywhere.',
        'Pending: nova-manage api_db sync of 2023.2 Bobcat (28) takes API database from b30f573d3377 to cdeec0c85668.',
      ].join('\n'),
      counts: counts(3, 1, 1),
      findings: [apiFound('b30f573d3377', 'behind-others', 'of Yoga (25) to 2023.1 Antelope (27)')],
      findingsTotal: 1,
      remediation: [syncApi(REACHED)],
    },
  },
  {
    what: 'of two cells from before Wallaby one is behind',
    at: { ...all(77, 412), cell1: 407 },
    target: 'wallaby',
    expected: {
      status: 'warning',
      details: [
        'cell1: at the schema of an earlier release than others are: a migration was not run everywhere.',
        'Pending: nova-manage api_db sync of Wallaby (23) takes API database from 77 (migrate_version) to 82.',
        'Pending: nova-manage db sync of Wallaby (23) takes cell0, cell2 from 412 (migrate_version), cell1 from 407 (migrate_version) to 417.',
      ].join('\n'),
      counts: counts(0, 4, 1),
      findings: [
        cellFound(1, '407 (migrate_version)', 'behind-others', 'from before Wallaby (23)'),
      ],
      findingsTotal: 1,
      remediation: [syncDb(REACHED)],
    },
  },
  {
    what: 'a cell that was forgotten at the last upgrade: services run there that need more',
    at: { ...all('cdeec0c85668', '2903cd72dc14'), cell2: '13863f4e1612' },
    services: [68, 67],
    target: '2025.2',
    expected: {
      status: 'failure',
      details:
        'cell2: older than the services that run need, which are of 2025.1 Epoxy (31) or later.',
      counts: counts(3, 0, 1),
      findings: [
        cellFound(
          2,
          '13863f4e1612',
          'behind-services',
          'of 2024.1 Caracal (29) or 2024.2 Dalmatian (30)',
        ),
      ],
      findingsTotal: 1,
      remediation: [syncDb('2025.1 Epoxy (31) or later')],
    },
  },
  {
    what: 'a migration that stopped half-way, and two revisions at once',
    at: { ...all('cdeec0c85668', '2903cd72dc14'), cell1: 'd60bddf7a903' },
    afterwards: [['cell2', "INSERT INTO alembic_version VALUES ('13863f4e1612')"]],
    target: '2025.1',
    expected: {
      status: 'failure',
      details:
        'cell1, cell2: at no schema that a release leaves: a migration was begun and not ended.',
      counts: counts(2, 0, 2),
      findings: [
        cellFound(
          1,
          'd60bddf7a903',
          'half-done',
          'a migration to 2025.1 Epoxy (31) was left half-done',
        ),
        cellFound(
          2,
          '13863f4e1612, 2903cd72dc14',
          'half-done',
          'several revisions at once: a migration was left half-done',
        ),
      ],
      findingsTotal: 2,
      remediation: [syncDb(REACHED)],
    },
  },
  {
    what: 'newer than the target, with the databases that are as they should be',
    at: { ...all('cdeec0c85668', '13863f4e1612'), cell1: 'ab450ba04102', cell2: 'd60bddf7a903' },
    target: '2024.2',
    expected: {
      status: 'failure',
      details:
        'cell1, cell2: newer than 2024.2 Dalmatian (30) leaves a database, and no migration can be taken back.',
      counts: counts(2, 0, 2),
      findings: [
        cellFound(1, 'ab450ba04102', 'newer-than-target', 'of 2026.2 Hibiscus (34)'),
        cellFound(
          2,
          'd60bddf7a903',
          'newer-than-target',
          'a migration to 2025.1 Epoxy (31) was left half-done',
        ),
      ],
      findingsTotal: 2,
    },
  },
  {
    what: 'too far for one step',
    at: all('b30f573d3377', 'ccb0fa1a2252'),
    services: [64],
    target: '2024.1',
    expected: {
      status: 'warning',
      details: [
        'cell0, cell1, cell2: too far from 2024.1 Caracal (29) for one supported step, which begins at 2023.1 Antelope (27) or later (nova-preflight upgrade path tells the steps).',
        'Pending: nova-manage api_db sync of 2024.1 Caracal (29) takes API database from b30f573d3377 to cdeec0c85668.',
        'Pending: nova-manage db sync of 2024.1 Caracal (29) takes cell0, cell1, cell2 from ccb0fa1a2252 to 13863f4e1612.',
      ].join('\n'),
      // The API database is where 2023.1 leaves it, too.
      counts: counts(0, 4, 3),
      findings: [0, 1, 2].map((number) =>
        cellFound(number, 'ccb0fa1a2252', 'releases-skipped', 'of Zed (26)'),
      ),
      findingsTotal: 3,
      remediation: [path('2024.1')],
    },
  },
];

describe.each(ENGINES)('on %s', (engine) => {
  const run = async (one: Case) =>
    runOn(engine, databaseSchema, deployment(one), {
      now: NOW,
      target: findRelease(one.target) ?? newestRelease(),
    });

  test.each(CASES)('$what', async (one) => {
    expect(await run(one)).toEqual({ ...QUIET, ...one.expected });
  });

  const UNKNOWN =
    'its schema is at 0123456789ab, which is no revision of a release up to 2026.2 Hibiscus (34).';
  const NONE =
    'there is no revision in alembic_version or migrate_version: the schema was never migrated, or the account may not SELECT from them.';

  test('a cell at a revision that nobody knows, or at none, could not tell', async () => {
    const outcome = await run({
      what: '',
      at: { ...all('cdeec0c85668', 'ab450ba04102'), cell1: '0123456789ab' },
      target: '2026.2',
      afterwards: [['cell2', 'DROP TABLE alembic_version']],
      expected: {},
    });
    expect(outcome).toEqual({
      ...QUIET,
      status: 'unknown',
      details: `Could not tell for cell cell1: ${UNKNOWN}\nCould not tell for cell cell2: ${NONE}\nAll that answered are at the schema of 2026.2 Hibiscus (34).`,
      counts: counts(2, 0, 0, 2),
      cells: asked({ 1: UNKNOWN, 2: NONE }),
    });
  });

  test.each([
    ['2026.2', 'unknown', `API database: ${UNKNOWN}`],
    // What is certain is told all the same.
    [
      '2024.2',
      'failure',
      'cell0, cell1, cell2: newer than 2024.2 Dalmatian (30) leaves a database, and no migration can be taken back.',
    ],
  ])(
    'an API database at a revision that nobody knows, to %s: %s',
    async (target, status, details) => {
      const at = all('0123456789ab', 'ab450ba04102');
      const outcome = await run({ what: '', at, target, expected: {} });
      expect(outcome).toMatchObject({ status, details, cells: asked() });
    },
  );

  test('no cell but cell0: too little was looked at', async () => {
    const outcome = await runOn(engine, databaseSchema, { cells: 0 });
    expect(outcome).toEqual({
      ...QUIET,
      status: 'unknown',
      details: 'No cell but cell0 is mapped, so that there is too little to look at.',
      cells: [],
    });
  });
});
