import type { Session, SessionLimits } from './session.js';
import { openSteadySession } from './steady.js';
import type { DatabaseUrl } from './url.js';

/**
 * Opens a read-only session; the driver of a backend is loaded with its first use. A connection that is lost later is
 * opened again. An aborted `signal` ends the attempt, and does nothing to a session that is open.
 */
export async function openSession(
  url: DatabaseUrl,
  limits: SessionLimits,
  signal: AbortSignal,
): Promise<Session> {
  if (url.kind === 'sqlite') return (await import('./sqlite.js')).openSqlite(url, limits);
  const { openMysql } = await import('./mysql.js');
  return openSteadySession(async (opening) => openMysql(url, limits, opening), signal);
}
