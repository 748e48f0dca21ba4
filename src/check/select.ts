import { ExpectedError } from '../error.js';
import type { Check } from './check.js';

/** Which checks are run, and which are left out on request. */
export interface Selection {
  readonly run: readonly Check[];
  readonly skipped: readonly Check[];
}

/**
 * Chooses among checks by id: those of `only` (all where empty) but not those of `skip`.
 * Raises an ExpectedError that lists the known ids when an id is unknown or nothing is left to run.
 */
export function selectChecks(
  checks: readonly Check[],
  only: readonly string[],
  skip: readonly string[],
): Selection {
  const ids = checks.map((check) => check.id);
  for (const [option, names] of Object.entries({ '--only': only, '--skip': skip })) {
    const unknown = names.find((name) => !ids.includes(name));
    if (unknown !== undefined) {
      throw new ExpectedError(
        `${option} ${JSON.stringify(unknown)}: there is no such check; the known ones are ${ids.join(', ')}.`,
      );
    }
  }
  const run = checks.filter(
    ({ id }) => (only.length === 0 || only.includes(id)) && !skip.includes(id),
  );
  if (run.length === 0) {
    throw new ExpectedError(
      `--only and --skip leave no check to run; the known ones are ${ids.join(', ')}.`,
    );
  }
  return { run, skipped: checks.filter((check) => !run.includes(check)) };
}
