import Table from 'cli-table3';

/** Draws a frame around blocks of lines of at most `inner` columns each, with a rule between the blocks. */
export function framed(blocks: readonly (readonly string[])[], inner: number): string {
  const slices = blocks.flatMap(sliced);
  return slices
    .map(({ lines, isFirst }, index) => {
      const chars = {
        ...ASCII,
        ...(isFirst ? {} : NO_TOP),
        ...(index === slices.length - 1 ? {} : NO_BOTTOM),
      };
      const table = new Table({
        chars,
        colWidths: [inner + 2],
        style: { head: [], border: [], compact: false },
      });
      for (const line of lines) table.push([line]);
      return table.toString();
    })
    .join('\n');
}

/** Columns that the frame takes: "| " and " |". */
export const FRAME = 4;

/**
 * Lines that go into one table. cli-table3 0.6.5 looks through all rows above for each row (20 000 rows take 7 s), and
 * measures the whole text of a cell again for each of its lines: so a row for each line, and many small tables.
 */
const SLICE = 100;

interface Slice {
  readonly lines: readonly string[];
  readonly isFirst: boolean;
}

function sliced(lines: readonly string[]): Slice[] {
  const slices: Slice[] = [];
  for (let at = 0; at < lines.length; at += SLICE) {
    slices.push({ lines: lines.slice(at, at + SLICE), isFirst: at === 0 });
  }
  return slices;
}

/** Without rules between rows. */
const ASCII = {
  top: '-',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  right: '|',
  mid: '',
  'left-mid': '',
  'right-mid': '',
};
const NO_TOP = { top: '', 'top-left': '', 'top-right': '' };
const NO_BOTTOM = { bottom: '', 'bottom-left': '', 'bottom-right': '' };
