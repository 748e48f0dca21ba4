import { execFile } from 'node:child_process';
import type { ExecFileOptions } from 'node:child_process';

/** Runs a program and gives its stdout; when it fails the error holds what it printed. */
export async function run(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...options, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program}: ${error.message}\n${stdout}${stderr}`, { cause: error }));
    });
  });
}
