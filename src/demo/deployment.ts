import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ExpectedError, messageOf } from '../error.js';
import { cells } from './cells.js';
import { checkPath, fileNames, marker, novaConf } from './configuration.js';
import { writeDatabaseFile } from './database-file.js';
import { cellInstances, unscheduledInstances } from './population.js';
import { seededRandom } from './random.js';
import { apiRows, cell0Rows, cellRows } from './rows.js';
import { apiSchema, cellSchema } from './schema.js';

/** A demo that was made. */
export interface DemoDeployment {
  readonly directory: string;
  /** Path of its nova.conf. */
  readonly configFile: string;
  /** Instances that are not deleted, cell0's included. */
  readonly instances: number;
  /** Cells besides cell0. */
  readonly cells: number;
}

/**
 * Makes a small, lifelike Nova deployment of release 2025.1 in SQLite files: nova.conf, the API database, cell0 and
 * three cells, one of them mapped by a template. The same `now` gives the same rows; times such as a service's last
 * report are relative to it. `directory` is absolute, is created where it is missing, must be empty or hold an earlier
 * demo, which is replaced. nova.conf is removed first and written last: without it there is no demo.
 *
 * @throws ExpectedError if the directory holds anything else, or cannot be written
 */
export async function makeDemo(directory: string, now: Date): Promise<DemoDeployment> {
  if (!isAbsolute(directory)) throw new TypeError(`not an absolute path: ${directory}`);
  checkPath(directory);
  try {
    await makeRoom(directory);
    return await writeDemo(directory, now);
  } catch (error) {
    if (error instanceof ExpectedError || !isSystemError(error)) throw error;
    throw new ExpectedError(
      `The demo cannot be made in ${directory}: ${messageOf(error)}. Choose a directory that can be written.`,
      { cause: error },
    );
  }
}

async function makeRoom(directory: string): Promise<void> {
  await makeDirectory(directory);
  const present = await readdir(directory);
  if (present.length === 0) return;
  if (!(await isDemo(join(directory, fileNames.configuration)))) {
    throw new ExpectedError(
      `The demo cannot be made in ${directory}: the directory is not empty and holds no nova.conf of an earlier ` +
        'demo. Choose an empty or a new directory.',
    );
  }
  await removeDemo(directory);
}

/** One level after the other: Node 20's own recursion never ends in a place like /proc, where nothing can be made. */
async function makeDirectory(directory: string): Promise<void> {
  if (existsSync(directory)) return;
  await makeDirectory(dirname(directory));
  await mkdir(directory);
}

async function isDemo(configFile: string): Promise<boolean> {
  try {
    const file = await open(configFile);
    try {
      const start = Buffer.alloc(marker.length + 1);
      await file.read(start, 0, start.length, 0);
      return start.toString('latin1') === `${marker}\n`;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isSystemError(error) && ['ENOENT', 'EISDIR'].includes(error.code)) return false;
    throw error;
  }
}

async function writeDemo(directory: string, now: Date): Promise<DemoDeployment> {
  const unscheduled = unscheduledInstances(seededRandom(0));
  const byCell = cells.map((cell) => {
    const random = seededRandom(cell.number);
    return { cell, random, instances: cellInstances(cell, random) };
  });
  const all = [unscheduled, ...byCell.map(({ instances }) => instances)];
  const path = (name: string): string => join(directory, name);
  const configFile = path(fileNames.configuration);
  try {
    await writeDatabaseFile(path(fileNames.api), apiSchema, apiRows(directory, all, now));
    await writeDatabaseFile(
      path(fileNames.cell(0)),
      cellSchema,
      cell0Rows(unscheduled, seededRandom(cells.length + 1), now),
    );
    for (const { cell, random, instances } of byCell) {
      const file = path(fileNames.cell(cell.number));
      await writeDatabaseFile(file, cellSchema, cellRows(cell, instances, random, now));
    }
    await writeFile(configFile, novaConf(directory));
  } catch (error) {
    // Leftovers without nova.conf would be taken for somebody else's files the next time.
    await removeDemo(directory);
    throw error;
  }
  return {
    directory,
    configFile,
    instances: all.flat().filter((instance) => instance.vmState !== 'deleted').length,
    cells: cells.length,
  };
}

/** Removes our own files and nothing else, nova.conf first. */
async function removeDemo(directory: string): Promise<void> {
  const databases = [0, ...cells.map((cell) => cell.number)].map((number) =>
    fileNames.cell(number),
  );
  for (const name of [fileNames.configuration, fileNames.api, ...databases]) {
    await rm(join(directory, name), { force: true });
  }
}

/** What the file system refused, as Node or SQLite says it; anything else is a mistake of ours. */
function isSystemError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(E[A-Z0-9]+|ERR_FS_\w+|SQLITE_(CANTOPEN|FULL|IOERR|PERM|READONLY).*)$/.test(error.code)
  );
}
