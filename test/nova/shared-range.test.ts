import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedRange } from '../../src/nova/shared-range.js';

const [FIRST, SECOND, THIRD] = [{}, {}, {}];

describe('SharedRange', () => {
  it('gives one reader part after part, without gaps', () => {
    const range = new SharedRange(FIRST, { from: 5, to: 12 });
    expect([range.take(FIRST, 3), range.take(FIRST, 3), range.take(FIRST, 3)]).toEqual([
      { from: 5, to: 7 },
      { from: 8, to: 10 },
      { from: 11, to: 12 },
    ]);
    expect([range.isLeft, range.take(FIRST, 3)]).toEqual([false, undefined]);
  });

  it('gives another one the upper half of what is left, and each goes up through their own', () => {
    const range = new SharedRange(FIRST, { from: 1, to: 110 });
    expect(range.take(FIRST, 10)).toEqual({ from: 1, to: 10 });
    expect(range.take(SECOND, 10)).toEqual({ from: 61, to: 70 });
    expect(range.take(FIRST, 10)).toEqual({ from: 11, to: 20 });
    expect(range.take(SECOND, 10)).toEqual({ from: 71, to: 80 });
    // Of 21 to 60 and 81 to 110 the longer.
    expect(range.take(THIRD, 10)).toEqual({ from: 41, to: 50 });
  });

  it('lets what is left for one part change hands as a whole', () => {
    const range = new SharedRange(FIRST, { from: 1, to: 20 });
    range.take(FIRST, 10);
    expect(range.take(SECOND, 10)).toEqual({ from: 11, to: 20 });
    expect(range.take(FIRST, 10)).toBeUndefined();
  });

  it('leaves out a gap, but nothing of what another one has', () => {
    const range = new SharedRange(FIRST, { from: 1, to: 100 });
    range.take(FIRST, 10);
    range.take(SECOND, 10);
    expect(range.skipTo(FIRST, 31)).toBe(20);
    expect(range.take(FIRST, 5)).toEqual({ from: 31, to: 35 });
    expect(range.skipTo(FIRST, 1000)).toBe(20);
    expect(range.take(SECOND, 100)).toEqual({ from: 66, to: 100 });
    expect([range.skipTo(SECOND, 7), range.isLeft]).toEqual([0, false]);
  });

  it('gives each id once, whoever takes however much in whichever order', () => {
    const turn = fc.tuple(fc.constantFrom(FIRST, SECOND, THIRD), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.infiniteStream(turn), (length, turns) => {
        const range = new SharedRange(FIRST, { from: 1, to: length });
        const ids: number[] = [];
        while (range.isLeft) {
          const [reader, size] = turns.next().value as readonly [object, number];
          const part = range.take(reader, size);
          if (part === undefined) throw new Error('something was left');
          expect(part.to + 1 - part.from).toBeLessThanOrEqual(size);
          for (let id = part.from; id <= part.to; id += 1) ids.push(id);
        }
        expect(ids.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length }, (_, index) => index + 1),
        );
      }),
    );
  });
});
