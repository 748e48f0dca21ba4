import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSession } from '../../src/database/open.js';
import { ask, failure, opened } from './opened.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sqlite-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A connection that may write, which ends with the test. */
function writer(name = 'nova.db'): Database.Database {
  const database = new Database(join(directory, name));
  onTestFinished(() => {
    database.close();
  });
  return database;
}

/** A database with one table of one row. */
function make(name = 'nova.db'): string {
  const database = new Database(join(directory, name));
  database.exec("CREATE TABLE t (id INTEGER, text); INSERT INTO t VALUES (1, 'é 🔑')");
  database.close();
  return `sqlite:///${join(directory, name)}`;
}

describe('a session', () => {
  it('answers with rows, and knows its kind', async () => {
    const session = await opened(make());
    expect(session.dialect).toBe('sqlite');
    expect(session.server).toMatch(/^SQLite 3\.\d+\.\d+$/);
    const rows = await session.query({
      sql: 'SELECT *, ? AS given, ? AS empty, typeof(?) AS kind FROM t WHERE text = ?',
      parameters: ["' OR 1=1 --", null, 7, 'é 🔑'],
    });
    expect(rows).toEqual([
      { id: 1, text: 'é 🔑', given: "' OR 1=1 --", empty: null, kind: expect.any(String) },
    ]);
    expect(await ask(session, 'SELECT * FROM t WHERE id = 2')).toEqual([]);
  });

  it('gives the columns of those tables that are there', async () => {
    const session = await opened(make());
    expect(await session.columns(['t', 'nowhere', "'"])).toEqual(
      new Map([['t', new Set(['id', 'text'])]]),
    );
  });

  it.each([
    "INSERT INTO t VALUES (2, 'x')",
    'UPDATE t SET id = 2',
    'DELETE FROM t',
    'CREATE TABLE u (a)',
    'DROP TABLE t',
    'PRAGMA user_version = 7',
    'VACUUM',
  ])('refuses %s', async (statement) => {
    const url = make();
    const before = readFileSync(join(directory, 'nova.db'));
    const session = await opened(url);
    expect(await failure(ask(session, statement))).toMatch(
      `ExpectedError: ${join(directory, 'nova.db')}: `,
    );
    expect(readFileSync(join(directory, 'nova.db'))).toEqual(before);
    expect(readdirSync(directory)).toEqual(['nova.db']);
  });

  it('stays read-only when told otherwise: the file itself is open for reading alone', async () => {
    const session = await opened(make());
    expect(await ask(session, 'PRAGMA query_only')).toEqual([{ query_only: 1 }]);
    await ask(session, 'PRAGMA query_only = OFF');
    expect(await failure(ask(session, 'DELETE FROM t'))).toMatch(/readonly database/);
  });

  it.each(['a b.db', 'a?mode=rwc.db', 'a#b.db', 'a%20b%.db', 'ä&b=c;d.db', "a'b.db"])(
    'opens the file %s',
    async (name) => {
      make(name);
      // Not every one of these names can stand in a URL.
      const url = { kind: 'sqlite', file: join(directory, name) } as const;
      const limits = { statementTimeout: 1000, connectTimeout: 1000 };
      const session = await openSession(url, limits, new AbortController().signal);
      expect(await ask(session, 'SELECT id FROM t')).toEqual([{ id: 1 }]);
      expect(await failure(ask(session, 'DELETE FROM t'))).toMatch(/readonly database/);
      await session.close();
      expect(readdirSync(directory)).toEqual([name]);
    },
  );

  it('reads what a writer commits, under WAL while it goes on writing', async () => {
    const url = make();
    const database = writer();
    database.exec('PRAGMA journal_mode = WAL');
    database.exec("INSERT INTO t VALUES (2, 'committed')");
    database.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES (3, 'not yet')");
    const session = await opened(url, { connectTimeout: 100 });
    expect(await ask(session, 'SELECT id FROM t ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
    database.exec('COMMIT');
    expect(await ask(session, 'SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 3 }]);
    expect(await failure(ask(session, 'DELETE FROM t'))).toMatch(/readonly database/);
  });

  it('can be closed and aborted, and again', async () => {
    const session = await opened(make());
    await session.close();
    await session.abort();
    await session.close();
    expect(await failure(ask(session, 'SELECT 1'))).toMatch(/^ExpectedError: /);
  });
});

describe('what goes wrong is said in a sentence', () => {
  const file = () => join(directory, 'nova.db');
  const url = () => `sqlite:///${file()}`;

  it('a file that is not there, which is not created', async () => {
    expect(await failure(opened(url()))).toBe(`ExpectedError: there is no file ${file()}.`);
    expect(existsSync(file())).toBe(false);
  });

  it('a directory', async () => {
    mkdirSync(file());
    expect(await failure(opened(url()))).toBe(`ExpectedError: ${file()} is not a file.`);
  });

  it('a file that is no database', async () => {
    writeFileSync(file(), 'This is not a database. '.repeat(50));
    expect(await failure(opened(url()))).toBe(`ExpectedError: ${file()}: file is not a database.`);
  });

  it('a path that leads nowhere', async () => {
    symlinkSync(file(), file());
    expect(await failure(opened(url()))).toMatch(`ExpectedError: ${file()}: ELOOP: `);
  });

  it('a database that a writer keeps locked', async () => {
    make();
    writer().exec('BEGIN EXCLUSIVE');
    const started = performance.now();
    expect(await failure(opened(url(), { connectTimeout: 200 }))).toBe(
      `ExpectedError: ${file()}: database is locked.`,
    );
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it('a table or column that is not there', async () => {
    make();
    const session = await opened(url());
    expect(await failure(ask(session, 'SELECT nope FROM t'))).toBe(
      `ExpectedError: ${file()}: no such column: nope.`,
    );
    expect(await failure(ask(session, 'SELECT * FROM nowhere'))).toBe(
      `ExpectedError: ${file()}: no such table: nowhere.`,
    );
  });

  it('an empty file is a database without tables', async () => {
    writeFileSync(file(), '');
    const session = await opened(url());
    expect(await session.columns(['instances'])).toEqual(new Map());
  });
});
