import { type CompiledQuery, type QueryCreator, SelectQueryNode } from 'kysely';
import { untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import { queryBuilder } from './query-builder.js';
import type { WritingSession } from './writing-session.js';

/** Builds and runs the statements of one transaction: typed by the declared tables, with bound parameters. */
export interface Writer<Tables> extends Pick<
  QueryCreator<Tables>,
  'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom'
> {
  readonly dialect: WritingSession['dialect'];
}

/** A writer over a session in which a transaction was begun. Once `signal` is aborted every statement rejects with its reason. */
export function createWriter<Tables>(session: WritingSession, signal: AbortSignal): Writer<Tables> {
  const run = async (query: CompiledQuery) => {
    signal.throwIfAborted();
    if (SelectQueryNode.is(query.query)) {
      return { rows: await untilAborted(session.query(query), signal) };
    }
    const changed = await untilAborted(session.change(query), signal);
    return { rows: [], numAffectedRows: BigInt(changed) };
  };
  const builder = queryBuilder<Tables>(session.dialect, run, refuse);
  return Object.freeze({
    dialect: session.dialect,
    selectFrom: builder.selectFrom.bind(builder),
    insertInto: builder.insertInto.bind(builder),
    updateTable: builder.updateTable.bind(builder),
    deleteFrom: builder.deleteFrom.bind(builder),
  });
}

function refuse(): never {
  throw new ExpectedError('The transaction is begun and ended by whoever opened the session.');
}
