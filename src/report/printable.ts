/**
 * The text with whatever could steer a terminal, turn the reading direction or not be seen at all shown as an escape:
 * names come from users, and some have colours. (The two variation selectors that are left belong to emoji.)
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|(?![\uFE0E\uFE0F])\p{Default_Ignorable_Code_Point}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}
