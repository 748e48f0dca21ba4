import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

/** A folder that goes with its test. */
export function temporaryDirectory({ onTestFinished }: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}
