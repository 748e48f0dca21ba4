import { explanation } from '../report/explanation.js';
import { type Host, UsageError, widthOf } from './host.js';
import { IMPORT_TIMEOUT, knownChecks } from './known-checks.js';

/** Explains one check. Raises a UsageError that lists the known ones where there is none of that id. */
export async function explain(
  id: string,
  directories: readonly string[],
  host: Host,
): Promise<number> {
  const checks = await knownChecks(directories, IMPORT_TIMEOUT, host);
  const check = checks.find((known) => known.id === id);
  if (check === undefined) {
    throw new UsageError(
      `${JSON.stringify(id)}: there is no such check; the known ones are ${checks.map((known) => known.id).join(', ')}.`,
    );
  }
  host.stdout.write(explanation(check, widthOf(host.stdout)));
  return 0;
}
