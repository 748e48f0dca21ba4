import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/** Path of the executable that this test run built. Throws if the build failed, with what it printed. */
export function executable(): string {
  const error = inject('buildError');
  if (error !== null) throw new Error(`the build failed: ${error}`);
  return fileURLToPath(new URL('../../bin/nova-preflight.cjs', import.meta.url));
}
