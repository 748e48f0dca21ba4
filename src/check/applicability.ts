import { type Release, releaseName } from '../nova/releases.js';
import type { Check } from './check.js';

/** Which checks are run: all that apply to the target, or just those that the target's own `nova-status` has. */
export type Profile = 'all' | 'nova-status';

/** Whether a check has something to say about an upgrade to a release, and why or why not: a clause without a full stop. */
export interface Applicability {
  readonly applies: boolean;
  readonly reason: string;
}

/** Judges by the check's `since` and `until`, and by what `nova-status` of the target has. */
export function applicability(
  check: Pick<Check, 'id' | 'since' | 'until'>,
  target: Release,
  profile: Profile,
): Applicability {
  const inNovaStatus = target.checks.includes(check.id);
  const { since, until } = check;
  if (
    (since !== undefined && target.major < Number(since)) ||
    (until !== undefined && target.major > Number(until))
  ) {
    return {
      applies: false,
      reason: `it is for ${targets(check)}, not for ${releaseName(target)}`,
    };
  }
  const last = target.withdrawnChecks?.[check.id];
  if (last !== undefined && !inNovaStatus) {
    return { applies: false, reason: `its nova-status had it up to ${last} alone` };
  }
  if (profile === 'nova-status' && !inNovaStatus) {
    return { applies: false, reason: `nova-status of ${releaseName(target)} does not have it` };
  }
  return {
    applies: true,
    reason: inNovaStatus
      ? `nova-status of ${releaseName(target)} has it`
      : `nova-status of ${releaseName(target)} does not have it, and it is for ${targets(check)}`,
  };
}

/** The targets that a check is for, in words. */
export function targets({ since, until }: Pick<Check, 'since' | 'until'>): string {
  if (since === undefined) return until === undefined ? 'all targets' : `targets up to ${until}`;
  if (until === undefined) return `targets from ${since} on`;
  return since === until ? `target ${since} alone` : `targets ${since} to ${until}`;
}
