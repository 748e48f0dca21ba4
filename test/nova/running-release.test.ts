import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { ExpectedError } from '../../src/error.js';
import { openDatabases } from '../../src/nova/databases.js';
import type { RunningRelease } from '../../src/nova/judged-release.js';
import { rangeName } from '../../src/nova/release-remarks.js';
import { revisionMeaning } from '../../src/nova/schema-revisions.js';
import { runningRelease } from '../../src/nova/running-release.js';
import { ENGINES } from '../support/databases.js';
import { type Deployment, type DeploymentData, makeDeployment } from '../support/deployment.js';
import { cellUuid, type DatabaseName, type Row, serviceRow } from '../support/rows.js';

const NOW = new Date('2026-02-02T12:00:00Z');
const LATELY = '2026-02-02 11:59:50';
const DATABASES: readonly DatabaseName[] = ['api', 'cell0', 'cell1'];

/** The releases of a revision that a later release may share. */
const shared = (schema: 'api' | 'main', revision: string): string => {
  const meaning = revisionMeaning(schema, revision);
  return meaning.kind === 'head' ? rangeName(meaning.releases) : meaning.kind;
};
const API = shared('api', 'cdeec0c85668');
const MAIN = shared('main', 'ab450ba04102');

/** As sqlalchemy-migrate makes it (migrate/versioning/schema.py), with Nova's repository. */
const MIGRATE_TABLE =
  'CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL, repository_path TEXT, version INTEGER, PRIMARY KEY (repository_id))';
const migrated = (name: DatabaseName, version: number) =>
  [
    [name, MIGRATE_TABLE],
    [name, `INSERT INTO migrate_version VALUES ('nova', '/nova/migrate_repo', ${version})`],
  ] as const;
const noAlembic = (name: DatabaseName) => [name, 'DROP TABLE alembic_version'] as const;
const alembic = (version: string) => ({ alembic_version: [{ version_num: version }] });
const services = (...rows: readonly Row[]) => ({
  services: rows.map((row, index) =>
    serviceRow({ host: `host${index}`, topic: null, last_seen_up: LATELY, ...row }),
  ),
});

describe.each(ENGINES)('runningRelease on %s', (engine) => {
  it.each<[string, DeploymentData, object]>([
    [
      'an ordinary deployment, told by services and schemas together',
      {
        rows: {
          api: alembic('cdeec0c85668'),
          cell0: alembic('1acf2c98e646'),
          cell1: {
            ...alembic('1acf2c98e646'),
            ...services({ version: 66 }, { version: 66, binary: 'nova-conductor', disabled: 1 }),
          },
        },
      },
      {
        release: '2023.2 Bobcat (28)',
        toldBy: 'both',
        services: '66 (2023.1 Antelope (27) or 2023.2 Bobcat (28))',
        synced: '2023.2 Bobcat (28)',
        evidence: [
          `API database schema: cdeec0c85668 = ${API}`,
          'cell0 schema: 1acf2c98e646 = 2023.2 Bobcat (28)',
          'cell1 schema: 1acf2c98e646 = 2023.2 Bobcat (28)',
          'cell1 services: 66 = 2023.1 Antelope (27) or 2023.2 Bobcat (28)',
        ],
        remarks: [],
      },
    ],
    [
      'Wallaby, which has no alembic',
      {
        rows: { cell1: services({ version: 56 }) },
        afterwards: [
          ...DATABASES.map(noAlembic),
          ...migrated('api', 82),
          ...migrated('cell0', 417),
          ...migrated('cell1', 417),
        ],
      },
      {
        release: 'Wallaby (23)',
        toldBy: 'both',
        services: '56 (Wallaby (23))',
        synced: 'Wallaby (23)',
        evidence: [
          'API database schema: 82 (migrate_version) = Wallaby (23)',
          'cell0 schema: 417 (migrate_version) = Wallaby (23)',
          'cell1 schema: 417 (migrate_version) = Wallaby (23)',
          'cell1 services: 56 = Wallaby (23)',
        ],
        remarks: [],
      },
    ],
    [
      'Zed that was once Wallaby: the old table is a leftover',
      {
        rows: {
          api: alembic('b30f573d3377'),
          cell0: alembic('ccb0fa1a2252'),
          cell1: { ...alembic('ccb0fa1a2252'), ...services({ version: 64 }) },
        },
        afterwards: [...migrated('api', 87), ...migrated('cell0', 422), ...migrated('cell1', 422)],
      },
      {
        release: 'Zed (26)',
        toldBy: 'both',
        services: '64 (Zed (26))',
        synced: 'Zed (26)',
        evidence: [
          'API database schema: b30f573d3377 = Yoga (25) to 2023.1 Antelope (27)',
          'cell0 schema: ccb0fa1a2252 = Zed (26)',
          'cell1 schema: ccb0fa1a2252 = Zed (26)',
          'cell1 services: 64 = Zed (26)',
        ],
        remarks: [],
      },
    ],
    [
      'an upgrade in which the databases are done, and computes lag',
      {
        rows: {
          cell0: alembic('2903cd72dc14'),
          cell1: {
            ...alembic('2903cd72dc14'),
            ...services({ version: 66 }, { version: 67, binary: 'nova-scheduler' }),
          },
        },
      },
      {
        release: '2024.1 Caracal (29) or 2024.2 Dalmatian (30)',
        toldBy: 'services',
        services:
          '66 (2023.1 Antelope (27) or 2023.2 Bobcat (28)) to 67 (2024.1 Caracal (29) or 2024.2 Dalmatian (30))',
        synced: '2025.1 Epoxy (31) to 2026.1 Gazpacho (33)',
        evidence: [
          `API database schema: cdeec0c85668 = ${API}`,
          'cell0 schema: 2903cd72dc14 = 2025.1 Epoxy (31) to 2026.1 Gazpacho (33)',
          'cell1 schema: 2903cd72dc14 = 2025.1 Epoxy (31) to 2026.1 Gazpacho (33)',
          'cell1 services: 66 to 67 = 2023.1 Antelope (27) to 2024.2 Dalmatian (30)',
        ],
        remarks: [
          'The databases were migrated for 2025.1 Epoxy (31) to 2026.1 Gazpacho (33) already, while services run 2024.1 Caracal (29) or 2024.2 Dalmatian (30): an upgrade is under way.',
          'Services do not all run the same: the lowest version is 66, of 2023.1 Antelope (27) or 2023.2 Bobcat (28), the highest 67, of 2024.1 Caracal (29) or 2024.2 Dalmatian (30).',
        ],
      },
    ],
    [
      'services that have no say: stale, fenced off, of the API, deleted, without a version',
      {
        rows: {
          cell0: services({ version: 72, binary: 'nova-osapi_compute', last_seen_up: null }),
          cell1: services(
            { version: 74 },
            // A day is the limit, to the second.
            { version: 74, last_seen_up: '2026-02-01 12:00:00' },
            { version: 60, last_seen_up: '2026-02-01 11:59:59' },
            // As SQLAlchemy writes it to SQLite; MariaDB cuts it off, MySQL rounds it.
            { version: 61, last_seen_up: '2026-02-01 11:59:59.499999' },
            { version: 62, last_seen_up: null, created_at: null },
            { version: 53, forced_down: 1 },
            { version: 50, deleted: 7 },
            { version: null },
            { version: 0, forced_down: null },
          ),
        },
      },
      {
        release: '2026.2 Hibiscus (34)',
        toldBy: 'both',
        services: '74 (2026.2 Hibiscus (34))',
        synced: MAIN,
        evidence: [
          `API database schema: cdeec0c85668 = ${API}`,
          `cell0 schema: ab450ba04102 = ${MAIN}`,
          `cell1 schema: ab450ba04102 = ${MAIN}`,
          'cell1 services: 74 = 2026.2 Hibiscus (34)',
        ],
        remarks: [
          'Left out: 3 services that did not report lately (version 60 to 62).',
          'Left out: 1 service that is forced down (version 53).',
          'Left out: 1 service of the API, which never reports (version 72).',
          'Left out: 2 services that report no version (version 0).',
        ],
      },
    ],
    [
      'cells that do not answer, or have no revision, or two',
      {
        cells: 3,
        rows: { cell2: services({ version: 74 }) },
        afterwards: [
          ['api', "UPDATE cell_mappings SET database_connection = '{denied cell1}' WHERE id = 2"],
          ['cell2', 'DROP TABLE alembic_version'],
          ['cell3', "INSERT INTO alembic_version VALUES ('2903cd72dc14')"],
        ],
      },
      {
        release: '2026.2 Hibiscus (34)',
        toldBy: 'services',
        services: '74 (2026.2 Hibiscus (34))',
        synced: null,
        evidence: [
          `API database schema: cdeec0c85668 = ${API}`,
          `cell0 schema: ab450ba04102 = ${MAIN}`,
          'cell2 schema: none = null, no revision in alembic_version or migrate_version: the schema was never migrated, or the account may not SELECT from them',
          'cell2 services: 74 = 2026.2 Hibiscus (34)',
          'cell3 schema: 2903cd72dc14, ab450ba04102 = null, several revisions at once: a migration was left half-done',
        ],
        remarks: [],
        unanswered: ['cell1'],
      },
    ],
    [
      'no API database',
      { cells: 1, config: { api_database: '{refused api}' } },
      {
        release: null,
        toldBy: 'nothing',
        services: null,
        synced: null,
        evidence: [],
        remarks: [],
        unanswered: ['API database'],
      },
    ],
  ])('tells of %s', async (_, data, expected) => {
    const deployment = await makeDeployment(engine, { cells: 1, ...data });
    onTestFinished(() => deployment.drop());
    expect(shown(await told(deployment))).toEqual({ unanswered: [], ...expected });
  });

  it('says why a database did not answer, once, as text that may be shown', async () => {
    const deployment = await makeDeployment(engine, {
      cells: 1,
      config: { api_database: '{refused api}' },
    });
    onTestFinished(() => deployment.drop());
    const { unanswered } = await told(deployment);
    expect(unanswered).toHaveLength(1);
    expect(unanswered[0]?.reason).toMatch(/^<(?!API database)/);
  });

  it('takes a service to run for as long as it is told to', async () => {
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: {
        cell1: services({ version: 72 }, { version: 74, last_seen_up: '2026-02-02 11:00:00' }),
      },
    });
    onTestFinished(() => deployment.drop());
    expect((await told(deployment, 3_600_000)).services?.highest.version).toBe(74);
    expect((await told(deployment, 3_599_000)).services?.highest.version).toBe(72);
  });
});

it('names those that did not answer in the order of the cells, whichever gave up first', async () => {
  const cells = [1, 2, 3].map((number) => ({
    uuid: cellUuid(number),
    name: `cell${number}`,
    disabled: false,
    isCell0: false,
  }));
  const { unanswered, remarks } = await runningRelease({
    view: (_, watch) => ({
      config: loadConfig({ sources: [], env: {}, home: '/nowhere', cwd: '/nowhere' }),
      askApi: async () => {
        throw new ExpectedError('API database: is away.');
      },
      cells: async () => cells,
      askCells: async () => {
        watch.asking(cells);
        for (const cell of cells.toReversed()) watch.unanswered(cell, `${cell.name} is away.`);
        return [];
      },
    }),
    now: NOW,
    redact: (text) => text,
  });
  expect(unanswered).toEqual([
    { what: 'API database', reason: 'is away.' },
    { what: 'cell1', reason: 'cell1 is away.' },
    { what: 'cell2', reason: 'cell2 is away.' },
    { what: 'cell3', reason: 'cell3 is away.' },
  ]);
  // No cell was heard, and so no service could have been.
  expect(remarks).toEqual([]);
});

async function told(deployment: Deployment, staleAfter?: number): Promise<RunningRelease> {
  const config = loadConfig({
    sources: [{ kind: 'file', path: deployment.configFile }],
    env: {},
    home: deployment.directory,
    cwd: deployment.directory,
  });
  const databases = openDatabases({
    config,
    cwd: deployment.directory,
    home: deployment.directory,
    concurrency: 4,
    serverConcurrency: 4,
    timeout: 20_000,
    pause: 0,
    maxRunning: Infinity,
    signal: new AbortController().signal,
  });
  try {
    return await runningRelease({
      view: (reads, watch) => databases.view(reads, watch),
      now: NOW,
      redact: (text) => `<${text}>`,
      ...(staleAfter === undefined ? {} : { staleAfter }),
    });
  } finally {
    await databases.close();
  }
}

function shown({
  release,
  toldBy,
  services,
  synced,
  evidence,
  remarks,
  unanswered,
}: RunningRelease) {
  const range = (releases: RunningRelease['release']) =>
    releases === null ? null : rangeName(releases);
  const reported = [services?.lowest, services?.highest].flatMap((one) =>
    one === undefined ? [] : [`${one.version} (${range(one.releases)})`],
  );
  return {
    release: range(release),
    toldBy,
    services: services === null ? null : [...new Set(reported)].join(' to '),
    synced: range(synced),
    evidence: evidence.map(
      ({ what, value, releases, note }) =>
        `${what}: ${value} = ${range(releases)}${note === null ? '' : `, ${note}`}`,
    ),
    remarks,
    unanswered: unanswered.map(({ what }) => what),
  };
}
