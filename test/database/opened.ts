import { onTestFinished } from 'vitest';
import { openSession } from '../../src/database/open.js';
import type { Row, Session, SessionLimits } from '../../src/database/session.js';
import { parseDatabaseUrl } from '../../src/database/url.js';

/** The limits that a session of a test has unless it says otherwise. */
const LIMITS: SessionLimits = { statementTimeout: 20_000, connectTimeout: 5000 };

/**
 * A session with the database of a URL, which ends with its test.
 *
 * @param open how it is opened, if not as usual
 */
export async function opened(
  url: string,
  limits: Partial<SessionLimits> = {},
  signal: AbortSignal = new AbortController().signal,
  open: typeof openSession = openSession,
): Promise<Session> {
  const parsed = parseDatabaseUrl(url, 'the URL', { cwd: '/', home: '/' });
  const session = await open(parsed, { ...LIMITS, ...limits }, signal);
  onTestFinished(() => session.abort());
  return session;
}

/** Runs a statement without parameters. */
export async function ask(session: Session, sql: string): Promise<Row[]> {
  return session.query({ sql, parameters: [] });
}

/** Sets a variable of a session. The server does; the session expects rows, and there are none. */
export async function setVariable(session: Session, assignment: string): Promise<void> {
  const said = await failure(ask(session, `SET SESSION ${assignment}`));
  if (!said.includes('asked for rows')) throw new Error(said);
}

/** The message with which a promise rejects; throws if it does not. */
export async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => {
      throw new TypeError('It did not fail.');
    },
    (reason: unknown) => reason,
  );
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
