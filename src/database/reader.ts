import { type CompiledQuery, type QueryCreator, SelectQueryNode } from 'kysely';
import { untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import { queryBuilder } from './query-builder.js';
import type { Session } from './session.js';

/**
 * What a check sees of a database: it can start a select and nothing else. The statement is typed by the declared
 * tables, built with bound parameters and sent in a read-only session.
 */
export type Reader<Tables> = Pick<QueryCreator<Tables>, 'selectFrom'>;

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
  const builder = queryBuilder<Tables>(session.dialect, run, refuse);
  return Object.freeze({
    selectFrom: builder.selectFrom.bind(builder),
  });
}

function refuse(): never {
  throw new ExpectedError(
    'Only a select can be run here: this reader cannot write, open a transaction or stream.',
  );
}
