import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InstanceSet } from '../../src/nova/instance-set.js';

/** Texts that a set must tell apart: few enough that they come again, alike enough to be mixed up. */
const uuid = fc.oneof(
  fc.uuid(),
  fc
    .nat(40)
    .map((number) => `00000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`),
  fc.nat(15).map((digit) => `${digit.toString(16).repeat(8)}-ffff-4fff-bfff-ffffffffffff`),
  fc.constantFrom(
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '80000000-0000-0000-0000-000000000001',
    // No UUIDs in their canonical form.
    'ABCDEF00-0000-4000-8000-000000000001',
    'abcdef00-0000-4000-8000-000000000001',
    'abcdef00-0000-4000-8000-00000000000g',
    'abcdef00-0000-4000-8000-00000000000/',
    'abcdef00-0000-4000-8000-00000000000:',
    'abcdef00-0000-4000-8000-00000000000`',
    'abcdef0000000-4000-8000-000000000001',
    'abcdef00-0000-4000-80001000000000001',
    'abcdef00-0000-4000-8000-00000000000',
    'abcdef00-0000-4000-8000-0000000000001',
    'abcdef00-0000-4000-8000-00000000000é',
    'a',
    '',
  ),
  fc.string({ maxLength: 40 }),
);

const command = fc.record({
  act: fc.constantFrom('add', 'find', 'mark', 'clear'),
  uuid,
  marks: fc.nat(255),
  // What stands around the UUID in a longer text.
  around: fc.tuple(fc.constantFrom('', ',', 'a'), fc.constantFrom('', ',', '0')),
});

const powerOfTwo = fc.constantFrom(1, 2, 16, 4096);

describe('InstanceSet', () => {
  it('does what a Map of strings does', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), powerOfTwo, (commands, few) => {
        const set = new InstanceSet(few);
        const model = new Map<string, { index: number; marks: number }>();
        for (const { act, uuid: text, marks, around } of commands) {
          const known = model.get(text);
          const whole = `${around[0]}${text}${around[1]}`;
          const part = [around[0].length, around[0].length + text.length] as const;
          if (act === 'add') {
            const entry = known ?? { index: model.size, marks: 0 };
            model.set(text, entry);
            expect(set.add(whole, ...part)).toBe(entry.index);
          }
          expect(set.find(whole, ...part)).toBe(model.get(text)?.index ?? -1);
          if (known !== undefined && act === 'mark') {
            set.mark(known.index, marks);
            known.marks |= marks;
          }
          if (known !== undefined && act === 'clear') {
            set.clear(known.index, marks);
            known.marks &= ~marks;
          }
        }
        expect(set.size).toBe(model.size);
        const entries = [...model].map(([text, { index, marks }]) => [index, text, marks]);
        expect(entries.map(([index]) => index)).toEqual(entries.map((_, place) => place));
        expect(
          entries.map(([, text]) => [
            set.find(String(text)),
            set.uuid(set.find(String(text))),
            set.marks(set.find(String(text))),
          ]),
        ).toEqual(entries);
      }),
    );
  });

  it('keeps what it holds while it grows, odd names between', () => {
    const set = new InstanceSet();
    // Alike but for one of their four words, so that each has to be looked at.
    const alike = (index: number) => {
      const word = (index + 1).toString(16).padStart(8, '0');
      const words = [0, 1, 2, 3].map((place) => (place === index % 4 ? word : '00000000')).join('');
      return words.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    };
    const uuids = Array.from({ length: 30_000 }, (_, index) => {
      if (index % 100 === 0) return `odd ${index}`;
      return index % 3 === 0 ? randomUUID() : alike(index);
    });
    for (const [index, text] of uuids.entries()) set.mark(set.add(text), index % 256);
    for (const text of uuids) set.add(text);
    expect(set.size).toBe(uuids.length);
    expect(uuids.map((_, index) => set.uuid(index))).toEqual(uuids);
    expect(uuids.map((text) => set.find(text))).toEqual(uuids.map((_, index) => index));
    expect(uuids.map((_, index) => set.marks(index))).toEqual(uuids.map((_, index) => index % 256));
    expect(set.find(randomUUID())).toBe(-1);
    expect(set.find('odd 1')).toBe(-1);
    expect(set.find('00000000-0000-0000-0000-000000000000')).toBe(-1);
  });

  it('takes a mark for nobody as nothing', () => {
    const set = new InstanceSet();
    set.add(randomUUID());
    set.mark(-1, 255);
    expect([set.marks(0), set.marks(-1)]).toEqual([0, 0]);
  });

  // Whoever makes up UUIDs counts in one of their places.
  const randomTime = timeOf(Array.from({ length: 100_000 }, () => randomUUID()));
  it.each<[string, (number: string, hex: string) => string]>([
    ['the last digits', (_, hex) => `00000000-0000-0000-0000-${hex.padStart(12, '0')}`],
    [
      'the last digits, in decimals',
      (number) => `00000001-0000-4000-8000-${number.padStart(12, '0')}`,
    ],
    ['the first digits', (_, hex) => `${hex.padStart(8, '0')}-0000-4000-8000-000000000000`],
    [
      'the first digits, in decimals',
      (number) => `${number.padStart(8, '0')}-0000-4000-8000-000000000000`,
    ],
    [
      'the first digits, from the left',
      (_, hex) => `${hex.padStart(5, '0')}000-0000-4000-8000-000000000000`,
    ],
    [
      'the middle',
      (_, hex) => `00000000-0000-4000-${hex.padStart(5, '0').replace(/^(.{4})/, '$1-')}00000000000`,
    ],
    [
      'two places',
      (_, hex) => `${hex.padStart(8, '0')}-0000-0000-0000-0000${hex.padStart(8, '0')}`,
    ],
    ['the left of the last', (_, hex) => `00000000-0000-0000-0000-${hex.padStart(5, '0')}0000000`],
  ])('is quick with 100 000 UUIDs that count in %s', (_, format) => {
    const uuids = Array.from({ length: 100_000 }, (_unused, number) =>
      format(String(number), number.toString(16)),
    );
    expect(new Set(uuids.map((text) => text.length))).toEqual(new Set([36]));
    expect(timeOf(uuids)).toBeLessThan(10 * randomTime);
  });
});

/** Milliseconds that it takes to add and find UUIDs. */
function timeOf(uuids: readonly string[]): number {
  const set = new InstanceSet();
  const started = performance.now();
  for (const text of uuids) set.add(text);
  for (const text of uuids) set.find(text);
  return performance.now() - started;
}
