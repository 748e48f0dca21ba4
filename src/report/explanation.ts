import { targets } from '../check/applicability.js';
import type { Check } from '../check/check.js';
import { printable } from './printable.js';
import { createWrapper } from './wrap.js';

/** All that a check says of itself, for people, in lines of at most `width` columns. */
export function explanation(check: Check, width: number): string {
  const wrapper = createWrapper(width);
  const part = (title: string, texts: readonly string[]): string[] =>
    texts.length === 0
      ? []
      : ['', title, ...texts.flatMap((text) => wrapper.paragraph(text, 2, 4))];
  const lines = [
    ...wrapper.paragraph(`${check.id}: ${check.title}`, 0, 2),
    ...part('What it asks', check.asks === undefined ? [] : [check.asks]),
    ...part('Why', [check.why]),
    ...part('For', [targets(check)]),
    ...part('What it reads', readsOf(check)),
    ...part(
      'Results',
      STATUSES.flatMap(([status, label]) => {
        const text = check.results?.[status];
        return text === undefined ? [] : [`${label}: ${text}`];
      }),
    ),
    ...part('How to fix it', [check.fix]),
    '',
    'See',
    ...[check.docs, ...(check.links ?? [])].map((link) => wrapper.unbroken(link, 2)),
    ...wrapper.notes().map((note, index) => `[${index + 1}] ${printable(note)}`),
  ];
  return `${lines.join('\n')}\n`;
}

const STATUSES = [
  ['success', 'Success'],
  ['warning', 'Warning'],
  ['failure', 'Failure'],
  ['unknown', 'Could not tell'],
  ['not-applicable', 'Not applicable'],
] as const;

/** A line a table, an option or an endpoint, with the place where it is. */
function readsOf({ reads }: Pick<Check, 'reads'>): string[] {
  const tables = (
    place: string,
    columns: Readonly<Record<string, readonly string[] | undefined>>,
  ) =>
    Object.entries(columns).map(
      ([table, names]) => `${place}: ${table} (${(names ?? []).join(', ')})`,
    );
  return [
    ...tables('API database', reads.api ?? {}),
    ...tables('each cell', reads.cell ?? {}),
    ...tables('API database, if there', reads.optional?.api ?? {}),
    ...tables('each cell, if there', reads.optional?.cell ?? {}),
    ...(reads.options ?? []).map((option) => `configuration: ${option}`),
    ...(reads.endpoints ?? []).map((endpoint) => `service: ${endpoint}`),
  ];
}
