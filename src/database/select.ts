import type { Compilable, CompiledQuery } from 'kysely';
import type { Reader } from './reader.js';
import type { Row, Session } from './session.js';

/** What a database answered in this run, by the select that asked. */
export type Answers = Map<object, { readonly wanted: string; readonly rows: readonly Row[] }>;

/** How the statements of a reader are asked. */
interface Source {
  readonly dialect: Session['dialect'];
  readonly ask: (query: CompiledQuery) => Promise<readonly Row[]>;
  readonly answers?: Answers | undefined;
}

const sources = new WeakMap<object, Source>();

/** Tells how what is selected by `reader` is asked. */
export function readFrom(reader: object, source: Source): void {
  sources.set(reader, source);
}

/** Asks a reader's database for rows, which belong to all who asked and are not to be changed. */
type Select<Tables, Wanted extends readonly Parameter[], Selected> = (
  reader: Reader<Tables>,
  ...wanted: Wanted
) => Promise<readonly Selected[]>;

type Parameter = string | number | null;

/**
 * A select that many databases are asked, or one many times: to build a statement costs a small run about as much as to
 * have it answered, so that the last one is kept for each dialect.
 *
 * @param build builds the statement of what is wanted, and of nothing else
 */
export function select<Tables, Wanted extends readonly Parameter[], Selected>(
  build: Build<Tables, Wanted, Selected>,
): Select<Tables, Wanted, Selected> {
  const built = buildingOnce(build);
  return async (reader, ...wanted) => {
    const source = sourceOf(reader);
    const rows = await source.ask(built(source, reader, wanted));
    return rows as readonly Selected[];
  };
}

/**
 * The same of what several checks want to know: each database is asked once in a run for a short answer, as long as nothing
 * else is wanted of it meanwhile. A longer one would stay in memory for what takes long anyway.
 */
export function selectOnce<Tables, Wanted extends readonly Parameter[], Selected>(
  build: Build<Tables, Wanted, Selected>,
): Select<Tables, Wanted, Selected> {
  const ask = select(build);
  return async (reader, ...wanted) => {
    const { answers } = sourceOf(reader);
    const key = JSON.stringify(wanted);
    const known = answers?.get(build);
    if (known?.wanted === key) return known.rows as readonly Selected[];
    const rows = await ask(reader, ...wanted);
    if (rows.length <= SHORT) answers?.set(build, { wanted: key, rows: rows as readonly Row[] });
    return rows;
  };
}

/** Rows of an answer that is kept. */
const SHORT = 100;

type Build<Tables, Wanted extends readonly Parameter[], Selected> = (
  reader: Reader<Tables>,
  ...wanted: Wanted
) => Compilable<Selected>;

function buildingOnce<Tables, Wanted extends readonly Parameter[], Selected>(
  build: Build<Tables, Wanted, Selected>,
): (source: Source, reader: Reader<Tables>, wanted: Wanted) => CompiledQuery<Selected> {
  const last = new Map<
    Session['dialect'],
    { readonly wanted: string; readonly query: CompiledQuery<Selected> }
  >();
  return ({ dialect }, reader, wanted) => {
    const key = JSON.stringify(wanted);
    const known = last.get(dialect);
    if (known?.wanted === key) return known.query;
    const query = build(reader, ...wanted).compile();
    last.set(dialect, { wanted: key, query });
    return query;
  };
}

function sourceOf(reader: object): Source {
  const source = sources.get(reader);
  if (source === undefined) throw new Error('select: this is no reader.');
  return source;
}
