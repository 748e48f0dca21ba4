/**
 * The text with whatever could steer a terminal, turn the reading direction or not be seen at all shown as an escape:
 * names come from users, and some have colours. (The two variation selectors that are left belong to emoji.)
 */
export function printable(text: string): string {
  // Nearly all is ASCII, and the classes below take V8 a while to compile.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|(?![\uFE0E\uFE0F])\p{Default_Ignorable_Code_Point}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}
