import type { CellEvidence, RunningRelease } from './judged-release.js';
import { releaseName } from './releases.js';
import type { ReleaseRange } from './schema-revisions.js';
import type { ServiceVersionCount } from './service-versions.js';

/** What people should know beside the answer: what contradicts it, and which services had no say in it, and why. */
export function releaseRemarks(
  judged: Omit<RunningRelease, 'remarks'>,
  cells: readonly CellEvidence[],
): readonly string[] {
  return [...schemaRemarks(judged), ...lagRemarks(judged), ...silentRemarks(judged, cells)];
}

/** The releases of a range for people: "Zed (26)", "2023.1 Antelope (27) or 2023.2 Bobcat (28)", "… to …". */
export function rangeName({ first, last }: ReleaseRange): string {
  if (first.major === last.major) return releaseName(first);
  const word = last.major === first.major + 1 ? 'or' : 'to';
  return `${releaseName(first)} ${word} ${releaseName(last)}`;
}

function schemaRemarks({ evidence, services, synced }: RemarkedRelease): string[] {
  const schemas = evidence.filter(({ kind }) => kind === 'schema');
  if (synced === null) {
    return schemas.length > 1 && schemas.every(({ releases }) => releases !== null)
      ? [
          'The databases are not all at the schema of one release: a migration is half-done (nova-manage api_db sync, and nova-manage db sync for each cell).',
        ]
      : [];
  }
  const newest = services?.highest.releases ?? null;
  if (newest === null) return [];
  if (newest.last.major < synced.first.major) {
    return [
      `The databases were migrated for ${rangeName(synced)} already, while services run ${rangeName(newest)}: an upgrade is under way.`,
    ];
  }
  if (newest.first.major > synced.last.major) {
    return [
      `Services run ${rangeName(newest)}, but the databases were last migrated for ${rangeName(synced)}: nova-manage api_db sync and nova-manage db sync come first.`,
    ];
  }
  return [];
}

function lagRemarks({ services }: RemarkedRelease): string[] {
  if (services === null) return [];
  const { lowest, highest } = services;
  return lowest.version === highest.version
    ? []
    : [
        `Services do not all run the same: the lowest version is ${versionName(lowest)}, the highest ${versionName(highest)}.`,
      ];
}

function silentRemarks(
  { services, evidence, unanswered }: RemarkedRelease,
  cells: readonly CellEvidence[],
): string[] {
  const counts = cells.flatMap((cell) => cell.services);
  const of = (state: ServiceVersionCount['state']) => counts.filter((one) => one.state === state);
  const unversioned = of('reporting').filter(({ version }) => version === 0);
  const wereServicesAsked = cells.length > 0 || (evidence.length > 0 && unanswered.length === 0);
  // An API service's record says what it was when it last started, which is news only where no other says the same.
  const api = of('api').filter(
    ({ version }) =>
      services === null || version < services.lowest.version || version > services.highest.version,
  );
  return [
    ...(services === null && wereServicesAsked
      ? [
          `No service${unanswered.length > 0 ? ' of the cells that answered' : ''} has reported a version lately, so that only the schemas can tell what runs.`,
        ]
      : []),
    ...leftOut(of('silent'), ['that did not report lately']),
    ...leftOut(of('forced-down'), ['that is forced down', 'that are forced down']),
    ...leftOut(api, ['of the API, which never reports', 'of the API, which never report']),
    ...leftOut(unversioned, ['that reports no version', 'that report no version']),
  ];
}

function leftOut(
  counts: readonly ServiceVersionCount[],
  [one, many = one]: readonly [one: string, many?: string],
): string[] {
  const total = counts.reduce((sum, { services }) => sum + services, 0);
  if (total === 0) return [];
  const versions = [...new Set(counts.map(({ version }) => version))].sort((a, b) => a - b);
  const range = [...new Set([versions[0], versions.at(-1)])].join(' to ');
  return [
    `Left out: ${total} ${total === 1 ? `service ${one}` : `services ${many}`} (version ${range}).`,
  ];
}

function versionName({
  version,
  releases,
}: NonNullable<RunningRelease['services']>['lowest']): string {
  return releases === null ? String(version) : `${version}, of ${rangeName(releases)}`;
}

type RemarkedRelease = Omit<RunningRelease, 'remarks'>;
