import type { DatabaseUrl } from './url.js';
import type { WritingLimits, WritingSession } from './writing-session.js';

/**
 * Opens a session that may write; the driver of a backend is loaded with its first use. One that is lost is not opened
 * again: what it was about to do has to be judged anew. An aborted `signal` ends the attempt.
 */
export async function openWritingSession(
  url: DatabaseUrl,
  limits: WritingLimits,
  signal: AbortSignal,
): Promise<WritingSession> {
  if (url.kind === 'sqlite') {
    return (await import('./sqlite-writing.js')).openSqliteWriting(url, limits, signal);
  }
  return (await import('./mysql-writing.js')).openMysqlWriting(url, limits, signal);
}
