import type { Reader } from '../database/reader.js';
import type { CellTables } from './schema.js';

/**
 * Does one piece of work in the session of a reader; gives false once there is none left to begin. What it could not do
 * it leaves for a later step.
 */
export type Step = (reader: Reader<CellTables>) => Promise<boolean>;

/**
 * Lends a second reader, if one can be had at this moment, and resolves when it is given back; `isWanted` tells when
 * that should be soon, since somebody waits for the place.
 */
export type LendSecond = (
  use: (reader: Reader<CellTables>, isWanted: () => boolean) => Promise<void>,
) => Promise<unknown>;

/** Work that is over by then, in milliseconds, is not worth the opening of a second session. */
export const SECOND_SESSION_PAYS = 200;

/**
 * Takes step after step until there is no work left; two at a time while a second reader can be had. Rejects as a step
 * does, and then begins no other; a step that the other reader is in the midst of is ended by whoever lent it.
 *
 * @param patience milliseconds of work before a second reader is asked for
 */
export async function workOff(
  reader: Reader<CellTables>,
  lendSecond: LendSecond,
  step: Step,
  patience = 0,
): Promise<void> {
  const started = performance.now();
  const failed = new AbortController();
  let second: Promise<unknown> | undefined;
  const help = () => {
    second ??= lendSecond(async (other, isWanted) => {
      while (!failed.signal.aborted && !isWanted() && (await step(other)));
    })
      .catch((error: unknown) => failed.abort(error))
      .finally(() => {
        second = undefined;
      });
  };
  try {
    do {
      while (await step(reader)) {
        failed.signal.throwIfAborted();
        if (performance.now() - started >= patience) help();
      }
      await second;
      failed.signal.throwIfAborted();
      // The other one may have left something behind.
    } while (await step(reader));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}
