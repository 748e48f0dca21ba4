import { type CompiledQuery, Kysely, SelectQueryNode } from 'kysely';
import { untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import { sessionDialect } from './kysely-dialect.js';
import type { Session } from './session.js';

/**
 * What a check sees of a database: it can start a select and nothing else. The statement is typed by the declared
 * tables, built with bound parameters and sent in a read-only session.
 */
export type Reader<Tables> = Pick<Kysely<Tables>, 'selectFrom'>;

/**
 * A reader over a session. Once `signal` is aborted, the running statement is ended on the server, and it and
 * every later one reject with the signal's reason.
 */
export function createReader<Tables>(session: Session, signal: AbortSignal): Reader<Tables> {
  const run = async (query: CompiledQuery) => {
    if (!SelectQueryNode.is(query.query)) return refuse();
    signal.throwIfAborted();
    return { rows: await untilAborted(session.query(query), signal) };
  };
  const kysely = new Kysely<Tables>({ dialect: sessionDialect(session.dialect, run, refuse) });
  return Object.freeze({
    selectFrom: kysely.selectFrom.bind(kysely),
  });
}

function refuse(): never {
  throw new ExpectedError(
    'Only a select can be run here: this reader cannot write, open a transaction or stream.',
  );
}
