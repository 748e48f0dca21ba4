import path from 'node:path';
import type { Bound } from './bound.js';
import { type Command, timeInTurn } from './measure.js';
import { say, sayTimings } from './print.js';
import { client, deployment, emptyNode, preflight, type Setting } from './setting.js';

/** Every command of ours that is timed, on a small deployment: a new one is a line here. */
const COMMANDS: readonly ((facts: Facts) => readonly string[])[] = [
  ({ configFile }) => ['upgrade', 'check', '--config-file', configFile],
  ({ configFile }) => ['machine-type', 'get', NOBODY, '--config-file', configFile],
  () => ['--help'],
  () => ['--version'],
  () => ['upgrade', 'check', '--help'],
  ({ folder }) => ['demo', path.join(folder, 'demo')],
];

/** An instance that there is not. */
const NOBODY = '99999999-0000-4000-8000-000000000000';

/** What a command may need. */
interface Facts {
  readonly configFile: string;
  readonly folder: string;
}

/** Every command as a whole process, next to an empty one and to the database's own client with nothing to do. */
export async function coldStart(setting: Setting): Promise<readonly Bound[]> {
  const { configFile } = await deployment(setting, 'small', SMALL);
  const { root, folder } = setting;
  say('## Cold start, three cells of 20 instances\n');
  const commands = COMMANDS.map((argumentsOf) =>
    named(preflight(root, argumentsOf({ configFile, folder }))),
  );
  const timings = await timeInTurn(
    [emptyNode, client(setting, 'SELECT 1', 'SELECT 1'), ...commands],
    Math.max(setting.rounds, ROUNDS),
  );
  sayTimings(timings);
  const [empty, , check] = timings;
  return [
    {
      what: 'cold start, upgrade check to an empty Node process',
      value: (check?.median ?? NaN) / empty.median,
      most: 3.75,
      unit: '',
    },
  ];
}

/** Processes this short vary most, and the start is near its bound: two runs of so many still differ by a twentieth. */
const ROUNDS = 40;

const SMALL = { instances: 60, cells: 3, deletedPerLive: 0, unsetEvery: 100 };

/** Without the paths, which lead into a temporary folder. */
function named(command: Command): Command {
  const words = command.name.split(' ').filter((word) => !/^\/|^--config-file$/.test(word));
  return { ...command, name: words.join(' ') };
}
