import type { Bound } from './bound.js';
import { drop } from './generate.js';
import { longestStatement } from './longest-statement.js';
import { timeInTurn } from './measure.js';
import { say, sayTimings } from './print.js';
import {
  client,
  deployment,
  emptyNode,
  machineTypeCheck,
  secondsSince,
  type Setting,
} from './setting.js';
import { ANTI_JOIN, MATERIALISE, NOT_IN } from './statement.js';

/** A case of the machine-type check: live instances over three cells. */
export interface Case {
  readonly instances: number;
  readonly deletedPerLive: number;
}

/** The machine-type check as a whole process, next to single statements, cell after cell in one client. */
export async function machineTypes(setting: Setting, asked: Case): Promise<readonly Bound[]> {
  const title = caseTitle(asked);
  say(`## ${title}\n`);
  const started = performance.now();
  const made = await deployment(setting, 'case', { ...asked, cells: 3, unsetEvery: 100 });
  say(`${made.metadataRows} metadata rows, generated in ${secondsSince(started)}.\n`);
  const eachCell = (sql: string) => made.cells.map((cell) => `USE \`${cell}\`; ${sql}`).join(';');
  const check = machineTypeCheck(setting.root, made.configFile);
  const timings = await timeInTurn(
    [
      emptyNode,
      client(setting, 'anti-join, cell after cell', eachCell(ANTI_JOIN)),
      check,
      client(
        setting,
        '`NOT IN` forced to materialise',
        // A comment to MySQL, which has no such switch.
        `/*M! ${MATERIALISE} */; ${eachCell(NOT_IN)}`,
      ),
    ],
    setting.rounds,
  );
  sayTimings(timings);
  const longest = await longestStatement(setting, check);
  await drop(setting.server.rootUrl, made);

  const [empty, statement, own, materialised] = timings;
  const ratio = (own.median - empty.median) / statement.median;
  const most = mostRatio(asked);
  say(
    `Check, less an empty Node process, to the anti-join: ${ratio.toFixed(2)}; to the materialised \`NOT IN\`: ${((own.median - empty.median) / materialised.median).toFixed(2)}\n`,
  );
  return [
    ...(most === undefined
      ? []
      : [{ what: `${title}, check to anti-join`, value: ratio, most, unit: '' as const }]),
    { what: `${title}, peak resident set`, value: own.memory, most: MOST_MIB, unit: ' MiB' },
    { what: `${title}, longest statement`, value: longest, most: MOST_SECONDS, unit: ' s' },
  ];
}

/** `100 000 instances, 10 soft-deleted for each`. */
export function caseTitle({ instances, deletedPerLive }: Case): string {
  const count = `${String(instances).replaceAll(/\B(?=(\d{3})+$)/g, ' ')} instances`;
  return deletedPerLive === 0 ? count : `${count}, ${deletedPerLive} soft-deleted for each`;
}

/** The most that our process may keep in memory, whatever the number of instances. */
export const MOST_MIB = 120;

const MOST_SECONDS = 0.25;

/** That of the largest size with a bound of its own; below ten thousand the start-up is all there is to see. */
function mostRatio({ instances, deletedPerLive }: Case): number | undefined {
  const bounds = deletedPerLive > 0 ? NEVER_PURGED : PURGED;
  return bounds.findLast(([size]) => size <= instances)?.[1];
}

const PURGED = [
  [10_000, 1.1],
  [100_000, 0.4],
  [1_000_000, 0.15],
] as const;

const NEVER_PURGED = [[10_000, 1.1]] as const;
