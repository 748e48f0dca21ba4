/**
 * Trimming as Python's `str.strip()` does it, because that decides what oslo.config takes for a blank line and for
 * the end of a value. JavaScript's `trim()` differs: it also removes U+FEFF, and it keeps U+001C to U+001F and
 * U+0085.
 */

/** The text without whitespace at both ends. */
export function strip(text: string): string {
  return stripStart(stripEnd(text));
}

/** The text without whitespace at its start. */
export function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** The text without whitespace at its end. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function isSpace(character: string): boolean {
  if (PYTHON_ONLY.includes(character)) return true;
  return character !== '\ufeff' && character.trim() === '';
}

const PYTHON_ONLY = '\u001c\u001d\u001e\u001f\u0085';
