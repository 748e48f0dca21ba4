import type { TestProject } from 'vitest/node';
import { startServer } from './mariadb.js';
import type { ServerFacts } from './mariadb.js';
import { run } from './run.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The database server of this test run. */
    server: ServerFacts;
    /** Why the product could not be built; null if it was. */
    buildError: string | null;
  }
}

/** Once a test run: starts the database server and builds the product; the function it gives ends the server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [server, buildError] = await Promise.all([startServer(), build()]);
  const { stop, ...facts } = server;
  project.provide('server', facts);
  project.provide('buildError', buildError);
  return stop;
}

/** A failed build is the business of the tests that run the executable: the others can still say what they know. */
async function build(): Promise<string | null> {
  try {
    await run(process.execPath, ['scripts/build.js'], { cwd: new URL('../..', import.meta.url) });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
