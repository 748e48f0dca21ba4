import { applicability } from '../check/applicability.js';
import { checkListText, type ListedCheck } from '../report/check-list.js';
import { escapedJson } from '../report/json.js';
import { newestRelease, type Release, releaseName } from '../nova/releases.js';
import { type Host, widthOf } from './host.js';
import { IMPORT_TIMEOUT, knownChecks } from './known-checks.js';
import type { TargetChoice } from './target-options.js';
import type { Format } from './report-output.js';

/** Lists the checks and whether each applies to the target: without one, to the newest release that is known. */
export async function listChecks(
  choice: TargetChoice,
  format: Format,
  host: Host,
): Promise<number> {
  const checks = await knownChecks(choice.directories, IMPORT_TIMEOUT, host);
  const target = choice.target ?? newestRelease();
  const listed = checks.map((check) => ({
    check,
    applicability: applicability(check, target, choice.profile),
  }));
  host.stdout.write(
    format === 'json'
      ? jsonList(listed, target)
      : checkListText(listed, releaseName(target), widthOf(host.stdout)),
  );
  return 0;
}

function jsonList(listed: readonly ListedCheck[], target: Release): string {
  const { series, codename, major } = target;
  const document = {
    target: { series, codename, major },
    checks: listed.map(({ check, applicability: { applies, reason } }) => ({
      id: check.id,
      check: check.title,
      asks: check.asks ?? null,
      applies,
      reason,
      since: check.since ?? null,
      until: check.until ?? null,
      docs: check.docs,
    })),
  };
  return `${escapedJson(JSON.stringify(document, null, 2))}\n`;
}
