import { restedSoFar } from './rests.js';

/** How much each of a row of statements asks for, so that none of them takes long. */
export interface Pace {
  /** Rows for the next statement. */
  readonly size: number;
  /** Runs a statement of `reader` and lets the time that it took, rests aside, decide on the next one's size. */
  timed<T>(reader: object, statement: () => Promise<T>): Promise<T>;
  /** Asks for a quarter from now on: the last answer was too large. */
  shrink(): void;
}

/** What one statement should take, in milliseconds: short, since production databases are shared. */
const TARGET = 80;

/** @param bounds rows of the first statement, and of the largest */
export function createPace(bounds: { readonly start: number; readonly largest: number }): Pace {
  let size = bounds.start;
  const resize = (factor: number) => {
    size = Math.min(bounds.largest, Math.max(1, Math.round(size * factor)));
  };
  return {
    get size() {
      return size;
    },
    async timed(reader, statement) {
      const timeAsked = () => performance.now() - restedSoFar(reader);
      const started = timeAsked();
      const answer = await statement();
      // At most twice as much or a quarter: one slow statement tells less than several.
      resize(Math.min(2, Math.max(0.25, TARGET / Math.max(1, timeAsked() - started))));
      return answer;
    },
    shrink: () => resize(0.25),
  };
}
