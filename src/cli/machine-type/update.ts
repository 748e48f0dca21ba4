import { fileJournal } from '../../journal/write.js';
import { findInstances, findReads, type FoundInstance } from '../../nova/find-instances.js';
import { type InstanceVerdict, judgeInstanceUpdate } from '../../nova/judge-instance-update.js';
import type { RecordedInstance } from '../../nova/recorded-instances.js';
import type { Host } from '../host.js';
import type { WorkplaceChoice } from './workplace-options.js';
import { type Decision, journalledChange } from './journalled-change.js';
import { EXIT_UNEXPECTED, withDatabases, type Workplace } from './with-databases.js';

/** What `machine-type update` was asked to do. */
export interface UpdateChoice extends WorkplaceChoice {
  /** The instance's UUID, as given. */
  readonly name: string;
  readonly machineType: string;
  readonly force: boolean;
  readonly dryRun: boolean;
  /** The journal's file; undefined for none. */
  readonly journal: string | undefined;
}

/**
 * Changes the recorded machine type of an instance with nova-manage's words on stdout, and says on stderr what it does
 * not. Gives nova-manage's exit code: 0 if the type is recorded now, 2 for no such instance, 3 for its state, 4 for a
 * change that may not be, 5 for a type that is not supported, 1 for whatever else.
 */
export async function updateMachineType(choice: UpdateChoice, host: Host): Promise<number> {
  const { name, force } = choice;
  if (force) host.stdout.write('Forcing update of machine type.\n');
  return withDatabases(choice, host, async (place) => {
    const found = await findInstances(place.databases.view(findReads, place.watch), [name]);
    return update(choice, found.get(name), host, place);
  });
}

async function update(
  choice: UpdateChoice,
  found: FoundInstance | undefined,
  host: Host,
  place: Workplace,
): Promise<number> {
  const { name } = choice;
  if (found === undefined || found.kind === 'unknown') return EXIT_UNEXPECTED;
  if (found.kind === 'no-mapping') {
    place.say(`Instance ${name} has no mapping to a cell.`);
    return 2;
  }
  if (found.kind === 'no-instance') return notFound(name, place);
  if (choice.dryRun) return dryRun(choice, found.instance, place);

  const { cell, instance } = found;
  const journal =
    choice.journal === undefined ? undefined : fileJournal(choice.journal, JOURNAL_ADVICE);
  const change = await journalledChange(
    place.databases,
    { cell, instance: instance.uuid, who: host.user(), forced: choice.force, journal },
    (locked) => decide(choice, locked, place),
  );
  if (change.kind === 'left') {
    const { left } = change;
    if (left === 'gone') return notFound(name, place);
    return left.allowed ? updated(choice, choice.machineType, place) : refused(left, place);
  }
  if (change.unconfirmed !== undefined) {
    place.complain(`the change is made, and not confirmed in the journal: ${change.unconfirmed}`);
  }
  return updated(choice, change.before, place);
}

const JOURNAL_ADVICE = 'Name another with --journal, or go without with --no-journal.';

type Left = InstanceVerdict | 'gone';

function decide(
  { machineType, force }: UpdateChoice,
  locked: RecordedInstance | undefined,
  place: Workplace,
): Decision<Left> {
  if (locked === undefined) return { leave: 'gone' };
  const verdict = judgeInstanceUpdate(locked, machineType, force);
  if (!verdict.allowed || verdict.isSame) return { leave: verdict };
  tellOverridden(verdict.overridden, place);
  return { record: { value: machineType }, overridden: verdict.overridden };
}

function dryRun(
  { name, machineType, force }: UpdateChoice,
  instance: RecordedInstance,
  place: Workplace,
): number {
  const verdict = judgeInstanceUpdate(instance, machineType, force);
  if (!verdict.allowed) return refused(verdict, place);
  tellOverridden(verdict.overridden, place);
  place.say(
    verdict.isSame
      ? `Would leave instance ${name} as it is: its machine type is ${machineType}`
      : `Would update instance ${name} machine type to ${machineType} (previously ${shown(instance.machineType)})`,
  );
  return 0;
}

function updated(
  { name, machineType }: UpdateChoice,
  before: string | null,
  { say }: Workplace,
): number {
  say(`Updated instance ${name} machine type to ${machineType} (previously ${shown(before)})`);
  return 0;
}

function refused(
  { code, message, why }: InstanceVerdict & { readonly allowed: false },
  { say, complain }: Workplace,
): number {
  say(message);
  if (why !== undefined) complain(`${why}.`);
  return code;
}

function notFound(name: string, { say }: Workplace): number {
  say(`Instance ${name} could not be found.`);
  return 2;
}

function tellOverridden(overridden: readonly string[], { complain }: Workplace): void {
  for (const clause of overridden) complain(`--force goes over this: ${clause}.`);
}

/** Python's word for what is not there, as nova-manage prints it. */
function shown(machineType: string | null): string {
  return machineType ?? 'None';
}
