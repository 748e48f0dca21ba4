import { ExpectedError } from '../../error.js';
import { type JournalContent, type JournalledChange, readJournal } from '../../journal/read.js';
import { fileJournal } from '../../journal/write.js';
import { stateObjections } from '../../nova/judge-instance-update.js';
import {
  type RecordedInstance,
  recordedInstanceColumns,
  recordedInstances,
} from '../../nova/recorded-instances.js';
import { UncertainCommitError } from '../../nova/transaction.js';
import type { Host } from '../host.js';
import type { WorkplaceChoice } from './workplace-options.js';
import { type Decision, journalledChange } from './journalled-change.js';
import { EXIT_UNEXPECTED, withDatabases, type Workplace } from './with-databases.js';

/** What `machine-type undo` was asked to do. */
export interface UndoChoice extends WorkplaceChoice {
  /** The only instances to be looked at, in lower case; empty for all. */
  readonly instances: readonly string[];
  /** Goes over the state of an instance. */
  readonly force: boolean;
  readonly dryRun: boolean;
  /** The journal's file. */
  readonly journal: string;
}

/**
 * Takes back what a journal tells of, the newest change first, where the machine type still is what was written, and says
 * what it leaves alone and why. Gives 0 if nothing is left to be taken back, 3 if an instance was left alone, 2 if one is
 * not there or not in the journal, 1 if something failed; the first of 1, 2 and 3 that there is.
 */
export async function undoChanges(choice: UndoChoice, host: Host): Promise<number> {
  return withDatabases(choice, host, async (place) => {
    const content = readJournal(choice.journal);
    const codes = new Set([tellFlaws(content, choice, place)]);
    const { changes } = content;
    const isMeant = ({ instance }: JournalledChange) =>
      choice.instances.length === 0 || choice.instances.includes(instance);
    const unknown = choice.instances.filter(
      (uuid) => !changes.some(({ instance }) => instance === uuid),
    );
    for (const uuid of unknown) {
      place.say(`Left instance ${uuid}: the journal has no change of it`);
      codes.add(2);
    }
    const open = openChanges(changes).filter(isMeant);
    if (open.length === 0 && unknown.length === 0) place.say('There is nothing to take back.');
    const taken: Taken = new Map();
    for (const change of open.toReversed()) {
      codes.add(await attempt(change, choice, taken, host, place));
    }
    return [EXIT_UNEXPECTED, 2, 3].find((code) => codes.has(code)) ?? 0;
  });
}

/** Gives the exit code for what the journal does not tell. */
function tellFlaws(
  { torn, orphaned }: JournalContent,
  { journal }: UndoChoice,
  { complain }: Workplace,
): number {
  for (const line of torn) {
    complain(
      `${journal}:${line}: the line is torn: whoever wrote it died or had no room. If it was to tell of a change, that was not made; if it was to tell what became of one, that change is told of above.`,
    );
  }
  for (const line of orphaned) {
    complain(
      `${journal}:${line}: the line of the change of which this one tells is missing, so that the change cannot be taken back.`,
    );
  }
  return orphaned.length > 0 ? EXIT_UNEXPECTED : 0;
}

/**
 * The changes that may hold: not those that were surely not committed, those that were taken back, or those that took
 * back themselves. Who undoes an undo, updates.
 */
function openChanges(changes: readonly JournalledChange[]): readonly JournalledChange[] {
  const undone = new Set(
    changes.filter(({ outcome }) => outcome === 'committed').flatMap(({ undoes }) => undoes ?? []),
  );
  return changes.filter(
    ({ id, outcome, undoes }) =>
      outcome !== 'not-committed' && undoes === undefined && !undone.has(id),
  );
}

/** The machine types that a dry run would have left so far, by instance. */
type Taken = Map<string, string | null>;

/** Takes a change back, or tells whether it would be, and gives the exit code for it. */
async function attempt(
  change: JournalledChange,
  choice: UndoChoice,
  taken: Taken,
  host: Host,
  place: Workplace,
): Promise<number> {
  try {
    const left = choice.dryRun
      ? await rehearse(change, choice, taken, place)
      : await takeBack(change, choice, host, place);
    if (left === undefined) return 0;
    place.say(left.text);
    return left.code;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const done = error instanceof UncertainCommitError ? 'May have taken back' : 'Left';
    place.say(`${done} instance ${change.instance}: see stderr`);
    place.complain(`instance ${change.instance}: ${error.message}`);
    return EXIT_UNEXPECTED;
  }
}

async function takeBack(
  change: JournalledChange,
  choice: UndoChoice,
  host: Host,
  place: Workplace,
): Promise<Left | undefined> {
  const { instance, before, after } = change;
  const done = await journalledChange(
    place.databases,
    {
      cell: { uuid: change.cell.uuid, name: change.cell.name },
      instance,
      who: host.user(),
      forced: choice.force,
      undoes: change.id,
      journal: fileJournal(
        choice.journal,
        'What is taken back is told where it is read: let that be written.',
      ),
    },
    (locked) => decide(change, locked, choice),
  );
  if (done.kind === 'left') return done.left;
  place.say(`Took back instance ${instance}: ${shown(after)} to ${shown(before)}`);
  if (done.unconfirmed !== undefined) {
    place.complain(`it is not confirmed in the journal: ${done.unconfirmed}`);
  }
  return undefined;
}

/** Reads alone: it neither locks the instance nor needs a right to. */
async function rehearse(
  change: JournalledChange,
  choice: UndoChoice,
  taken: Taken,
  place: Workplace,
): Promise<Left | undefined> {
  const { instance: uuid, before, after } = change;
  const instance = await recordedInstance(change, place);
  const machineType = taken.has(uuid) ? (taken.get(uuid) ?? null) : instance?.machineType;
  const decision = decide(
    change,
    instance && { ...instance, machineType: machineType ?? null },
    choice,
  );
  if ('leave' in decision) return decision.leave;
  taken.set(uuid, before);
  place.say(`Would take back instance ${uuid}: ${shown(after)} to ${shown(before)}`);
  return undefined;
}

async function recordedInstance(
  { cell, instance }: JournalledChange,
  { databases, watch }: Workplace,
): Promise<RecordedInstance | undefined> {
  const deployment = databases.view({ cell: recordedInstanceColumns }, watch);
  const [answer] = await deployment.askCells(
    async ({ reader }) => recordedInstances(reader, [instance]),
    { only: ({ uuid }) => uuid === cell.uuid },
  );
  if (answer !== undefined) return answer.value.get(instance);
  const isMapped = (await deployment.cells()).some(({ uuid }) => uuid === cell.uuid);
  throw new ExpectedError(isMapped ? 'its cell did not answer.' : `there is no cell ${cell.uuid}.`);
}

/** What is said of an instance that is left alone, and the exit code for it. */
interface Left {
  readonly text: string;
  readonly code: number;
}

function decide(
  { instance, before, after, hadRow, outcome }: JournalledChange,
  found: RecordedInstance | undefined,
  { force }: UndoChoice,
): Decision<Left> {
  const left = (why: string, code = 3) => ({
    leave: { text: `Left instance ${instance}: ${why}`, code },
  });
  if (found === undefined) return left('it could not be found', 2);
  const now = found.machineType;
  if (now === before && now !== after) {
    return left(
      outcome === 'committed'
        ? `its machine type is ${shown(now)} again`
        : `its machine type is ${shown(now)}: the change to ${shown(after)} was never committed`,
      0,
    );
  }
  if (now !== after) {
    return left(`its machine type is ${shown(now)} now, and no more ${shown(after)}`);
  }
  const objections = stateObjections(found).map(({ clause }) => clause);
  if (objections.length > 0 && !force) {
    return left(`${objections.join(', and ')} (--force goes over it)`);
  }
  return {
    record: before === null && !hadRow ? 'no row' : { value: before },
    overridden: objections,
  };
}

/** Python's word for what is not there, as nova-manage prints it. */
function shown(machineType: string | null): string {
  return machineType ?? 'None';
}
