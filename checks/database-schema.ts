import {
  type CheckContext,
  type CheckResult,
  defineCheck,
  type Finding,
  type Remediation,
} from '../src/check/check.js';
import { firstFew } from '../src/check/wording.js';
import { ExpectedError } from '../src/error.js';
import { type Cell, cellName } from '../src/nova/cell.js';
import { judgedRelease } from '../src/nova/judged-release.js';
import { rangeName } from '../src/nova/release-remarks.js';
import { type Release, releaseName } from '../src/nova/releases.js';
import {
  type Database,
  earliestStart,
  type Faulty,
  faultyDatabases,
  FAULTS,
  type SchemaFault,
  stopsUpgrade,
} from '../src/nova/schema-faults.js';
import {
  beginsAtMigrate,
  type JudgedSchema,
  judgedSchema,
  type SchemaState,
} from '../src/nova/schema-state.js';
import { schemaVersion, schemaVersionColumns } from '../src/nova/schema-version.js';
import { serviceVersionColumns, serviceVersions } from '../src/nova/service-versions.js';
import { servicesFault, tellsOfTheStep } from '../src/nova/services-fault.js';

/** Not a check of Nova: its migrations find out when they are run, and its services when they ask. */
export default defineCheck({
  id: 'database-schema',
  title: 'Database schemas',
  since: '23',
  asks: 'Is the schema of every database where the way to the target begins?',
  docs: 'https://docs.openstack.org/nova/latest/reference/database-migrations.html',
  why: 'Each cell has a database of its own, whose migration is run by itself: one that was forgotten, stopped half-way or is too old for the new code shows only when services fail there, and no migration can be taken back.',
  fix: 'Run nova-manage api_db sync and, for each cell that is named, nova-manage db sync, with the code of the release that is named.',
  results: {
    success:
      'All databases are where one release leaves them, from which the target can be reached in one supported step, or are at the target already.',
    warning:
      'They are not all at the schema of one release, with nothing worse; or a release on the way would be left out.',
    failure:
      'A migration was left half-done; or a database is older than the services that run need, too old for the migration of the target, or newer than the target; or the services that run are newer than the target.',
    unknown:
      'A database could not answer, has no revision that can be seen, or one that nobody knows.',
  },
  links: [
    'https://docs.openstack.org/nova/latest/admin/upgrades.html',
    'https://docs.openstack.org/nova/latest/cli/nova-manage.html',
  ],
  reads: {
    cell: serviceVersionColumns,
    optional: { api: schemaVersionColumns, cell: schemaVersionColumns },
  },

  async run(deployment, context): Promise<CheckResult> {
    const { target, now, staleAfter } = context;
    const cells = await deployment.cells();
    if (!cells.some((cell) => !cell.isCell0)) {
      throw new ExpectedError(
        'no cell but cell0 is mapped, so that there is too little to look at.',
      );
    }
    const api = await deployment.askApi(async (reader, _, has) => schemaVersion(reader, has));
    const since = new Date(now.getTime() - staleAfter);
    const answers = await deployment.askCells(
      async ({ reader, has }) => {
        const schema = await schemaVersion(reader, has);
        const judged = judgedSchema('main', schema, target, undefined);
        // Of this cell it could not be told: it is the others that are judged.
        if (judged.state === 'unknown') throw new ExpectedError(whyUnknown(judged));
        return { schema, services: await serviceVersions(reader, since) };
      },
      { cell0: true },
    );
    const found = judgedRelease({
      api,
      cells: answers.map(({ cell, value }) => ({ name: cellName(cell), ...value })),
      unanswered: [],
    });
    const running = found.services?.highest.releases?.first;
    const databases: readonly Database[] = [
      databaseOf(undefined, judgedSchema('api', api, target, running)),
      ...answers.map(({ cell, value }) =>
        databaseOf(cell, judgedSchema('main', value.schema, target, running)),
      ),
    ];
    const faulty = faultyDatabases(databases, target);
    const services = faulty.some(({ fault }) => tellsOfTheStep(fault))
      ? undefined
      : servicesFault(found, target);
    const isFailure =
      services?.fault === 'downgrade' || faulty.some(({ fault }) => stopsUpgrade(fault));
    const unknown = databases.find(({ state }) => state === 'unknown');
    if (unknown !== undefined && !isFailure) {
      throw new ExpectedError(`API database: ${whyUnknown(unknown)}`);
    }
    const at = (state: SchemaState) => databases.filter((one) => one.state === state).length;
    const counts = {
      databases: databases.length,
      atTarget: at('at-target'),
      pending: at('pending'),
      faulty: faulty.length,
    };
    const synced =
      found.synced === null
        ? []
        : [
            `All${answers.length < cells.length ? ' that answered' : ''} are at the schema of ${rangeName(found.synced)}.`,
          ];
    const details = [
      ...FAULTS.flatMap((fault) => {
        const names = faulty.filter((one) => one.fault === fault).map(({ database }) => database);
        return names.length === 0
          ? []
          : [`${firstFew(names.map(nameOf))}: ${told(fault, context, running)}.`];
      }),
      ...(services === undefined ? [] : [services.details]),
      ...(faulty.length === 0 ? synced : []),
      ...pendingLines(databases, target),
    ].join('\n');
    const findings = [
      ...faulty.map(finding),
      ...(services === undefined ? [] : [services.finding]),
    ];
    const remediation = [
      ...remedies(faulty, target, running),
      ...(services?.fault === 'several-steps' ? [tellSteps(target)] : []),
    ];
    return {
      status: isFailure ? 'failure' : findings.length > 0 ? 'warning' : 'success',
      details,
      counts,
      findings,
      ...(findings.length > 0 ? { remediation } : {}),
    };
  },
});

function databaseOf(cell: Cell | undefined, judged: JudgedSchema): Database {
  return { cell, ...judged };
}

function told(fault: SchemaFault, { target }: CheckContext, running: Release | undefined): string {
  const release = releaseName(target);
  return {
    'newer-than-target': `newer than ${release} leaves a database, and no migration can be taken back`,
    'too-old': `too old for nova-manage of ${release} to migrate${beginsAtMigrate(target) ? '' : ', which knows alembic alone: releases from Xena (24) to 2023.1 Antelope (27) take a database over from sqlalchemy-migrate'}`,
    'half-done': 'at no schema that a release leaves: a migration was begun and not ended',
    'behind-services': `older than the services that run need, which are of ${running === undefined ? 'a later release' : `${releaseName(running)} or later`}`,
    'behind-others':
      'at the schema of an earlier release than others are: a migration was not run everywhere',
    'releases-skipped': `too far from ${release} for one supported step, which begins at ${earliestName(target)} or later (nova-preflight upgrade path tells the steps)`,
  }[fault];
}

function earliestName(target: Release): string {
  return releaseName(earliestStart(target) ?? target);
}

/** What the migrations of the target will do, where nothing stands in their way. */
function pendingLines(databases: readonly Database[], target: Release): string[] {
  const pending = databases.filter(({ state }) => state === 'pending');
  const cells = pending.filter(({ cell }) => cell !== undefined);
  const line = (command: string, of: readonly Database[], head: unknown) => {
    if (of.length === 0) return [];
    const from = [...new Set(of.map(({ evidence }) => evidence.value))].map((value) => {
      const names = of.filter(({ evidence }) => evidence.value === value).map(nameOf);
      return `${firstFew(names)} from ${value}`;
    });
    return [
      `Pending: nova-manage ${command} of ${releaseName(target)} takes ${from.join(', ')} to ${String(head)}.`,
    ];
  };
  return [
    ...line(
      'api_db sync',
      pending.filter(({ cell }) => cell === undefined),
      target.schema.api,
    ),
    ...line('db sync', cells, target.schema.main),
  ];
}

function nameOf({ cell }: Database): string {
  return cell === undefined ? 'API database' : cellName(cell);
}

function whyUnknown({ evidence }: JudgedSchema): string {
  return evidence.value === 'none'
    ? `there is ${evidence.note}.`
    : `its schema is at ${evidence.value}, which is ${evidence.note}.`;
}

function finding({ database, fault }: Faulty): Finding {
  const { cell, evidence } = database;
  return {
    ...(cell === undefined
      ? { kind: 'other', id: 'API database' }
      : { kind: 'cell', id: cell.uuid, name: cell.name }),
    state: evidence.value,
    reason: fault,
    message:
      evidence.note ??
      (evidence.releases === null ? 'of no known release' : `of ${rangeName(evidence.releases)}`),
  };
}

function remedies(
  faulty: readonly Faulty[],
  target: Release,
  running: Release | undefined,
): readonly Remediation[] {
  const curable = faulty.filter(({ fault }) => CURED_BY_SYNC.has(fault));
  const whose =
    running === undefined
      ? 'the release that was to be reached'
      : `${releaseName(running)} or later`;
  const sync = (command: string, why: string) => ({ argv: ['nova-manage', command, 'sync'], why });
  return [
    ...(curable.some(({ database }) => database.cell === undefined)
      ? [sync('api_db', `migrates the API database, with the code of ${whose}`)]
      : []),
    ...(curable.some(({ database }) => database.cell !== undefined)
      ? [
          sync(
            'db',
            `migrates one cell, with its own configuration and the code of ${whose}; for each that is named`,
          ),
        ]
      : []),
    ...(faulty.some(({ fault }) => fault === 'releases-skipped' || fault === 'too-old')
      ? [tellSteps(target)]
      : []),
  ];
}

function tellSteps(target: Release): Remediation {
  return {
    argv: ['nova-preflight', 'upgrade', 'path', '--from', '<release>', '--to', target.series],
    why: 'tells the releases between, each of which has to be upgraded to',
  };
}

const CURED_BY_SYNC: ReadonlySet<SchemaFault> = new Set([
  'half-done',
  'behind-services',
  'behind-others',
]);
