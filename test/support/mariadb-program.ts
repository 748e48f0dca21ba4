import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from './run.js';

/** A database server that is installed on this machine. */
export interface ServerProgram {
  readonly path: string;
  /** The program that makes the system tables; null for MySQL, whose server does that itself. */
  readonly installer: string | null;
}

/** Where distributions and the vendors' packages put a server, beside the directories of PATH. */
const SERVER_DIRECTORIES = [
  '/usr/sbin',
  '/usr/libexec',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/local/mysql/bin',
  '/usr/local/mysql/scripts',
  '/opt/homebrew/bin',
];

/**
 * Finds the MariaDB or MySQL server of this machine. If there is none and this is root on Debian or one of its
 * descendants, it installs MariaDB's, and says so on stderr; anywhere else it throws.
 */
export async function findServer(): Promise<ServerProgram> {
  const directories = [
    ...(process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== ''),
    ...SERVER_DIRECTORIES,
  ];
  const found = await installedServer(directories);
  if (found !== null) return found;
  if (userInfo().uid === 0 && existsSync('/etc/debian_version')) {
    await installMariadb();
    const installed = await installedServer(directories);
    if (installed !== null) return installed;
  }
  throw new Error(
    'The tests need a MariaDB or MySQL server: install one (on Debian and Ubuntu: apt-get install mariadb-server-core),' +
      ' or name a running one with NOVA_PREFLIGHT_TEST_URL=mysql://root:password@host:port.',
  );
}

/**
 * The first server in `directories`, so that PATH decides which one it is; in one directory MariaDB's goes before
 * MySQL's. Null if there is none.
 */
export async function installedServer(
  directories: readonly string[],
): Promise<ServerProgram | null> {
  const path = firstProgram(directories, ['mariadbd', 'mysqld']);
  if (path === null) return null;
  // On many distributions `mysqld` is MariaDB under its old name.
  const version = await run(path, ['--no-defaults', '--version']);
  if (!/mariadb/i.test(version)) return { path, installer: null };
  const installer = firstProgram(directories, ['mariadb-install-db', 'mysql_install_db']);
  if (installer === null) {
    throw new Error(`There is ${path}, but no mariadb-install-db, which the tests need as well.`);
  }
  return { path, installer };
}

function firstProgram(directories: readonly string[], names: readonly string[]): string | null {
  const paths = directories.flatMap((directory) => names.map((name) => join(directory, name)));
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function installMariadb(): Promise<void> {
  process.stderr.write(
    'No MariaDB or MySQL server found: installing mariadb-server-core with apt-get.\n',
  );
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', ['update'], options);
  const packages = ['mariadb-server-core', 'mariadb-client-core'];
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
}
