/**
 * Whether a text has all of its parts, to the last letter. A server cuts it at a length of its own
 * (`group_concat_max_len`, `max_allowed_packet`), and the last part may be what it cuts.
 *
 * @param length what all parts take, with a comma each, as SUM gives it: a text from MySQL, null for no part
 */
export function isWhole(uuids: string | null, length: number | string | null): boolean {
  return (uuids === null ? 0 : uuids.length + 1) === Number(length ?? 0);
}
