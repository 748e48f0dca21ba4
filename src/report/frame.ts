import { displayWidth } from './wrap.js';

/** Draws a frame around blocks of lines of at most `inner` columns each, with a rule between the blocks. */
export function framed(blocks: readonly (readonly string[])[], inner: number): string {
  const rule = `+${'-'.repeat(inner + 2)}+`;
  const rows = blocks.flatMap((lines) => [...lines.map((line) => row(line, inner)), rule]);
  return [rule, ...rows].join('\n');
}

/** Columns that the frame takes: "| " and " |". */
export const FRAME = 4;

/** Colours take no columns. */
function row(line: string, inner: number): string {
  return `| ${line}${' '.repeat(Math.max(0, inner - displayWidth(line)))} |`;
}
