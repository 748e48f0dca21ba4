import { loadConfig } from '../../config/config.js';
import { ExpectedError } from '../../error.js';
import { type Cell, cellName } from '../../nova/cell.js';
import { openDatabases } from '../../nova/databases.js';
import type { Deployment } from '../../nova/deployment.js';
import { inventoryReads, machineTypeInventory } from '../../nova/machine-type-inventory.js';
import {
  inventoryCsv,
  inventoryJson,
  type InventoryReport,
  inventoryText,
  makeInventoryReport,
  type UnansweredCell,
} from '../../report/inventory.js';
import { cellProgress } from '../cell-progress.js';
import { complain } from '../complain.js';
import { type Host, UsageError } from '../host.js';
import { redactor } from '../redact.js';
import type { InventoryChoice, InventoryFormat } from './inventory-options.js';

/**
 * Counts recorded machine types, tells what each is where its instances are, and gives the exit code: 0 where all are
 * fine, 1 for warnings, 2 where a guest cannot start, 255 where a cell did not answer, which is told on stderr. Rejects
 * with an ExpectedError where no cell could be asked.
 */
export async function inventory(choice: InventoryChoice, host: Host): Promise<number> {
  const { cwd, home, env, signal } = host;
  const config = loadConfig({ sources: choice.sources, env, home, cwd });
  const databases = openDatabases({ ...choice, config, cwd, home, signal });
  const redact = redactor(() => databases.secrets());
  const unanswered: UnansweredCell[] = [];
  const watch = cellProgress('machine-type inventory', host, (cell, reason) =>
    unanswered.push({ cell: cellName(cell), reason: redact(reason) }),
  );
  let report: InventoryReport;
  try {
    const deployment = databases.view(inventoryReads, watch);
    const only = await chosenCells(deployment, choice.cells);
    const { entries, building } = await machineTypeInventory(deployment, {
      by: choice.by,
      instead: choice.instead?.on,
      only,
    });
    const judgedBy = choice.instead?.name ?? 'hosts';
    report = makeInventoryReport({ by: choice.by, judgedBy, building, entries, unanswered });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExpectedError)) throw error;
    throw new ExpectedError(redact(error.message), { cause: error });
  } finally {
    watch.end();
    await databases.close();
  }
  signal.throwIfAborted();
  for (const { cell, reason } of unanswered) {
    complain(host.stderr, `cell ${cell} did not answer: ${reason}`);
  }
  host.stdout.write(FORMATTERS[choice.format](report));
  return report.result;
}

const FORMATTERS: Readonly<Record<InventoryFormat, (report: InventoryReport) => string>> = {
  table: inventoryText,
  json: inventoryJson,
  csv: inventoryCsv,
};

/** Which cells to ask: those that are named, or all but cell0. Raises a UsageError for a name that no cell has. */
async function chosenCells(
  deployment: Deployment,
  names: readonly string[],
): Promise<(cell: Cell) => boolean> {
  const cells = await deployment.cells();
  if (names.length === 0) {
    if (cells.some(({ isCell0 }) => !isCell0)) return (cell) => !cell.isCell0;
    throw new ExpectedError('no cell but cell0 is mapped, so that no instance can be looked at.');
  }
  const chosen = names.flatMap((name) => {
    const found = cells.filter((cell) => cell.uuid === name.toLowerCase() || cell.name === name);
    if (found.length > 0) return found;
    throw new UsageError(
      `--cell ${JSON.stringify(name)}: there is no such cell; there are ${cells.map(cellName).join(', ')}.`,
    );
  });
  const uuids = new Set(chosen.map(({ uuid }) => uuid));
  return ({ uuid }) => uuids.has(uuid);
}
