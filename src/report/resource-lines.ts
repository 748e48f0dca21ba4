import type { Finding } from '../check/check.js';
import { printable } from './printable.js';
import { displayWidth, type Wrapper } from './wrap.js';

/** The lines of one finding, so many columns in. */
export type Draw = (finding: Finding, indent: number) => string[];

/**
 * How these findings are listed: as columns below each other where each of them fits into one line, otherwise each on
 * a line of its own with its facts on the next.
 */
export function resourceDrawer(findings: readonly Finding[], wrapper: Wrapper): Draw {
  const columns = columnWidths(findings);
  const used = columns.filter((width) => width > 0);
  const needed = used.reduce((sum, width) => sum + GAP + width, DEEPEST - GAP);
  return needed <= wrapper.width
    ? (finding, indent) => [' '.repeat(indent) + aligned(facts(finding), columns)]
    : (finding, indent) => stacked(facts(finding), indent, wrapper);
}

/** Blanks between two columns. */
const GAP = 2;
/** Blanks before a finding below a heading. */
const DEEPEST = 4;

/** What names the resource and where it is found; empty where nothing is known. */
function facts(finding: Finding): string[] {
  const { kind, id, name, cell, host, state, project } = finding;
  return [
    id,
    name ?? '',
    cell ?? '',
    host ?? (host === null && kind === 'instance' ? 'no host' : ''),
    state ?? '',
    (project ?? '') === '' ? '' : `project ${project}`,
  ];
}

function columnWidths(findings: readonly Finding[]): number[] {
  const widths: number[] = [];
  for (const finding of findings) {
    for (const [column, text] of facts(finding).entries()) {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(printable(text)));
    }
  }
  return widths;
}

function aligned(texts: readonly string[], columns: readonly number[]): string {
  return texts
    .map(printable)
    .flatMap((text, column) => {
      const width = columns[column] ?? 0;
      return width === 0 ? [] : [text + ' '.repeat(width - displayWidth(text))];
    })
    .join(' '.repeat(GAP))
    .trimEnd();
}

/** The project's id is long: where not all fits into one line, it has one of its own. */
function stacked(texts: readonly string[], indent: number, wrapper: Wrapper): string[] {
  const [id = '', name = '', ...rest] = texts;
  const known = rest.filter((text) => text !== '');
  const isLong = displayWidth(printable(known.join(', '))) > wrapper.width - indent - 2;
  const lines = isLong ? [known.slice(0, -1).join(', '), ...known.slice(-1)] : [known.join(', ')];
  return [
    ...wrapper.paragraph(name === '' ? id : `${id} ${name}`, indent, indent + 2),
    ...lines
      .filter((line) => line !== '')
      .flatMap((line) => wrapper.paragraph(line, indent + 2, indent + 4)),
  ];
}
