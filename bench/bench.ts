import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { type Server, startServer } from '../test/support/mariadb.js';
import { type Generated, generate, type Shape } from './generate.js';
import { type Command, timeInTurn, type Timing } from './measure.js';

/** Runs the benchmark: `node bench/run.js [--quick | --large]`. Prints Markdown tables. */
export async function bench(argv: readonly string[], root: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nova-preflight-bench-'));
  say(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
  );
  const large = argv.includes('--large');
  const server = await startServer({
    settings: { 'innodb-buffer-pool-size': large ? '2G' : '1G', 'innodb-log-file-size': '512M' },
    spaceMiB: large ? 16_000 : 4_000,
  });
  try {
    const setting = { root, folder, server, rounds: argv.includes('--quick') ? 5 : 11 };
    await coldStart(setting);
    const sizes = large ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];
    for (const instances of sizes) await machineTypes(setting, instances, 0);
    if (large) await machineTypes(setting, 100_000, 10);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Setting {
  readonly root: string;
  readonly folder: string;
  readonly server: Server;
  readonly rounds: number;
}

/** (a) The whole process on three small cells, next to an empty one and the database's own client. */
async function coldStart(setting: Setting): Promise<void> {
  const made = await deployment(setting, 'small', 60, 0);
  const timings = await timeInTurn(
    [emptyNode, client(setting, 'SELECT 1'), check(setting, 'small', [])],
    setting.rounds * 2 - 1,
  );
  say(`## Cold start, three cells of ${60 / made.cells.length} instances\n`);
  table(timings);
}

/** (b) The machine-type check next to the best single statement, cell after cell in one client. */
async function machineTypes(
  setting: Setting,
  instances: number,
  deletedPerLive: number,
): Promise<void> {
  const name = `n${instances}x${deletedPerLive}`;
  const started = performance.now();
  const made = await deployment(setting, name, instances, deletedPerLive);
  say(
    `## ${instances} instances in three cells, ${deletedPerLive} soft-deleted for each live one, ${made.metadataRows} metadata rows\n`,
  );
  say(`Generated in ${((performance.now() - started) / 1000).toFixed(0)} s.\n`);
  const rounds = instances >= 1_000_000 ? 1 : Math.ceil(setting.rounds / 2);
  const sql = made.cells.map((cell) => ANTI_JOIN.replaceAll(':cell', `\`${cell}\``)).join(';');
  const timings = await timeInTurn(
    [
      emptyNode,
      { ...client(setting, sql), name: 'mariadb client, anti-join, cell after cell' },
      check(setting, name, ['--only', 'hw-machine-type-unset']),
    ],
    rounds,
  );
  table(timings);
  const [empty, statement, own] = timings;
  const ratio = ((own?.median ?? NaN) - (empty?.median ?? NaN)) / (statement?.median ?? NaN);
  say(
    `Ratio of the check, less an empty Node process, to the statement: **${ratio.toFixed(2)}**\n`,
  );
}

const ANTI_JOIN = `SELECT COUNT(*) FROM :cell.instances i LEFT JOIN :cell.instance_system_metadata m
  ON m.instance_uuid = i.uuid AND m.\`key\` = 'image_hw_machine_type' AND m.value IS NOT NULL
  WHERE i.deleted = 0 AND (i.vm_state IS NULL OR i.vm_state <> 'building') AND m.id IS NULL`;

const emptyNode: Command = { name: 'empty Node process', argv: [process.execPath, '-e', '0'] };

function client({ server }: Setting, sql: string): Command {
  const url = new URL(server.rootUrl);
  return {
    name: 'mariadb client, SELECT 1',
    argv: [
      'mariadb',
      '--no-defaults',
      '--skip-ssl',
      `--host=${server.host}`,
      `--port=${server.port}`,
      `--user=${url.username}`,
      '--skip-column-names',
      '-e',
      sql,
    ],
    env: { MYSQL_PWD: url.password },
  };
}

function check({ root, folder }: Setting, name: string, args: readonly string[]): Command {
  return {
    name: 'nova-preflight upgrade check',
    argv: [
      process.execPath,
      path.join(root, 'bin', 'nova-preflight.js'),
      'upgrade',
      'check',
      '--config-file',
      path.join(folder, `${name}.conf`),
      ...args,
    ],
    expected: [0, 1],
  };
}

async function deployment(
  { server, root, folder }: Setting,
  name: string,
  instances: number,
  deletedPerLive: number,
): Promise<Generated> {
  const shape: Shape = { instances, cells: 3, deletedPerLive, unsetEvery: 100 };
  const made = await generate(server.rootUrl, root, name, shape);
  const url = (database: string) =>
    `${server.rootUrl.replace('mysql:', 'mysql+pymysql:')}/${database}?charset=utf8`;
  writeFileSync(
    path.join(folder, `${name}.conf`),
    `[api_database]\nconnection = ${url(made.api)}\n[database]\nconnection = ${url(made.cell0)}\n`,
  );
  return made;
}

function table(timings: readonly Timing[]): void {
  say('| process | median ms | best ms | peak MiB |\n|---|---|---|---|');
  for (const timing of timings) {
    say(
      `| ${timing.name} | ${timing.median.toFixed(0)} | ${timing.least.toFixed(0)} | ${timing.memory.toFixed(0)} |`,
    );
  }
  say('');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
