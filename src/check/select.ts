import { ExpectedError } from '../error.js';
import type { Release } from '../nova/releases.js';
import { applicability, type Profile } from './applicability.js';
import type { Check } from './check.js';

/** Which checks are run, and which are left out. */
export interface Selection {
  readonly run: readonly Check[];
  readonly skipped: readonly SkippedCheck[];
}

/** A check that is left out, and why: a clause without a full stop. */
export interface SkippedCheck {
  readonly check: Check;
  readonly reason: string;
}

/** What is asked for by name: the checks of `only` (all where empty) but not those of `skip`. */
export interface Names {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/**
 * Verifies that every id that was named is that of a check, and that something is left to run. Raises an ExpectedError
 * that lists the known ids.
 */
export function requireKnown(checks: readonly Check[], { only, skip }: Names): void {
  const ids = checks.map((check) => check.id);
  for (const [option, names] of Object.entries({ '--only': only, '--skip': skip })) {
    const unknown = names.find((name) => !ids.includes(name));
    if (unknown !== undefined) {
      throw new ExpectedError(
        `${option} ${JSON.stringify(unknown)}: there is no such check; the known ones are ${ids.join(', ')}.`,
      );
    }
  }
  if (namedChecks(checks, { only, skip }).length === 0) {
    throw new ExpectedError(
      `--only and --skip leave no check to run; the known ones are ${ids.join(', ')}.`,
    );
  }
}

/** The checks that may be run, whatever the target is. */
export function namedChecks(checks: readonly Check[], names: Names): readonly Check[] {
  return checks.filter((check) => isNamed(check, names));
}

/**
 * Chooses among checks by name, target and profile. One that is named by `only` is run even where it does not apply, and
 * then says so itself: what was asked for by name must not vanish.
 */
export function selectChecks(
  checks: readonly Check[],
  names: Names,
  target: Release,
  profile: Profile,
): Selection {
  const skipped: SkippedCheck[] = [];
  const run = checks.filter((check) => {
    const reason = whyNot(check, names, target, profile);
    if (reason !== undefined) skipped.push({ check, reason });
    return reason === undefined;
  });
  return { run, skipped };
}

function whyNot(check: Check, names: Names, target: Release, profile: Profile): string | undefined {
  if (!isNamed(check, names)) return 'on request';
  if (names.only.includes(check.id)) return undefined;
  const { applies, reason } = applicability(check, target, profile);
  return applies ? undefined : reason;
}

function isNamed({ id }: Check, { only, skip }: Names): boolean {
  return (only.length === 0 || only.includes(id)) && !skip.includes(id);
}
