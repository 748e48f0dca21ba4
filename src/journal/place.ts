import path from 'node:path';

/**
 * Where the journal is unless a file is named: in the user's folder for state, by the XDG Base Directory Specification
 * 0.8, which has a path that is not absolute passed over.
 *
 * @param home absolute
 */
export function defaultJournal(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const named = env['XDG_STATE_HOME'] ?? '';
  const folder = path.isAbsolute(named) ? named : path.join(home, '.local', 'state');
  return path.join(folder, 'nova-preflight', 'machine-types.jsonl');
}
