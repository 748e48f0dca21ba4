import { UsageError } from './host.js';

/** The one of `known` that a text is. Raises a UsageError that lists them. */
export function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((value) => value === text);
  if (found === undefined) {
    throw new UsageError(`${option} ${JSON.stringify(text)}: give one of ${known.join(', ')}.`);
  }
  return found;
}

/** A whole number. Raises a UsageError for anything else, and for less than `least`. */
export function count(option: string, text: string, least: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < least) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: give a whole number of at least ${least}.`,
    );
  }
  return value;
}

/** Milliseconds from a text in seconds. Raises a UsageError for anything else, and for less than `least` seconds. */
export function seconds(option: string, text: string, least: number): number {
  const value = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : -1;
  if (value < least) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: give a number of seconds ${least > 0 ? 'above 0, like 60 or 2.5' : 'like 0.1 or 2, or 0'}.`,
    );
  }
  return value * 1000;
}

/** The value of an option, which '' is none of: an unset variable in a script may be. Raises a UsageError for that. */
export function notEmpty<T extends string | undefined>(option: string, value: T): T {
  if (value === '') throw new UsageError(`${option} needs a value.`);
  return value;
}
