import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { countRests } from '../../src/nova/rests.js';
import { createPace } from '../../src/nova/pace.js';

const BOUNDS = { start: 1000, largest: 5000 };
const quick = async () => 'answer';
const slow = (milliseconds: number) => async () => sleep(milliseconds);

const READER = {};

describe('createPace', () => {
  it('asks for twice as much after a quick answer, up to the largest', async () => {
    const pace = createPace(BOUNDS);
    const sizes = [pace.size];
    for (let time = 0; time < 4; time += 1) {
      expect(await pace.timed(READER, quick)).toBe('answer');
      sizes.push(pace.size);
    }
    expect(sizes).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it('asks for as much as takes a tenth of a second, but for no less than a quarter at once', async () => {
    const pace = createPace(BOUNDS);
    await pace.timed(READER, slow(150));
    expect(pace.size).toBeGreaterThan(250);
    expect(pace.size).toBeLessThanOrEqual(675);
    const before = pace.size;
    await pace.timed(READER, slow(450));
    expect(pace.size).toBe(Math.round(before / 4));
  });

  it('shrinks to a quarter, and to one at last', async () => {
    const pace = createPace(BOUNDS);
    const sizes = Array.from({ length: 7 }, () => {
      pace.shrink();
      return pace.size;
    });
    expect(sizes).toEqual([250, 63, 16, 4, 1, 1, 1]);
  });

  it('comes to one also where every answer is quick and too large', async () => {
    const pace = createPace(BOUNDS);
    for (let time = 0; pace.size > 1; time += 1) {
      expect(time).toBeLessThan(20);
      await pace.timed(READER, quick);
      pace.shrink();
    }
  });

  it('lets a failed statement change nothing', async () => {
    const pace = createPace(BOUNDS);
    await expect(pace.timed(READER, async () => Promise.reject(new Error('lost')))).rejects.toThrow(
      'lost',
    );
    expect(pace.size).toBe(1000);
  });

  it('does not take rests for the time of the statement', async () => {
    const pace = createPace({ start: 1000, largest: 100_000 });
    const reader = {};
    const addRest = countRests(reader);
    addRest(5000);
    await pace.timed(reader, async () => {
      await sleep(150);
      addRest(150);
    });
    expect(pace.size).toBe(2000);
  });
});
