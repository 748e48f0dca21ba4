import type { Finding } from '../check/check.js';
import type { CheckReport } from './report.js';
import { type Draw, resourceDrawer } from './resource-lines.js';
import type { Wrapper } from './wrap.js';

type Found = Pick<CheckReport, 'details' | 'findings' | 'findingsTotal'>;

/**
 * The findings of a check: how many, and those that are listed below a heading for each reason, in the order in which
 * the reasons first occur. What a finding says for people is told unless the check's details hold it already.
 */
export function findingLines(check: Found, wrapper: Wrapper): string[] {
  const { findings, findingsTotal } = check;
  if (findings.length === 0 && findingsTotal === 0) return [];
  const draw = resourceDrawer(findings, wrapper);
  return [
    ...wrapper.paragraph(`Found: ${counted(findings, findingsTotal)}`, 0, 2),
    ...byReason(findings).flatMap((group) => groupLines(group, check.details ?? '', draw, wrapper)),
  ];
}

function counted(findings: readonly Finding[], findingsTotal: number): string {
  const total = Math.max(findingsTotal, findings.length);
  const kinds = new Set(findings.map((finding) => finding.kind));
  const [kind = 'other'] = kinds.size === 1 ? kinds : [];
  const noun = kind === 'other' ? '' : ` ${kind}${total === 1 ? '' : 's'}`;
  if (findings.length === 0) return `${total}, none of them listed`;
  if (findings.length === total) return `${total}${noun}`;
  return `${total}${noun}, ${findings.length} of them listed (--limit 0 lists all)`;
}

function byReason(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const reason = finding.reason ?? '';
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** A message that a group has in common stands in its heading, any other below its finding. */
function groupLines(
  group: readonly Finding[],
  details: string,
  draw: Draw,
  wrapper: Wrapper,
): string[] {
  const news = (finding: Finding | undefined): string => {
    const message = finding?.message ?? '';
    return details.includes(message) ? '' : message;
  };
  const [first] = group;
  const reason = first?.reason ?? '';
  const isShared =
    (reason !== '' || group.length > 1) &&
    group.every((finding) => finding.message === first?.message);
  const heading = [
    ...(reason === '' ? [] : [`${reason}:`]),
    ...(isShared && news(first) !== '' ? [news(first)] : []),
  ].join(' ');
  const indent = heading === '' ? 2 : 4;
  return [
    ...(heading === '' ? [] : wrapper.paragraph(heading, 2, 4)),
    ...group.flatMap((finding) => [
      ...draw(finding, indent),
      ...(isShared || news(finding) === ''
        ? []
        : wrapper.paragraph(news(finding), indent + 2, indent + 4)),
    ]),
  ];
}
