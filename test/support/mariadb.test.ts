import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { answer } from './answer.js';
import { installedServer } from './mariadb-program.js';
import { startServer } from './mariadb.js';

describe('the server', () => {
  const server = inject('server');
  const uri = server.rootUrl;

  test('answers over TCP', async () => {
    expect(await answer({ uri }, 'SELECT 1')).toEqual([[1]]);
  });

  test.skipIf(server.socketPath === null)('answers on its socket', async () => {
    const { password } = new URL(uri);
    const options = { user: 'root', password, socketPath: server.socketPath ?? '' };
    expect(await answer(options, 'SELECT 1')).toEqual([[1]]);
  });

  test.skipIf(server.tls === null)('shows a certificate for its right name only', async () => {
    const ca = readFileSync(server.tls?.caFile ?? '');
    const ssl = { ca, verifyIdentity: true };
    const cipher = "SHOW STATUS LIKE 'Ssl_cipher'";
    expect(await answer({ uri, ssl }, cipher)).toEqual([
      ['Ssl_cipher', expect.stringMatching(/./)],
    ]);
    const wrongName = { uri: uri.replace('127.0.0.1', '127.1'), ssl };
    await expect(answer(wrongName, cipher)).rejects.toThrow(/altnames/);
  });

  test.skipIf(server.socketPath === null)('leaves nothing behind when stopped', async () => {
    const { stop, socketPath, rootUrl } = await startServer({
      settings: { 'innodb-buffer-pool-size': '128M' },
    });
    const size = 'SELECT @@innodb_buffer_pool_size';
    expect(await answer({ uri: rootUrl }, size)).toEqual([[128 * 2 ** 20]]);
    await stop();
    await expect(answer({ uri: rootUrl }, size)).rejects.toThrow(/ECONNREFUSED/);
    expect(existsSync(join(socketPath ?? '', '..'))).toBe(false);
  });
});

describe('installedServer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nova-preflight-programs-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A folder with programs, each of which prints its text. */
  function programs(name: string, texts: Record<string, string>): string {
    const directory = join(folder, name);
    mkdirSync(directory);
    for (const [program, text] of Object.entries(texts)) {
      writeFileSync(join(directory, program), `#!/bin/sh\necho '${text}'\n`, { mode: 0o755 });
    }
    return directory;
  }

  test('takes the first one, and tells MariaDB under its old name from MySQL', async () => {
    const none = programs('none', {});
    const mysql = programs('mysql', { mysqld: 'mysqld Ver 8.4.3 for Linux (MySQL Community)' });
    const mariadb = programs('mariadb', {
      mysqld: 'mysqld Ver 10.5.9-MariaDB',
      mysql_install_db: '',
    });
    const newer = programs('newer', {
      mariadbd: 'mariadbd Ver 11.8.2-MariaDB',
      mysqld: 'mysqld Ver 8.4.3 for Linux (MySQL Community)',
      'mariadb-install-db': '',
    });
    expect(await installedServer([none])).toBe(null);
    expect(await installedServer([none, mysql, newer])).toEqual({
      path: join(mysql, 'mysqld'),
      installer: null,
    });
    expect(await installedServer([newer, mysql])).toEqual({
      path: join(newer, 'mariadbd'),
      installer: join(newer, 'mariadb-install-db'),
    });
    expect(await installedServer([mariadb, mysql])).toEqual({
      path: join(mariadb, 'mysqld'),
      installer: join(mariadb, 'mysql_install_db'),
    });
  });
});
