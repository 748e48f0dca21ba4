import packageJson from '../../../package.json' with { type: 'json' };
import { type Config, loadConfig } from '../../config/config.js';
import { ExpectedError } from '../../error.js';
import { type Cell, cellName } from '../../nova/cell.js';
import { openDatabases } from '../../nova/databases.js';
import type { Deployment } from '../../nova/deployment.js';
import { attachedDeviceColumns } from '../../nova/impact/attached-devices.js';
import { type CellImpact, cellImpact, impactColumns } from '../../nova/impact/cell-impact.js';
import { lintMachineTypes } from '../../nova/machine-types/lint.js';
import { impactJson, makeImpactReport } from '../../report/impact.js';
import { impactText } from '../../report/impact-text.js';
import { cellProgress } from '../cell-progress.js';
import { type Host, hasColour, widthOf } from '../host.js';
import { redactor } from '../redact.js';
import type { ImpactOptions } from './impact-options.js';
import { type ComparedOptions, comparedOptions } from './compared-options.js';

/**
 * Tells what a change of `[libvirt]hw_machine_type` would be to each instance, and gives the exit code: 0 none would
 * change, 2 some would, 1 none would but some are not pinned, 255 could not tell. Rejects with an ExpectedError where there
 * is nothing that could be told.
 */
export async function impact(options: ImpactOptions, host: Host): Promise<number> {
  const startedAt = new Date();
  const started = performance.now();
  const { env, home, cwd, stdout } = host;
  const config = loadConfig({ sources: options.sources, env, home, cwd });
  const compared = comparedOptions(options, host);
  const found = await asked(options, config, compared, startedAt, host);
  const { value: machineTypes, origin } = compared.new;
  const report = makeImpactReport({
    version: packageJson.version,
    startedAt,
    durationMs: performance.now() - started,
    old: compared.old,
    new: compared.new,
    numPciePorts: compared.numPciePorts,
    hosts: options.hosts.length === 0 ? null : options.hosts,
    limit: options.limit,
    findings: lintMachineTypes({
      machineTypes: machineTypes === null ? undefined : { value: machineTypes, origin },
      pciePorts: compared.writtenPciePorts,
      qemu: undefined,
    }),
    ...found,
  });
  stdout.write(
    options.format === 'json'
      ? impactJson(report)
      : impactText(report, { width: widthOf(stdout), colour: hasColour(stdout, env) }),
  );
  return report.result;
}

interface Found {
  readonly answers: readonly { readonly cell: Cell; readonly value: CellImpact }[];
  readonly unanswered: readonly { readonly cell: Cell; readonly reason: string }[];
}

/** Asks the cells. What a driver says is redacted before it is shown. */
async function asked(
  options: ImpactOptions,
  config: Config,
  compared: ComparedOptions,
  now: Date,
  host: Host,
): Promise<Found> {
  const { cwd, home, signal } = host;
  const databases = openDatabases({ ...options, config, cwd, home, signal });
  const redact = redactor(() => databases.secrets());
  const unanswered: { readonly cell: Cell; readonly reason: string }[] = [];
  const watch = cellProgress('machine-type impact', host, (cell, reason) =>
    unanswered.push({ cell, reason: redact(reason) }),
  );
  const deployment = databases.view(
    { cell: impactColumns, optional: { cell: attachedDeviceColumns } },
    watch,
  );
  try {
    const chosen = await chosenCells(deployment, options.cells);
    const answers = await deployment.askCells(
      async (cell) =>
        cellImpact(cell, {
          from: compared.old.value ?? [],
          to: compared.new.value ?? [],
          pciePorts: compared.numPciePorts.value,
          hosts: options.hosts.length === 0 ? undefined : new Set(options.hosts),
          limit: options.limit,
          now,
        }),
      { only: ({ uuid }) => chosen.has(uuid) },
    );
    return { answers, unanswered };
  } catch (error) {
    throw error instanceof ExpectedError && !signal.aborted
      ? new ExpectedError(redact(error.message), { cause: error })
      : error;
  } finally {
    watch.end();
    await databases.close();
  }
}

/** The UUIDs of the cells to ask. Raises an ExpectedError that lists the cells, where one is not known. */
async function chosenCells(
  deployment: Deployment,
  wanted: readonly string[],
): Promise<ReadonlySet<string>> {
  const cells = (await deployment.cells()).filter((cell) => !cell.isCell0);
  if (cells.length === 0) {
    throw new ExpectedError('no cell but cell0 is mapped, so that no instance can be looked at.');
  }
  const isNamed = ({ uuid, name }: Cell, text: string) =>
    text.toLowerCase() === uuid || text === name;
  const unknown = wanted.find((text) => !cells.some((cell) => isNamed(cell, text)));
  if (unknown !== undefined) {
    throw new ExpectedError(
      `--cell ${JSON.stringify(unknown)}: no cell with guests has that UUID or name; there are ${cells.map(cellName).join(', ')}.`,
    );
  }
  const chosen = cells.filter(
    (cell) => wanted.length === 0 || wanted.some((text) => isNamed(cell, text)),
  );
  return new Set(chosen.map(({ uuid }) => uuid));
}
