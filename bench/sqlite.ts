import { rmSync } from 'node:fs';
import { type Bound } from './bound.js';
import { generateSqlite } from './generate-sqlite.js';
import { caseTitle, MOST_MIB } from './machine-types.js';
import { type Command, timeInTurn } from './measure.js';
import { say, sayTimings } from './print.js';
import { emptyNode, machineTypeCheck, type Setting, writeConfig } from './setting.js';
import { ANTI_JOIN } from './statement.js';

/** The machine-type check on SQLite files, next to SQLite's own anti-join through libsql in a process of its own. */
export async function sqlite(setting: Setting, instances: number): Promise<readonly Bound[]> {
  const shape = { instances, cells: 3, deletedPerLive: 0, unsetEvery: 100 };
  const title = `SQLite, ${caseTitle(shape)}`;
  say(`## ${title}\n`);
  const made = generateSqlite(setting.folder, 'case', shape);
  const configFile = writeConfig(
    setting.folder,
    'sqlite',
    `sqlite:///${made.api}`,
    `sqlite:///${made.cell0}`,
  );
  const timings = await timeInTurn(
    [emptyNode, antiJoin(setting.root, made.cells), machineTypeCheck(setting.root, configFile)],
    setting.rounds,
  );
  sayTimings(timings);
  const [empty, statement, own] = timings;
  const ratio = (own.median - empty.median) / (statement.median - empty.median);
  say(`Both less an empty Node process, check to statement: ${ratio.toFixed(2)}\n`);
  for (const file of [made.api, made.cell0, ...made.cells]) rmSync(file);
  return [{ what: `${title}, peak resident set`, value: own.memory, most: MOST_MIB, unit: ' MiB' }];
}

function antiJoin(root: string, files: readonly string[]): Command {
  const program = `const Database = require('libsql');
    for (const file of process.argv.slice(1)) new Database(file).prepare(${JSON.stringify(ANTI_JOIN)}).get();`;
  return {
    name: 'libsql, anti-join, cell after cell',
    argv: [process.execPath, '-e', program, ...files],
    cwd: root,
  };
}
