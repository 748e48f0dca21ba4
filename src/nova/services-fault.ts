import type { RunningRelease } from './judged-release.js';
import { rangeName } from './release-remarks.js';
import { type Release, releaseName } from './releases.js';
import type { SchemaFault } from './schema-faults.js';
import { stepFault } from './upgrade-path.js';

/**
 * What the services that run tell of the step, for releases that share a schema: none of the databases can then. Gives
 * undefined where nothing is wrong with it, or what runs cannot be told.
 */
export function servicesFault({ services, release }: RunningRelease, target: Release) {
  const fault = services === null || release === null ? undefined : stepFault(release, target);
  if (release === null || fault === undefined) return undefined;
  const running = rangeName(release);
  const isDowngrade = fault === 'downgrade';
  return {
    fault,
    details: isDowngrade
      ? `Services run ${running}, which is newer than ${releaseName(target)}: Nova cannot be downgraded.`
      : `Services run ${running}, which is too far from ${releaseName(target)} for one supported step (nova-preflight upgrade path tells the steps).`,
    finding: {
      kind: 'other',
      id: 'services',
      reason: isDowngrade ? 'services-newer-than-target' : 'services-skip-releases',
      message: `of ${running}`,
    },
  } as const;
}

/** Whether a fault of a database says what {@link servicesFault} would. */
export function tellsOfTheStep(fault: SchemaFault): boolean {
  return OF_THE_STEP.has(fault);
}

const OF_THE_STEP: ReadonlySet<SchemaFault> = new Set([
  'newer-than-target',
  'too-old',
  'releases-skipped',
]);
