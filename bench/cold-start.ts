import path from 'node:path';
import type { Bound } from './bound.js';
import { timeInTurn } from './measure.js';
import { say, sayTimings } from './print.js';
import { client, deployment, emptyNode, preflight, type Setting, upgradeCheck } from './setting.js';

/** Every command as a whole process, next to an empty one and to the database's own client with nothing to do. */
export async function coldStart(setting: Setting): Promise<readonly Bound[]> {
  const made = await deployment(setting, 'small', SMALL);
  say('## Cold start, three cells of 20 instances\n');
  const timings = await timeInTurn(
    [
      emptyNode,
      upgradeCheck(setting.root, made.configFile),
      client(setting, 'SELECT 1', 'SELECT 1'),
      preflight(setting.root, ['--help']),
      {
        ...preflight(setting.root, ['demo', path.join(setting.folder, 'demo')]),
        name: 'nova-preflight demo',
      },
    ],
    setting.rounds,
  );
  sayTimings(timings);
  const [empty, check] = timings;
  return [
    {
      what: 'cold start, upgrade check to an empty Node process',
      value: check.median / empty.median,
      most: 5,
      unit: '',
    },
  ];
}

const SMALL = { instances: 60, cells: 3, deletedPerLive: 0, unsetEvery: 100 };
