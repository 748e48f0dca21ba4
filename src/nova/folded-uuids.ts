/** Calls `act` with each part of a text that is parted by commas, as GROUP_CONCAT makes it; never for null. */
export function eachUuid(
  uuids: string | null,
  act: (text: string, from: number, to: number) => void,
): void {
  if (uuids === null) return;
  for (let from = 0; from <= uuids.length;) {
    const comma = uuids.indexOf(',', from);
    const to = comma < 0 ? uuids.length : comma;
    act(uuids, from, to);
    from = to + 1;
  }
}

/**
 * Whether a text has all of its parts, to the last letter. A server cuts it at a length of its own
 * (`group_concat_max_len`, `max_allowed_packet`), and the last part may be what it cuts.
 *
 * @param length what all parts take, with a comma each, as SUM gives it: a text from MySQL, null for no part
 */
export function isWhole(uuids: string | null, length: number | string | null): boolean {
  return (uuids === null ? 0 : uuids.length + 1) === Number(length ?? 0);
}
