import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { startServer } from '../test/support/mariadb.js';
import { against } from './against.js';
import { type Bound, boundLine, isKept } from './bound.js';
import { coldStart } from './cold-start.js';
import { forms } from './forms.js';
import { listUnset } from './list-unset.js';
import { type Case, machineTypes } from './machine-types.js';
import { type BenchOptions, parseOptions } from './options.js';
import { say } from './print.js';
import { secondsSince, type Setting } from './setting.js';
import { sqlite } from './sqlite.js';

/** Runs the benchmark and prints Markdown; bench/README.md has the options. Resolves to the exit code: 1 for a broken bound. */
export async function bench(argv: readonly string[], root: string): Promise<number> {
  const options = parseOptions(argv);
  const started = performance.now();
  const command = ['npm run bench', argv.join(' ')].filter((part) => part !== '').join(' -- ');
  say(`\`${command}\` on ${machine()}\n`);
  const broken = await (options.part === 'forms'
    ? forms(root, options.sizes, options.rounds)
    : onDeployments(root, options));
  say(`Took ${secondsSince(started)}.`);
  return broken ? 1 : 0;
}

/** Resolves to whether a bound was broken. */
async function onDeployments(root: string, options: BenchOptions): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nova-preflight-bench-'));
  const cases = [
    ...options.sizes.map((instances) => ({ instances, deletedPerLive: 0 })),
    ...options.neverPurged.map((instances) => ({ instances, deletedPerLive: 10 })),
  ];
  const server = await startServer(serverFor(cases));
  const setting: Setting = { root, folder, server, rounds: options.rounds };
  try {
    if (options.part === 'bounds') return await measureAll(setting, cases, options.sqlite);
    await against(setting, options.ref, cases);
    return false;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(
  setting: Setting,
  cases: readonly Case[],
  inSqlite: readonly number[],
): Promise<boolean> {
  const bounds: Bound[] = [];
  const judge = async (measured: Promise<readonly Bound[]>) => {
    const found = await measured;
    bounds.push(...found);
    say(`${found.map((bound) => `- ${boundLine(bound)}`).join('\n')}\n`);
  };
  await judge(coldStart(setting));
  for (const asked of cases) await judge(machineTypes(setting, asked));
  await judge(listUnset(setting));
  for (const instances of inSqlite) await judge(sqlite(setting, instances));
  const broken = bounds.filter((bound) => !isKept(bound));
  say(
    broken.length === 0
      ? `All ${bounds.length} bounds are kept.`
      : `${broken.length} of ${bounds.length} bounds are broken:\n\n${broken.map((bound) => `- ${boundLine(bound)}`).join('\n')}`,
  );
  return broken.length > 0;
}

/** A million instances fit in no buffer pool of a small machine, as on a real server: there they are on disk. Fewer do. */
function serverFor(cases: readonly Case[]) {
  const most = Math.max(...cases.map((asked) => asked.instances * (1 + asked.deletedPerLive)));
  const log = { 'innodb-log-file-size': '512M' };
  return most > 200_000
    ? {
        settings: { ...log, 'innodb-buffer-pool-size': '2G', 'innodb-flush-method': 'O_DIRECT' },
        spaceMiB: Infinity,
      }
    : {
        settings: { ...log, 'innodb-buffer-pool-size': '1G' },
        spaceMiB: 2000 + Math.ceil(most / 100),
      };
}

function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  return `${model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}
