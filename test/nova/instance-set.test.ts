import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunks } from '../../src/nova/chunks.js';
import { InstanceSet } from '../../src/nova/instance-set.js';

/** No UUIDs in their canonical form, but for one that others are alike. */
const ODD = [
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
];

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
    ...ODD,
  ),
  fc.string({ maxLength: 40 }),
);

const command = fc.record({
  act: fc.constantFrom('add', 'addAll', 'find', 'mark', 'markAll', 'clear'),
  uuids: fc.array(uuid, { minLength: 1, maxLength: 5 }),
  // More than are parsed at once.
  repeated: fc.constantFrom(1, 1, 1, 60),
  marks: fc.nat(255),
});

const powerOfTwo = fc.constantFrom(1, 2, 16, 4096);

describe('InstanceSet', () => {
  it('does what a Map of strings does', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 100 }), powerOfTwo, (commands, few) => {
        const set = new InstanceSet(few);
        const model = new Map<string, { index: number; marks: number }>();
        const add = (text: string) => {
          const entry = model.get(text) ?? { index: model.size, marks: 0 };
          model.set(text, entry);
          return entry.index;
        };
        for (const { act, uuids, repeated, marks } of commands) {
          const [text = ''] = uuids;
          const list = Array.from({ length: repeated }, () => uuids.join(',')).join(',');
          const known = model.get(text);
          if (act === 'add') expect(set.add(text)).toBe(add(text));
          if (act === 'addAll') {
            expect(set.addAll(list)).toBe(list.split(',').length);
            for (const part of list.split(',')) add(part);
          }
          expect(set.find(text)).toBe(model.get(text)?.index ?? -1);
          expect(set.find(list)).toBe(model.get(list)?.index ?? -1);
          if (known !== undefined && act === 'mark') {
            set.mark(known.index, marks);
            known.marks |= marks;
          }
          if (act === 'markAll') {
            expect(set.markAll(list, marks)).toBe(list.split(',').length);
            for (const part of list.split(',')) {
              const entry = model.get(part);
              if (entry !== undefined) entry.marks |= marks;
            }
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

  it.each(['one by one', 'as lists'])(
    'keeps what it holds while it grows, odd names between, added %s',
    (how) => {
      const set = new InstanceSet();
      // Alike but for one of their four words, so that each has to be looked at.
      const alike = (index: number) => {
        const word = (index + 1).toString(16).padStart(8, '0');
        const words = [0, 1, 2, 3]
          .map((place) => (place === index % 4 ? word : '00000000'))
          .join('');
        return words.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      };
      const uuids = Array.from({ length: 30_000 }, (_, index) => {
        if (index % 100 === 0) return `odd ${index}`;
        return index % 3 === 0 ? randomUUID() : alike(index);
      });
      if (how === 'as lists') {
        for (const list of chunks(uuids, 777)) set.addAll(list.join(','));
      }
      for (const [index, text] of uuids.entries()) set.mark(set.add(text), index % 256);
      set.addAll(uuids.join(','));
      expect(set.size).toBe(uuids.length);
      expect(uuids.map((_, index) => set.uuid(index))).toEqual(uuids);
      expect(uuids.map((text) => set.find(text))).toEqual(uuids.map((_, index) => index));
      expect(uuids.map((_, index) => set.marks(index))).toEqual(
        uuids.map((_, index) => index % 256),
      );
      expect(set.find(randomUUID())).toBe(-1);
      expect(set.find('odd 1')).toBe(-1);
      expect(set.find('00000000-0000-0000-0000-000000000000')).toBe(-1);
    },
  );

  it('takes a mark for nobody as nothing', () => {
    const set = new InstanceSet();
    set.add(randomUUID());
    set.mark(-1, 255);
    expect(set.markAll(randomUUID(), 255)).toBe(1);
    expect([set.marks(0), set.marks(-1)]).toEqual([0, 0]);
  });

  it.each(ODD)('tells %j in a list from what stands around it', (text) => {
    const one = randomUUID();
    const other = randomUUID();
    const lists = [
      [text, one, other],
      [one, text, other],
      [one, other, text],
    ];
    for (const parts of lists) {
      const set = new InstanceSet(1);
      set.addAll(parts.join(','));
      expect(parts.map((part) => set.find(part))).toEqual([0, 1, 2]);
      expect(set.markAll(parts.join(','), 1)).toBe(3);
      expect([set.size, set.marks(0), set.marks(1), set.marks(2)]).toEqual([3, 1, 1, 1]);
    }
  });

  it('knows a row of odd ones, and what comes after it', () => {
    const odd = Array.from({ length: 300 }, () => randomUUID().toUpperCase());
    const uuids: string[] = Array.from({ length: 300 }, () => randomUUID());
    const parts = [
      ...odd,
      ...uuids,
      ...odd.map((text) => `${text}!`),
      ...uuids.map((text) => `${text}-`),
    ];
    const set = new InstanceSet(1);
    set.addAll(parts.join(','));
    expect(parts.map((part) => set.find(part))).toEqual(parts.map((_, index) => index));
  });

  it('takes no list as nothing', () => {
    const set = new InstanceSet();
    expect([set.addAll(null), set.size, set.markAll(null, 255)]).toEqual([0, 0, 0]);
  });

  // In one byte a letter they are the same.
  it.each([1, 4096])('tells letters beyond ASCII from digits (%i are few)', (few) => {
    const set = new InstanceSet(few);
    const uuid = randomUUID();
    const others = uuid
      .split('')
      .map((letter, at) =>
        [
          uuid.slice(0, at),
          String.fromCharCode(letter.charCodeAt(0) + 256),
          uuid.slice(at + 1),
        ].join(''),
      );
    set.addAll([uuid, ...others, uuid].join(','));
    expect([...others, uuid].map((text) => set.find(text))).toEqual([
      ...others.map((_, at) => at + 1),
      0,
    ]);
    expect(set.size).toBe(37);
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

/** Milliseconds that it takes to add and to mark UUIDs. */
function timeOf(uuids: readonly string[]): number {
  const set = new InstanceSet();
  const started = performance.now();
  const list = uuids.join(',');
  set.addAll(list);
  set.markAll(list, 1);
  return performance.now() - started;
}
