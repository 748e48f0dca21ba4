/** Milliseconds that were rested so far, by what rests: the session of a question, or a reader of it. */
const rests = new WeakMap<object, { milliseconds: number }>();

/** Counts the rests of `session` from now on; gives what adds to them. */
export function countRests(session: object): (milliseconds: number) => void {
  const count = { milliseconds: 0 };
  rests.set(session, count);
  return (milliseconds) => {
    count.milliseconds += milliseconds;
  };
}

/** The rests of `session` are those of `reader` too. */
export function shareRests(session: object, reader: object): void {
  const count = rests.get(session);
  if (count !== undefined) rests.set(reader, count);
}

/** How long a session or reader has rested so far, in milliseconds: time in which it asked the server nothing. */
export function restedSoFar(sessionOrReader: object): number {
  return rests.get(sessionOrReader)?.milliseconds ?? 0;
}
