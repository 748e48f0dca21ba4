import type { Bound } from './bound.js';
import { drop } from './generate.js';
import { timeInTurn } from './measure.js';
import { say, sayTimings } from './print.js';
import { deployment, emptyNode, preflight, type Setting } from './setting.js';

/**
 * How long `machine-type list-unset` takes to list 100 000 instances, none of which has a machine type. The bound is a
 * second on a machine where an empty Node process takes 40 ms, and on another as many times as much.
 */
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
  const milliseconds = own.median - empty.median;
  say(
    `${Math.round((1000 * instances) / milliseconds)} rows a second, less an empty Node process.\n`,
  );
  return [
    {
      what: `list-unset of ${instances} instances to an empty Node process`,
      value: milliseconds / empty.median,
      most: 25,
      unit: '',
    },
  ];
}
