import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { makeCertificates } from './certificates.js';
import type { Certificates } from './certificates.js';
import { findServer } from './mariadb-program.js';
import type { ServerProgram } from './mariadb-program.js';
import { run } from './run.js';
import { startWatchdog } from './watchdog.js';

/** What a test needs to know about the server; plain data, so that it can be handed to another process. */
export interface ServerFacts {
  readonly host: string;
  readonly port: number;
  /** URL of an account that may do everything: `mysql://root:password@host:port`. */
  readonly rootUrl: string;
  /** Path of the unix socket; null for a server that somebody else started. */
  readonly socketPath: string | null;
  /** Files of the server's certificate authority; null for a server that somebody else started. */
  readonly tls: Certificates | null;
}

/** A running server, and how to end it. */
export interface Server extends ServerFacts {
  /** Ends the server and removes its data. */
  readonly stop: () => Promise<void>;
}

/** How the private server differs from the quick and small one that tests want. */
export interface ServerOptions {
  /** Server settings by name, e.g. `{ 'innodb-buffer-pool-size': '1G' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Space that the data will need, in MiB. Default 512. */
  readonly spaceMiB?: number;
}

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

const QUICK_SETTINGS: Readonly<Record<string, string>> = {
  'character-set-server': 'utf8mb4',
  'innodb-buffer-pool-size': '64M',
  'innodb-doublewrite': '0',
  'innodb-fast-shutdown': '2',
  'innodb-flush-log-at-trx-commit': '0',
  'innodb-flush-method': 'nosync',
  'innodb-log-file-size': '16M',
  'max-allowed-packet': '64M',
  'max-connections': '500',
  mysqlx: '0',
  'performance-schema': '0',
};

/**
 * Starts a private MariaDB or MySQL server in a temporary directory, on a unix socket and on a free TCP port of
 * 127.0.0.1, and resolves when it answers. The server ends with `stop()`, and also when this process dies.
 *
 * Where the environment variable `NOVA_PREFLIGHT_TEST_URL` holds `mysql://user:password@host:port`, nothing is started
 * and that server is used; the account must be allowed to create databases and users.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const external = process.env['NOVA_PREFLIGHT_TEST_URL'];
  if (external !== undefined && external !== '') return externalServer(external);

  const program = await findServer();
  const directory = mkdtempSync(join(roomyDirectory(options.spaceMiB ?? 512), 'nova-preflight-'));
  const watchdog = startWatchdog(directory);
  const [tls, port] = await Promise.all([
    makeCertificates(directory),
    freePort(),
    initialise(program, directory),
  ]);
  const password = randomBytes(12).toString('hex');
  writeFileSync(join(directory, 'init.sql'), accountsSql(password));

  const socketPath = join(directory, 'socket');
  const log = join(directory, 'log');
  const child = spawn(
    program.path,
    [
      '--no-defaults',
      ...asUser(),
      `--datadir=${join(directory, 'data')}`,
      `--tmpdir=${directory}`,
      // Distributions build in a directory that only the full package makes; MySQL does not start without it.
      `--secure-file-priv=${directory}`,
      `--socket=${socketPath}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-log-bin',
      '--skip-name-resolve',
      `--init-file=${join(directory, 'init.sql')}`,
      `--log-error=${log}`,
      `--pid-file=${join(directory, 'pid')}`,
      `--ssl-ca=${tls.caFile}`,
      `--ssl-cert=${tls.serverCertFile}`,
      `--ssl-key=${tls.serverKeyFile}`,
      // "loose": a setting that this kind of server does not know is no error.
      ...Object.entries({ ...QUICK_SETTINGS, ...options.settings }).map(
        ([name, value]) => `--loose-${name}=${value}`,
      ),
    ],
    // A session of its own: Ctrl-C in the terminal reaches the test run, which then ends the server in order.
    { detached: true, stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  // A caller that forgets to stop the server shall end all the same; the watchdog then does the rest.
  child.unref();
  if (child.pid !== undefined) watchdog.guard(child.pid);

  async function stop(): Promise<void> {
    await endProcess(child, exited);
    await rm(directory, { recursive: true, force: true });
    await watchdog.dismiss();
  }

  try {
    await untilItAnswers(child, { socketPath, user: 'root', password });
  } catch (error) {
    const lastWords = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '';
    await stop();
    throw new Error(`${program.path} did not start. Its log ends with:\n${lastWords}`, {
      cause: error,
    });
  }
  const rootUrl = `mysql://root:${password}@127.0.0.1:${port}`;
  return { host: '127.0.0.1', port, rootUrl, socketPath, tls, stop };
}

function externalServer(rootUrl: string): Server {
  const url = new URL(rootUrl);
  return {
    host: url.hostname,
    port: Number(url.port === '' ? '3306' : url.port),
    rootUrl,
    socketPath: null,
    tls: null,
    stop: async () => {},
  };
}

/** Memory where there is enough of it: making the system tables takes seconds on a disk. */
function roomyDirectory(spaceMiB: number): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= spaceMiB * 2 ** 20 ? memory : tmpdir();
}

async function initialise(program: ServerProgram, directory: string): Promise<void> {
  const data = `--datadir=${join(directory, 'data')}`;
  if (program.installer === null) {
    await run(program.path, ['--no-defaults', '--initialize-insecure', ...asUser(), data]);
    return;
  }
  await run(program.installer, [
    '--no-defaults',
    ...asUser(),
    data,
    '--auth-root-authentication-method=normal',
    '--skip-name-resolve',
    '--skip-test-db',
    `--innodb-log-file-size=${QUICK_SETTINGS['innodb-log-file-size']}`,
  ]);
}

/** One password for root, over the socket and TCP; the password-less accounts of a fresh data directory go. */
function accountsSql(password: string): string {
  return [
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    `CREATE USER 'root'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;`,
    `DROP USER IF EXISTS 'root'@'127.0.0.1';`,
    `DROP USER IF EXISTS 'root'@'::1';`,
    '',
  ].join('\n');
}

/** The server refuses to run as root unless it is told to. */
function asUser(): string[] {
  return userInfo().uid === 0 ? ['--user=root'] : [];
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port is free');
  return address.port;
}

async function untilItAnswers(
  child: ChildProcess,
  account: { socketPath: string; user: string; password: string },
): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const connection = await createConnection(account);
      await connection.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > limit) throw error;
      await sleep(10);
    }
  }
}

async function endProcess(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.ref();
  child.kill('SIGTERM');
  await exited;
  clearTimeout(killer);
}
