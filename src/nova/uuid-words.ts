/**
 * UUIDs as four words of 32 bits, many at a time: a processor that goes on to the next one while it waits for memory takes
 * half as long for all. Words are signed: half of the unsigned ones are too large for V8 to keep without allocating memory.
 */

/** UUIDs that are parsed at once. */
const BATCH = 128;

/**
 * What was parsed last, by place: four words each, and one that they are mixed to. One array for all, valid until the next
 * parsing.
 */
export const parsedWords = new Int32Array(4 * BATCH);
export const parsedHashes = new Int32Array(BATCH);

/**
 * Parses a list of UUIDs parted by commas, in its order.
 *
 * @param act is told how many were parsed, and parses nothing itself
 * @param odd is given what is no UUID in its canonical form, lower case, and parses nothing either
 * @returns how many the list has, odd ones too
 */
export function parseList(
  list: string,
  act: (count: number) => void,
  odd: (part: string) => void,
): number {
  let listed = 0;
  let most = BATCH;
  for (let at = 0; at <= list.length;) {
    const count = parseBatch(list, at, most);
    if (count > 0) act(count);
    listed += count;
    at += (LENGTH + 1) * count;
    // Where one is odd, so is the next, most often.
    most = count === most ? BATCH : 1;
    if (most === BATCH || at > list.length) continue;
    const comma = list.indexOf(',', at);
    const to = comma < 0 ? list.length : comma;
    odd(list.slice(at, to));
    listed += 1;
    at = to + 1;
  }
  return listed;
}

/** Parses one UUID, to the first place; tells whether it is one in its canonical form, lower case. */
export function parseUuid(text: string): boolean {
  return text.length === LENGTH && parseBatch(text, 0, 1) === 1;
}

/** Characters of a UUID. */
const LENGTH = 36;

/** Text that is parsed, as UTF-8: what is not ASCII has none of the bytes of digits, and ends the batch. */
const bytes = Buffer.alloc(3 * (LENGTH + 1) * BATCH);

/** Parses UUIDs of a list from a letter on, so many at the most and up to one that is none; gives how many. */
function parseBatch(list: string, from: number, most: number): number {
  const length = bytes.write(list.slice(from, from + (LENGTH + 1) * most));
  let count = 0;
  for (let at = 0; at < length && count < most; at += LENGTH + 1) {
    const end = at + LENGTH;
    if (end > length || (end < length && bytes[end] !== COMMA) || !parseAt(at, count)) break;
    count += 1;
  }
  return count;
}

const COMMA = 44;
const DASH = 45;

/** Parses the UUID at a place of `bytes`; tells whether it is one. */
function parseAt(at: number, place: number): boolean {
  if (
    bytes[at + 8] !== DASH ||
    bytes[at + 13] !== DASH ||
    bytes[at + 18] !== DASH ||
    bytes[at + 23] !== DASH
  ) {
    return false;
  }
  const a = fourDigits(at);
  const b = fourDigits(at + 4);
  const c = fourDigits(at + 9);
  const d = fourDigits(at + 14);
  const e = fourDigits(at + 19);
  const f = fourDigits(at + 24);
  const g = fourDigits(at + 28);
  const h = fourDigits(at + 32);
  const words = 4 * place;
  parsedWords[words] = (a << 16) | b;
  parsedWords[words + 1] = (c << 16) | d;
  parsedWords[words + 2] = (e << 16) | f;
  parsedWords[words + 3] = (g << 16) | h;
  parsedHashes[place] = hash(parsedWords, words);
  return (a | b | c | d | e | f | g | h) >= 0;
}

/** What four hexadecimal digits say; negative where one of them is none. */
function fourDigits(at: number): number {
  return (
    (digitOf(bytes[at]) << 12) |
    (digitOf(bytes[at + 1]) << 8) |
    (digitOf(bytes[at + 2]) << 4) |
    digitOf(bytes[at + 3])
  );
}

function digitOf(byte = 0): number {
  return DIGITS[byte] ?? -1;
}

const HEX = Buffer.from('0123456789abcdef');

/** Digit by byte; -1 for those that are none. */
const DIGITS = new Int8Array(256).fill(-1);
for (const [digit, byte] of HEX.entries()) DIGITS[byte] = digit;

/** The UUID whose words stand at a place. */
export function formatUuid(words: Int32Array, at: number): string {
  for (let digit = 0; digit < 32; digit += 1) {
    const word = words[at + (digit >> 3)] ?? 0;
    written[PLACES[digit] ?? 0] = HEX[(word >>> (28 - 4 * (digit & 7))) & 15] ?? 0;
  }
  return written.toString('latin1');
}

/** The UUID that is being written: in one piece, since V8 would put together parts of it when it is read. */
const written = Buffer.from('00000000-0000-0000-0000-000000000000');
const PLACES = Uint8Array.from([...written.keys()].filter((at) => written[at] !== DASH));

/** Nova's UUIDs are random, but others count in any of their digits: every bit must reach the lowest, which are used. */
export function hash(words: Int32Array, at: number): number {
  let mixed = mix(words[at] ?? 0, 0x9e3779b1) ^ (words[at + 1] ?? 0);
  mixed = mix(mixed, 0x85ebca6b) ^ (words[at + 2] ?? 0);
  mixed = mix(mixed, 0xc2b2ae35) ^ (words[at + 3] ?? 0);
  return mix(mix(mixed, 0x85ebca6b), 0xc2b2ae35);
}

/** Spreads 32 bits upwards by an odd factor and downwards by a shift. */
function mix(word: number, factor: number): number {
  const spread = Math.imul(word ^ (word >>> 15), factor);
  return spread ^ (spread >>> 16);
}
