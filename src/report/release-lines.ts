import { findRelease, releaseName } from '../nova/releases.js';
import { rangeName } from '../nova/release-remarks.js';
import type { Report } from './report.js';
import type { RunningReport } from './running.js';
import type { Wrapper } from './wrap.js';

/** What the upgrade goes from and to, and how each is known. */
export function releaseLines(
  { running, target, profile }: Report,
  wrapper: Wrapper,
): readonly string[] {
  const checks = profile === 'all' ? '' : `; the checks of its ${profile} alone`;
  return [
    `From: ${runningName(running)}`,
    `To: ${releaseName(target)}, ${target.reason}${checks}`,
    ...running.remarks.map((remark) => `Note: ${remark}`),
  ].flatMap((text) => wrapper.paragraph(text, 0, 2));
}

function runningName(running: RunningReport): string {
  const first = findRelease(running.first ?? '');
  const last = findRelease(running.last ?? '');
  const evidence = [...evidenceTexts(running), ...silentTexts(running)].join('; ');
  if (first === undefined || last === undefined) {
    return evidence === '' ? 'unknown' : `unknown (${evidence})`;
  }
  return `${rangeName({ first, last })} (${evidence})`;
}

/** Cells that say the same in one piece: there can be many. */
function evidenceTexts({ evidence }: RunningReport): string[] {
  const groups = new Map<string, { readonly what: string[]; readonly said: string }>();
  for (const { kind, what, value, note } of evidence) {
    const said = note === null ? value : `${value}, ${note}`;
    const key = what.startsWith('API database') ? what : `${kind} ${said}`;
    const group = groups.get(key) ?? { what: [], said };
    group.what.push(what);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ what, said }) => {
    const [one = '', ...others] = what;
    const kind = one.endsWith('schema') ? 'schema' : 'services';
    return others.length === 0 ? `${one} ${said}` : `${kind} ${said} in ${others.length + 1} cells`;
  });
}

function silentTexts({ unanswered }: RunningReport): string[] {
  return unanswered.length === 0
    ? []
    : [`no answer from ${unanswered.map(({ what }) => what).join(', ')}`];
}
