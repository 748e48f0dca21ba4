import stringWidth from 'string-width';

/**
 * Fits text into lines without ever breaking a word, so that URLs and commands can be copied: what is too long for a
 * line stands in a note, by number, to be printed where nothing limits it.
 */
export interface Wrapper {
  /** The paragraph's lines: words parted by blanks, `indent` columns in, following lines `hanging` columns in. */
  paragraph(text: string, indent?: number, hanging?: number): string[];
  /** One line that must not be broken at all, such as a command. */
  unbroken(text: string, indent: number): string;
  /** What did not fit, in the order of the numbers. */
  readonly notes: readonly string[];
}

/** A wrapper for lines of at most `width` columns. */
export function createWrapper(width: number): Wrapper {
  const notes: string[] = [];
  const fitted = (text: string, room: number): string => {
    if (stringWidth(text) <= room) return text;
    const known = notes.indexOf(text);
    return `[${known < 0 ? notes.push(text) : known + 1}]`;
  };
  return {
    notes,
    unbroken: (text, indent) => ' '.repeat(indent) + fitted(printable(text), width - indent),
    paragraph(text, indent = 0, hanging = indent) {
      const lines: string[] = [];
      let line = ' '.repeat(indent);
      let isEmpty = true;
      for (const word of printable(text).split(' ')) {
        const fit = fitted(word, width - hanging);
        if (!isEmpty && stringWidth(line) + 1 + stringWidth(fit) > width) {
          lines.push(line);
          line = ' '.repeat(hanging);
          isEmpty = true;
        }
        line += isEmpty ? fit : ` ${fit}`;
        isEmpty = false;
      }
      return [...lines, line];
    },
  };
}

/**
 * The text with whatever could steer a terminal or turn the reading direction shown as an escape: names come from
 * users, and some have colours.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}
