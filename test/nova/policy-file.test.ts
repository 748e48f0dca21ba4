import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ExpectedError } from '../../src/error.js';
import { readPolicyFile } from '../../src/nova/policy-file.js';

const NOBODY = 65534;

/** What checks/policy-json.ts and checks/policy-scope-defaults.ts do with these is tested there. */
it('tells who may read a file that it may not', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'policy-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'policy.yaml');
  writeFileSync(path, '');
  chmodSync(path, 0);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await expect(readPolicyFile(path)).rejects.toEqual(
      new ExpectedError(
        `the policy file ${path} cannot be read: permission denied; run this as a user who may read it, such as root or nova.`,
      ),
    );
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

it('tells what else the system says', async () => {
  await expect(readPolicyFile('/nonexistent/policy.yaml')).rejects.toThrow(
    "the policy file /nonexistent/policy.yaml cannot be read: ENOENT: no such file or directory, open '/nonexistent/policy.yaml'.",
  );
});
