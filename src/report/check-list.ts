import type { Applicability } from '../check/applicability.js';
import type { Check } from '../check/check.js';
import { printable } from './printable.js';
import { createWrapper } from './wrap.js';

/** A check, and whether it applies to the target. */
export interface ListedCheck {
  readonly check: Pick<Check, 'id' | 'title' | 'asks' | 'since' | 'until' | 'docs'>;
  readonly applicability: Applicability;
}

/** The checks for people, in lines of at most `width` columns: id and title, what each asks, whether it is run and why. */
export function checkListText(
  checks: readonly ListedCheck[],
  target: string,
  width: number,
): string {
  const wrapper = createWrapper(width);
  const blocks = checks.flatMap(({ check, applicability: { applies, reason } }) => [
    '',
    ...wrapper.paragraph(`${check.id}: ${check.title}`, 0, 2),
    ...(check.asks === undefined ? [] : wrapper.paragraph(check.asks, 2)),
    ...wrapper.paragraph(`${applies ? 'Applies' : 'Does not apply'}: ${reason}.`, 2, 4),
  ]);
  const applying = checks.filter(({ applicability }) => applicability.applies).length;
  const lines = [
    ...wrapper.paragraph(`Checks for an upgrade to ${target}: ${applying} of ${checks.length}`),
    ...blocks,
    ...wrapper.notes().map((note, index) => `[${index + 1}] ${printable(note)}`),
  ];
  return `${lines.join('\n')}\n`;
}
