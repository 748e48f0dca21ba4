import path from 'node:path';
import { command } from './command.js';
import { argumentsOf } from './command-line.js';
import type { Host } from './host.js';
import { checkOptions, parseCheckOptions } from './check-options.js';

/** Where the demo is made unless it is told. */
const DIRECTORY = 'nova-preflight-demo';

/** `demo [DIR]`: makes a small deployment, checks it, and says what to try next. */
export const demoCommand = command({
  name: 'demo',
  summary: 'Make a small deployment and check it',
  positionals: [
    {
      name: 'directory',
      default: DIRECTORY,
      describe: 'Where to make it; an earlier demo is replaced',
    },
  ],
  options: {},
  run: async ({ words: [directory = DIRECTORY] }, host) => demo(directory, host),
});

async function demo(directory: string, host: Host): Promise<number> {
  const [{ makeDemo }, { upgradeCheck }, { shellCommand }] = await Promise.all([
    import('../demo/deployment.js'),
    import('./upgrade-check.js'),
    import('../report/shell-command.js'),
  ]);
  const { configFile, instances, cells } = await makeDemo(
    path.resolve(host.cwd, directory),
    new Date(),
  );
  const command = shellCommand([
    'nova-preflight',
    'upgrade',
    'check',
    '--config-file',
    path.relative(host.cwd, configFile),
    '--skip',
    PLACEMENT,
  ]);
  host.stdout.write(
    `Made a Nova deployment of ${instances} instances in ${cells} cells, in ${directory}.\n\n$ ${command}\n`,
  );
  const options = parseCheckOptions(
    argumentsOf(checkOptions, []),
    [{ name: 'config-file', value: configFile }],
    host.cwd,
  );
  const exitCode = await upgradeCheck(
    { ...options, limit: DEMO_LIMIT, skip: [PLACEMENT] },
    { ...host, env: withoutSettings(host.env) },
  );
  host.stdout.write(`${nextSteps(command, exitCode)}\n`);
  return 0;
}

/** Without `OS_<GROUP>__<OPTION>`, which would send the demo to another database: the one this machine is set up for. */
function withoutSettings(env: Host['env']): Host['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('OS_')));
}

/** The one check that every deployment needs another service for; the demo has none. */
const PLACEMENT = 'placement-api';

/** Findings to list: enough to see what they look like. */
const DEMO_LIMIT = 10;

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
