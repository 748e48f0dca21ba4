import { type CompiledQuery, type QueryCreator, SelectQueryNode } from 'kysely';
import { untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import { queryBuilder } from './query-builder.js';
import { type Answers, readFrom } from './select.js';
import type { Row, Session } from './session.js';

/**
 * What a check sees of a database: it can start a select and nothing else. The statement is typed by the declared
 * tables, built with bound parameters and sent in a read-only session.
 */
export type Reader<Tables> = Pick<QueryCreator<Tables>, 'selectFrom'>;

/**
 * A reader over a session. Once `signal` is aborted, the running statement is ended on the server, and it and
 * every later one reject with the signal's reason.
 *
 * @param answers what other readers of the same database were told in this run
 */
export function createReader<Tables>(
  session: Session,
  signal: AbortSignal,
  answers?: Answers,
): Reader<Tables> {
  const { dialect } = session;
  const ask = async (query: CompiledQuery): Promise<Row[]> => {
    if (!SelectQueryNode.is(query.query)) return refuse();
    signal.throwIfAborted();
    return untilAborted(session.query(query), signal);
  };
  const builder = queryBuilder<Tables>(
    dialect,
    async (query) => ({ rows: await ask(query) }),
    refuse,
  );
  const reader = Object.freeze({
    selectFrom: builder.selectFrom.bind(builder),
  });
  readFrom(reader, { dialect, ask, answers });
  return reader;
}

function refuse(): never {
  throw new ExpectedError(
    'Only a select can be run here: this reader cannot write, open a transaction or stream.',
  );
}
