import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { expect, it, onTestFinished } from 'vitest';
import { openWritingSession } from '../../src/database/open-writing.js';
import { LockedError } from '../../src/database/writing-session.js';

/** A file with one table, a session that may write to it, and somebody who has it locked for a commit. */
async function locked(lockTimeout: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'nova-preflight-test-'));
  const file = path.join(folder, 'cell.db');
  const holder = new Database(file);
  holder.exec('CREATE TABLE instances (uuid TEXT)');
  const limits = { statementTimeout: 5000, connectTimeout: 5000, lockTimeout };
  const session = await openWritingSession(
    { kind: 'sqlite', file },
    limits,
    new AbortController().signal,
  );
  onTestFinished(async () => {
    await session.abort();
    holder.close();
    rmSync(folder, { recursive: true });
  });
  holder.exec('BEGIN EXCLUSIVE');
  return { holder, session };
}

it('waits to ask for columns until somebody else has committed', async () => {
  const { holder, session } = await locked(5000);
  const asked = session.columns(['instances']);
  await sleep(100);
  holder.exec('COMMIT');
  expect(await asked).toEqual(new Map([['instances', new Set(['uuid'])]]));
});

it('waits no longer than for other locks', async () => {
  const { session } = await locked(50);
  await expect(session.columns(['instances'])).rejects.toThrow(LockedError);
});
