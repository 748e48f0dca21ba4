import { ExpectedError } from '../../error.js';
import { type JournalledChange, readJournal } from '../../journal/read.js';
import { fileJournal } from '../../journal/write.js';
import { stateObjections } from '../../nova/judge-instance-update.js';
import { UncertainCommitError } from '../../nova/transaction.js';
import type { LockedInstance } from '../../nova/write-machine-type.js';
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
 * not there, 1 if something failed; the first of 1, 2 and 3 that there is.
 */
export async function undoChanges(choice: UndoChoice, host: Host): Promise<number> {
  return withDatabases(choice, host, async (place) => {
    const { changes, torn } = readJournal(choice.journal);
    for (const line of torn) {
      place.complain(
        `${choice.journal}:${line}: the line is torn: a process died while it wrote it. A change that it told of was not made.`,
      );
    }
    const open = openChanges(changes).filter(
      ({ instance }) => choice.instances.length === 0 || choice.instances.includes(instance),
    );
    if (open.length === 0) host.stdout.write('There is nothing to take back.\n');
    const codes = new Set<number>();
    const taken: Taken = new Map();
    for (const change of open.toReversed()) {
      codes.add(await takeBack(change, choice, taken, host, place));
    }
    return [EXIT_UNEXPECTED, 2, 3].find((code) => codes.has(code)) ?? 0;
  });
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

async function takeBack(
  change: JournalledChange,
  choice: UndoChoice,
  taken: Taken,
  host: Host,
  place: Workplace,
): Promise<number> {
  const { instance, before, after } = change;
  try {
    const done = await journalledChange(
      place.databases,
      {
        cell: { uuid: change.cell.uuid, name: change.cell.name },
        instance,
        who: host.user(),
        forced: choice.force,
        undoes: change.id,
        journal: fileJournal(choice.journal),
      },
      (locked) => decide(change, locked, choice, taken),
    );
    if (done.kind === 'changed') {
      host.stdout.write(`Took back instance ${instance}: ${shown(after)} to ${shown(before)}\n`);
      if (done.unconfirmed !== undefined) {
        place.complain(`it is not confirmed in the journal: ${done.unconfirmed}`);
      }
      return 0;
    }
    host.stdout.write(`${done.left.text}\n`);
    return done.left.code;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const done = error instanceof UncertainCommitError ? 'May have taken back' : 'Left';
    host.stdout.write(`${done} instance ${instance}: see stderr\n`);
    place.complain(`instance ${instance}: ${error.message}`);
    return EXIT_UNEXPECTED;
  }
}

/** What is said of an instance that is left alone, and the exit code for it. */
interface Left {
  readonly text: string;
  readonly code: number;
}

function decide(
  { instance, before, after, hadRow, outcome }: JournalledChange,
  locked: LockedInstance | undefined,
  { force, dryRun }: UndoChoice,
  taken: Taken,
): Decision<Left> {
  const left = (why: string, code = 3) => ({
    leave: { text: `Left instance ${instance}: ${why}`, code },
  });
  if (locked === undefined) return left('it could not be found', 2);
  const now = taken.has(instance) ? (taken.get(instance) ?? null) : locked.machineType;
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
  const objections = stateObjections(locked).map(({ clause }) => clause);
  if (objections.length > 0 && !force) {
    return left(`${objections.join(', and ')} (--force goes over it)`);
  }
  if (dryRun) {
    taken.set(instance, before);
    const text = `Would take back instance ${instance}: ${shown(after)} to ${shown(before)}`;
    return { leave: { text, code: 0 } };
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
