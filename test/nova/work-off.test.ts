import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Reader } from '../../src/database/reader.js';
import type { CellTables } from '../../src/nova/schema.js';
import { type LendSecond, type Step, workOff } from '../../src/nova/work-off.js';

type CellReader = Reader<CellTables>;

const FIRST = {} as unknown as CellReader;
const SECOND = {} as unknown as CellReader;

const always = async (use: Parameters<LendSecond>[0]) => use(SECOND, () => false);

/** A step over numbered pieces of work, with a diary of who did which. */
function pieces(count: number, act: (piece: number, reader: CellReader) => Promise<void>) {
  const diary: string[] = [];
  const left = Array.from({ length: count }, (_, index) => index + 1);
  const step: Step = async (reader) => {
    const piece = left.shift();
    if (piece === undefined) return false;
    diary.push(`${reader === FIRST ? 'first' : 'second'} ${piece}`);
    await act(piece, reader);
    return true;
  };
  return { diary, left, step };
}

describe('workOff', () => {
  it('takes one step after the other where there is no second reader, and asks for one again', async () => {
    let asked = 0;
    let running = 0;
    const { step, diary } = pieces(4, async () => {
      running += 1;
      expect(running).toBe(1);
      await turn();
      running -= 1;
    });
    const lend: LendSecond = async () => {
      asked += 1;
      return false;
    };
    await workOff(FIRST, lend, step);
    expect(diary).toEqual(['first 1', 'first 2', 'first 3', 'first 4']);
    expect(asked).toBe(4);
  });

  it('asks for no second reader before its patience is over', async () => {
    const { step, diary } = pieces(5, async () => turn());
    await workOff(FIRST, always, step, 60_000);
    expect(diary).toEqual(['first 1', 'first 2', 'first 3', 'first 4', 'first 5']);
    const longer = pieces(5, async () => turn());
    await workOff(FIRST, always, longer.step, 0);
    expect(longer.diary.filter((line) => line.startsWith('second'))).toHaveLength(2);
  });

  it('takes two at a time where there is, once the first is done: a small cell needs none', async () => {
    const { step, diary } = pieces(5, async () => turn());
    await workOff(FIRST, always, step);
    expect(diary[0]).toBe('first 1');
    expect(
      diary
        .slice(1)
        .map((line) => line.replace(/ .*/, ''))
        .toSorted(),
    ).toEqual(
      // prettier-ignore
      ['first', 'first', 'second', 'second'],
    );
    const small = pieces(0, async () => turn());
    await workOff(
      FIRST,
      async () => {
        throw new Error('not needed');
      },
      small.step,
    );
  });

  it('lets go of the second reader as soon as somebody waits for its place, and may have it again later', async () => {
    const { step, diary } = pieces(9, async () => turn());
    let lent = 0;
    await workOff(
      FIRST,
      async (use) => {
        lent += 1;
        let asked = 0;
        const isWanted = () => {
          asked += 1;
          return asked > 1;
        };
        await use(SECOND, isWanted);
      },
      step,
    );
    expect(diary).toHaveLength(9);
    expect(lent).toBeGreaterThan(1);
    expect(diary.filter((line) => line.startsWith('second')).length).toBeGreaterThan(1);
  });

  it('does what the second reader leaves behind when the first has nothing left to do', async () => {
    let isGivenBack = false;
    const { step, diary, left } = pieces(2, async (_, reader) => {
      if (reader === FIRST) return;
      for (let turns = 0; turns < 5; turns += 1) await turn();
      left.push(3, 4);
      isGivenBack = true;
    });
    await workOff(FIRST, async (use) => use(SECOND, () => isGivenBack), step);
    expect(diary).toEqual(['first 1', 'second 2', 'first 3', 'first 4']);
  });

  it.each(['first', 'second'])(
    'rejects as the %s reader does, and begins no other step',
    async (who) => {
      const { step, diary } = pieces(20, async (piece, reader) => {
        await turn();
        if (piece > 3 && (reader === FIRST) === (who === 'first')) throw new Error('lost');
      });
      await expect(workOff(FIRST, always, step)).rejects.toThrow('lost');
      const begun = diary.length;
      expect(begun).toBeLessThan(8);
      for (let turns = 0; turns < 5; turns += 1) await turn();
      expect(diary).toHaveLength(begun);
    },
  );
});
