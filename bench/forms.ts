import { startServer } from '../test/support/mariadb.js';
import { emptyBufferPool, resizeBufferPool } from './buffer-pool.js';
import { mappingForms, sampleOf, volumeForms } from './look-up-forms.js';
import { type Ask, connectAsk, type Form, statementForms } from './statement-forms.js';
import { drop, generate } from './generate.js';
import { caseTitle } from './machine-types.js';
import { median } from './measure.js';
import { say, sayTable } from './print.js';

/**
 * Times each form of the questions to tables that grow (instances without a recorded machine type, the cells of some
 * instances, the volumes that are attached to some), on one cell with few and with many soft-deleted instances: warm, in a buffer pool that holds the cell, and cold, from disk into an empty one that does
 * not hold it. Resolves to false: a form has no bound.
 */
export async function forms(
  root: string,
  sizes: readonly number[],
  rounds: number,
): Promise<false> {
  const server = await startServer({
    settings: {
      'innodb-buffer-pool-size': WARM,
      'innodb-buffer-pool-dump-at-shutdown': '0',
      'innodb-flush-method': 'O_DIRECT',
      'innodb-log-file-size': '512M',
    },
    // More than memory has: on disk, where what the buffer pool does not hold has to be read.
    spaceMiB: Infinity,
  });
  try {
    if (server.socketPath === null) {
      throw new Error('--forms resizes the buffer pool, which a server of yours may not like.');
    }
    for (const instances of sizes) {
      for (const deletedPerLive of DELETED_PER_LIVE) {
        const shape = { instances, cells: 1, deletedPerLive, unsetEvery: 100, hasVolumes: true };
        say(`## ${caseTitle(shape)}\n`);
        const made = await generate(server.rootUrl, root, 'forms', shape);
        const cell = made.cells[0] ?? '';
        await compare(server.rootUrl, cell, statementForms, rounds);
        const { ask, close } = await connectAsk(server.rootUrl, cell);
        const uuids = await sampleOf(ask);
        await close();
        say(`### Cells of ${uuids.length} instances, by instance_mappings\n`);
        await compare(server.rootUrl, made.api, mappingForms(uuids), rounds);
        say(`### Attached volumes of ${uuids.length} instances, by block_device_mapping\n`);
        await compare(server.rootUrl, cell, volumeForms(uuids), rounds);
        await drop(server.rootUrl, made);
      }
    }
  } finally {
    await server.stop();
  }
  return false;
}

const DELETED_PER_LIVE = [0.1, 1, 3, 10];
const WARM = '1G';
const COLD = '64M';

async function compare(
  rootUrl: string,
  database: string,
  forms: readonly Form[],
  rounds: number,
): Promise<void> {
  const warm: Measured[] = [];
  await resizeBufferPool(rootUrl, WARM);
  for (const form of forms) {
    await measure(rootUrl, database, form);
    const runs: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      runs.push(await measure(rootUrl, database, form));
    }
    warm.push(summary(runs));
  }
  const cold: Measured[] = [];
  for (const form of forms) {
    await emptyBufferPool(rootUrl, COLD);
    cold.push(await measure(rootUrl, database, form));
  }
  const answers = new Set([...warm, ...cold].map(({ unset }) => unset));
  if (answers.size > 1) throw new Error(`The forms disagree: ${[...answers].join(', ')}`);
  sayTable(
    ['form', 'statements', 'warm ms', 'longest ms', 'cold ms', 'longest ms'],
    forms.map(({ name, isChosen }, at) =>
      [isChosen ? `${name} (chosen)` : name].concat(columns(warm[at]), columns(cold[at]).slice(1)),
    ),
  );
}

interface Measured {
  /** What the form answered. */
  readonly unset: number;
  readonly statements: number;
  /** Milliseconds of the whole, and of the longest statement. */
  readonly total: number;
  readonly longest: number;
}

async function measure(rootUrl: string, database: string, form: Form): Promise<Measured> {
  const connections = await Promise.all(
    Array.from({ length: form.connections ?? 1 }, async () => connectAsk(rootUrl, database)),
  );
  const times: number[] = [];
  const timed = connections.map(({ ask }): Ask => async (sql, values) => {
    const started = performance.now();
    const rows = await ask(sql, values);
    times.push(performance.now() - started);
    return rows;
  });
  const started = performance.now();
  const unset = await form.run(timed);
  const total = performance.now() - started;
  await Promise.all(connections.map(async ({ close }) => close()));
  return { unset, statements: times.length, total, longest: Math.max(...times) };
}

function columns(measured: Measured | undefined): readonly string[] {
  if (measured === undefined) return [];
  const { statements, total, longest } = measured;
  return [String(statements), total.toFixed(0), longest.toFixed(0)];
}

function summary(runs: readonly Measured[]): Measured {
  return {
    unset: runs[0]?.unset ?? NaN,
    statements: runs[0]?.statements ?? NaN,
    total: median(runs.map((run) => run.total)),
    longest: median(runs.map((run) => run.longest)),
  };
}
