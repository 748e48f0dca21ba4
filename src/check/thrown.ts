import { inspect } from 'node:util';

/** What somebody's check threw, as text: an error's stack, and anything else, also what cannot be made a string. */
export function thrownText(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.stack ?? thrown.message;
  return typeof thrown === 'string' ? thrown : inspect(thrown);
}
