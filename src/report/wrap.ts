import stringWidth from 'string-width';
import { printable } from './printable.js';

/**
 * Fits text into lines without ever breaking a word, so that URLs and commands can be copied: what is too long for a
 * line stands in a note, by number, to be printed where nothing limits it.
 */
export interface Wrapper {
  /** Columns of a line. */
  readonly width: number;
  /** The paragraph's lines: words parted by blanks, `indent` columns in, following lines `hanging` columns in. */
  paragraph(text: string, indent?: number, hanging?: number): string[];
  /** One line that must not be broken at all, such as a command. */
  unbroken(text: string, indent: number): string;
  /** What did not fit so far, in the order of the numbers, which begin with 1. */
  notes(): string[];
}

/** A wrapper for lines of at most `width` columns. */
export function createWrapper(width: number): Wrapper {
  const numbers = new Map<string, number>();
  const fitted = (text: string, room: number): string => {
    if (displayWidth(text) <= room) return text;
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return `[${number}]`;
  };
  return {
    width,
    notes: () => [...numbers.keys()],
    unbroken: (text, indent) => ' '.repeat(indent) + fitted(printable(text), width - indent),
    paragraph(text, indent = 0, hanging = indent) {
      const lines: string[] = [];
      let line = ' '.repeat(indent);
      let used = indent;
      let isEmpty = true;
      for (const word of printable(text).split(' ')) {
        const fit = fitted(word, width - Math.max(indent, hanging));
        const columns = displayWidth(fit);
        if (!isEmpty && used + 1 + columns > width) {
          lines.push(line);
          line = ' '.repeat(hanging);
          used = hanging;
          isEmpty = true;
        }
        line += isEmpty ? fit : ` ${fit}`;
        used += isEmpty ? columns : 1 + columns;
        isEmpty = false;
      }
      return [...lines, line];
    },
  };
}

/** Columns that text takes on a terminal; escapes that set colours take none. */
export function displayWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** The beginning of printable text that fits into so many columns. */
export function fitting(text: string, columns: number): string {
  let fit = '';
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > columns) break;
    fit += character;
  }
  return fit;
}
