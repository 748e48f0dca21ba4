import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { ExpectedError, messageOf } from '../error.js';

/** A `--config-file` or `--config-dir` of the command line, its path as given. */
export interface ConfigSource {
  readonly kind: 'file' | 'dir';
  readonly path: string;
}

/** What locates configuration files: all of it plain values of the process. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory, absolute. */
  readonly home: string;
  /** The directory that relative paths start from, absolute. */
  readonly cwd: string;
}

/**
 * The directories in which Nova's programs look for their configuration, best first; the last two only where Nova is
 * installed as a snap (oslo.config 10.6, cfg.py, _get_config_dirs).
 */
export function searchDirectories({ env, home }: Surroundings): string[] {
  const snaps = [env['SNAP_COMMON'], env['SNAP']].flatMap((snap) => snap || []);
  return [
    join(home, '.nova'),
    home,
    '/etc/nova',
    '/etc',
    ...snaps.map((snap) => join(snap, 'etc', 'nova')),
  ];
}

/**
 * The files to read, in reading order: what a later one says wins (oslo.config 10.6, cfg.py, _parse_config_files).
 *
 * A program looks for two names, Nova's and its own (nova/config.py, parse_args): for `nova-status` a `--config-file`
 * replaces the default files `nova.conf` and `nova-status.conf`, a `--config-dir` the default directories
 * `nova.conf.d` and `nova-status.conf.d`; the defaults of the other kind are still read, and before
 * everything that was asked for. Of each default name only the first in the search directories counts. A directory
 * gives its `*.conf`, sorted, hidden ones left out. Beyond oslo.config, which then reads nothing and says nothing, a
 * directory that cannot be listed is an error.
 *
 * @param sources in the order of the command line; `~` and `~/` are the home directory, other relative paths start
 * from the current one
 * @param directories where to look for the defaults, best first
 * @param program the program of Nova's whose files are meant
 * @returns absolute paths; a file that was asked for may be missing, {@link readConfigFile} says so
 * @throws ExpectedError with the path of a directory that is missing or cannot be listed
 */
export function findConfigFiles(
  sources: readonly ConfigSource[],
  directories: readonly string[],
  surroundings: Surroundings,
  program: string,
): string[] {
  const names = ['nova', program];
  const isGiven = (kind: ConfigSource['kind']) => sources.some((source) => source.kind === kind);
  const files = isGiven('file') ? [] : findDefaults(names, directories, '.conf');
  const dirs = isGiven('dir') ? [] : findDefaults(names, directories, '.conf.d');
  const given = sources.flatMap(({ kind, path }) => {
    const absolute = absolutePath(path, surroundings);
    return kind === 'file' ? [absolute] : listDirectory(absolute);
  });
  return [...files, ...dirs.flatMap(listDirectory), ...given];
}

/**
 * Where a file lies that an option names, such as `policy.yaml`: the path of the first one that exists, or undefined. It
 * is looked for in the directories of `--config-dir`, then beside the `--config-file` files (or the default files, where
 * there are none), the last of them first, and then in the search directories. Files of a directory do not count, nor do
 * default directories (oslo.config 10.6, cfg.py, find_file). An absolute name is its own path, and `~` means nothing. A
 * place that this user may not look into counts as one that has the file, so that nobody takes it for missing where Nova's
 * own user finds it: save below the home directory, which is this user's and not Nova's.
 *
 * @param sources and the rest as for {@link findConfigFiles}
 */
export function findNamedFile(
  name: string,
  sources: readonly ConfigSource[],
  directories: readonly string[],
  surroundings: Surroundings,
  program: string,
): string | undefined {
  const given = (kind: ConfigSource['kind']) =>
    sources
      .filter((source) => source.kind === kind)
      .map(({ path }) => absolutePath(path, surroundings));
  const files = given('file');
  const configFiles =
    files.length > 0 ? files : findDefaults(['nova', program], directories, '.conf');
  return [...given('dir'), ...configFiles.reverse().map((file) => dirname(file)), ...directories]
    .map((directory) => (name.startsWith('/') ? name : `${directory.replace(/\/$/, '')}/${name}`))
    .find((path) => {
      const error = errorAt(path);
      return (
        error === undefined || (error === 'EACCES' && !path.startsWith(`${surroundings.home}/`))
      );
    });
}

/** Why a path cannot be looked at, or undefined where there is something. */
function errorAt(path: string): string | undefined {
  try {
    statSync(path);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : '';
  }
}

/**
 * The text of a configuration file, a byte order mark included.
 *
 * @throws ExpectedError with the path, if the file is missing, unreadable, a directory, or not UTF-8 (Nova stops with
 * a traceback on the last two)
 */
export function readConfigFile(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable('file', file, error);
  }
  if (!isUtf8(bytes)) {
    throw new ExpectedError(
      `Cannot read ${file}:${firstLineNotUtf8(bytes)}: the line is not UTF-8. Convert the file to UTF-8; Nova refuses it too.`,
    );
  }
  return bytes.toString('utf8');
}

function findDefaults(
  names: readonly string[],
  directories: readonly string[],
  extension: string,
): string[] {
  return names.flatMap((name) => {
    const candidates = directories.map((directory) => join(directory, name + extension));
    // A place that may not be looked into counts as empty, as in oslo.config: /root for another user, for example.
    return candidates.find((candidate) => existsSync(candidate)) ?? [];
  });
}

/** `~name` stays as it is: no other user's home is known. */
function absolutePath(path: string, { home, cwd }: Surroundings): string {
  return resolve(
    cwd,
    path.replace(/^~(?=\/|$)/, () => home),
  );
}

function listDirectory(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw unreadable('directory', directory, error);
  }
  return names
    .filter((name) => name.endsWith('.conf') && !name.startsWith('.'))
    .sort()
    .map((name) => join(directory, name));
}

function unreadable(kind: 'file' | 'directory', path: string, error: unknown): ExpectedError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const advice = ADVICE[kind][code] ?? messageOf(error);
  return new ExpectedError(`Cannot read the configuration ${kind} ${path}: ${advice}.`, {
    cause: error,
  });
}

const COMMON_ADVICE = {
  ENOENT: 'it does not exist; check the path',
  EACCES: 'permission denied; run this as a user who may read it, such as root or nova',
};

const ADVICE: Readonly<Record<'file' | 'directory', Readonly<Record<string, string>>>> = {
  file: { ...COMMON_ADVICE, EISDIR: 'it is a directory; name it with --config-dir' },
  directory: { ...COMMON_ADVICE, ENOTDIR: 'it is a file; name it with --config-file' },
};

function firstLineNotUtf8(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf('\n', start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
    line += 1;
  }
}
