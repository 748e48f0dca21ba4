import { type CompiledQuery, Kysely, SelectQueryNode } from 'kysely';
import { untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import { sessionDialect } from './kysely-dialect.js';
import type { WritingSession } from './writing-session.js';

/** Builds and runs the statements of one transaction: typed by the declared tables, with bound parameters. */
export interface Writer<Tables> extends Pick<
  Kysely<Tables>,
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
  const kysely = new Kysely<Tables>({ dialect: sessionDialect(session.dialect, run, refuse) });
  return Object.freeze({
    dialect: session.dialect,
    selectFrom: kysely.selectFrom.bind(kysely),
    insertInto: kysely.insertInto.bind(kysely),
    updateTable: kysely.updateTable.bind(kysely),
    deleteFrom: kysely.deleteFrom.bind(kysely),
  });
}

function refuse(): never {
  throw new ExpectedError('The transaction is begun and ended by whoever opened the session.');
}
