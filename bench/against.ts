import { readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { run } from '../test/support/run.js';
import { drop } from './generate.js';
import { type Case, caseTitle } from './machine-types.js';
import { type Command, timeInTurn } from './measure.js';
import { say, sayTable } from './print.js';
import { deployment, machineTypeCheck, type Setting, upgradeCheck } from './setting.js';

/** Times this build and that of another commit in turn, on the same databases, and prints new to old. */
export async function against(
  setting: Setting,
  ref: string,
  cases: readonly Case[],
): Promise<void> {
  const other = path.join(setting.folder, 'other');
  await withBuild(setting.root, other, ref, async () => {
    const rows: string[][] = [];
    const compare = async (title: string, command: (root: string) => Command) => {
      const [fresh, old] = await timeInTurn(
        [command(setting.root), command(other)],
        setting.rounds,
      );
      rows.push([
        title,
        ...[fresh.median, old.median, fresh.best, old.best].map((ms) => ms.toFixed(0)),
        ...[fresh.memory, old.memory].map((mib) => mib.toFixed(0)),
        (fresh.median / old.median).toFixed(2),
      ]);
    };
    const small = await deployment(setting, 'small', {
      ...SHAPE,
      instances: 60,
      deletedPerLive: 0,
    });
    await compare('cold start', (root) => upgradeCheck(root, small.configFile));
    for (const asked of cases) {
      const made = await deployment(setting, 'case', { ...SHAPE, ...asked });
      await compare(caseTitle(asked), (root) => machineTypeCheck(root, made.configFile));
      await drop(setting.server.rootUrl, made);
    }
    say(`## This build against ${ref}\n`);
    sayTable(
      ['case', 'new ms', 'old ms', 'new best', 'old best', 'new MiB', 'old MiB', 'new/old'],
      rows,
    );
  });
}

const SHAPE = { cells: 3, unsetEvery: 100 };

/** Builds a commit in a work tree of its own, with this one's dependencies, for as long as `use` runs. */
async function withBuild(
  root: string,
  folder: string,
  ref: string,
  use: () => Promise<void>,
): Promise<void> {
  const git = async (...args: readonly string[]) => run('git', ['-C', root, ...args]);
  // Forgets what an interrupted run left in the list of work trees.
  await git('worktree', 'prune');
  await git('worktree', 'add', '--detach', folder, ref);
  const modules = path.join(folder, 'node_modules');
  const lock = (of: string) => readFileSync(path.join(of, 'package-lock.json'), 'utf8');
  const isShared = lock(folder) === lock(root);
  try {
    // Another commit may have other dependencies; `prepare` would build it a second time.
    if (isShared) symlinkSync(path.join(root, 'node_modules'), modules);
    else await run('npm', ['ci', '--ignore-scripts', '--prefix', folder]);
    await run(process.execPath, [path.join(folder, 'scripts', 'build.js')]);
    await use();
    if (isShared) unlinkSync(modules);
  } finally {
    await git('worktree', 'remove', '--force', folder);
  }
}
