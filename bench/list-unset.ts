import type { Bound } from './bound.js';
import { drop } from './generate.js';
import { timeInTurn } from './measure.js';
import { say, sayTimings } from './print.js';
import { deployment, emptyNode, preflight, type Setting } from './setting.js';

/** How long `machine-type list-unset` takes to list 100 000 instances, none of which has a machine type. */
export async function listUnset(setting: Setting): Promise<readonly Bound[]> {
  const instances = 100_000;
  say(`## list-unset of ${instances} instances\n`);
  const shape = { instances, cells: 3, deletedPerLive: 0, unsetEvery: 1 };
  const made = await deployment(setting, 'unset', shape);
  const args = ['machine-type', 'list-unset', '--config-file', made.configFile];
  const list = {
    ...preflight(setting.root, args),
    name: 'nova-preflight machine-type list-unset',
    // Some were found.
    expected: [3],
  };
  const timings = await timeInTurn([emptyNode, list], setting.rounds);
  sayTimings(timings);
  await drop(setting.server.rootUrl, made);
  const [empty, own] = timings;
  const seconds = (own.median - empty.median) / 1000;
  say(`${Math.round(instances / seconds)} rows a second, less an empty Node process.\n`);
  return [
    { what: `list-unset of ${instances} instances`, value: seconds, most: 1, unit: ' s' as const },
  ];
}
