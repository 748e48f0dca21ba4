import path from 'node:path';
import type { CommandModule } from 'yargs';
import type { Host } from './host.js';
import { checkOptions, parseCheckOptions } from './options.js';

interface DemoArguments {
  readonly directory: string;
}

/** `demo [DIR]`: makes a small deployment, checks it, and says what to try next. */
export function demoCommand(
  host: Host,
  done: (exitCode: number) => void,
): CommandModule<object, DemoArguments> {
  return {
    command: 'demo [directory]',
    describe: 'Make a small Nova deployment in SQLite files and check it',
    builder: {
      directory: {
        type: 'string',
        default: 'nova-preflight-demo',
        describe: 'Where to make it; an earlier demo there is replaced',
      },
    },
    handler: async ({ directory }) => {
      const [{ makeDemo }, { upgradeCheck }] = await Promise.all([
        import('../demo/deployment.js'),
        import('./upgrade-check.js'),
      ]);
      const demo = await makeDemo(path.resolve(host.cwd, directory), new Date());
      const configFile = path.relative(host.cwd, demo.configFile);
      const command = `nova-preflight upgrade check --config-file ${configFile}`;
      host.stdout.write(
        `Made a Nova deployment of ${demo.instances} instances in ${demo.cells} cells, in ${directory}.\n\n$ ${command}\n`,
      );
      const options = parseCheckOptions(DEFAULTS, ['--config-file', demo.configFile], host.cwd);
      const exitCode = await upgradeCheck({ ...options, limit: DEMO_LIMIT }, host);
      host.stdout.write(`${nextSteps(command, exitCode)}\n`);
      done(0);
    },
  };
}

/** Findings to list: enough to see what they look like. */
const DEMO_LIMIT = 10;

const DEFAULTS = {
  limit: checkOptions.limit.default,
  timeout: checkOptions.timeout.default,
  concurrency: checkOptions.concurrency.default,
  'include-non-libvirt': checkOptions['include-non-libvirt'].default,
};

function nextSteps(command: string, exitCode: number): string {
  return `
The check exited with ${exitCode}; this demo exits with 0. Try next (in a clone: npx . instead of nova-preflight):
  ${command} --limit 0
  ${command} --json
  ${command} -f table -f json=report.json
  ${command} --include-non-libvirt
  ${command} --only cells-v2
  nova-preflight upgrade check --help`;
}
