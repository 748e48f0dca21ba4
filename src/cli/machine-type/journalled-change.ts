import { randomUUID } from 'node:crypto';
import { LockedError } from '../../database/writing-session.js';
import { ExpectedError, messageOf } from '../../error.js';
import type { ChangeEvent, OutcomeEvent } from '../../journal/event.js';
import type { Journal } from '../../journal/write.js';
import type { Cell } from '../../nova/cell.js';
import type { Databases } from '../../nova/databases.js';
import { type Transaction, UncertainCommitError } from '../../nova/transaction.js';
import {
  lockInstance,
  type LockedInstance,
  recordMachineType,
  type Recording,
  writtenColumns,
} from '../../nova/write-machine-type.js';

/** What is to be changed, and where that is told. */
export interface ChangeRequest extends Pick<ChangeEvent, 'who' | 'forced' | 'undoes'> {
  readonly cell: Pick<Cell, 'uuid' | 'name'>;
  /** Its UUID, in lower case. */
  readonly instance: string;
  /** Undefined where the user goes without. */
  readonly journal: Journal | undefined;
}

/** What to do with an instance now that nobody else can change it: record something, or leave it alone. */
export type Decision<Left> =
  { readonly record: Recording; readonly overridden: readonly string[] } | { readonly leave: Left };

/** What was done. */
export type Change<Left> =
  | {
      readonly kind: 'changed';
      readonly before: string | null;
      /** Why the journal does not tell that the change was committed. */
      readonly unconfirmed: string | undefined;
    }
  | { readonly kind: 'left'; readonly left: Left };

/**
 * Locks an instance, decides, and changes its machine type: in one transaction, which the journal has on the disk before
 * anything is written. A process that is killed leaves the instance as it was unless it was told to commit; the journal
 * then has the change without an outcome. Rejects with an ExpectedError where nothing was changed, or with an
 * UncertainCommitError.
 *
 * @param decide is given the instance as it is under the lock; undefined where it is not there
 */
export async function journalledChange<Left>(
  databases: Pick<Databases, 'change'>,
  request: ChangeRequest,
  decide: (instance: LockedInstance | undefined) => Decision<Left>,
): Promise<Change<Left>> {
  const { cell, instance: uuid } = request;
  return databases.change(cell, writtenColumns, async (transaction) => {
    const instance = await locked(transaction, uuid);
    const decision = decide(instance);
    if ('leave' in decision) return { kind: 'left', left: decision.leave };
    if (instance === undefined) throw new TypeError('an instance that is not there was to change');
    const event = changeEvent(request, instance, decision);
    request.journal?.append(event);
    const outcome = (name: OutcomeEvent['event'], reason?: string) =>
      appendOutcome(request.journal, event.id, name, reason);
    try {
      await recordMachineType(transaction.writer, instance, decision.record, new Date());
      await transaction.commit();
    } catch (error) {
      const isUncertain = error instanceof UncertainCommitError;
      // What failed is told to the user, and matters more than a journal that cannot tell it.
      outcome(isUncertain ? 'uncertain' : 'not-committed', reasonOf(error));
      throw error;
    }
    return { kind: 'changed', before: instance.machineType, unconfirmed: outcome('committed') };
  });
}

async function locked({ writer }: Transaction, uuid: string): Promise<LockedInstance | undefined> {
  try {
    return await lockInstance(writer, uuid);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new ExpectedError(
      `instance ${uuid} is locked: somebody else holds its row and did not let go of it in time; Nova may be at work on it. Nothing was changed; try again.`,
      { cause: error },
    );
  }
}

function changeEvent(
  { who, cell, forced, undoes }: ChangeRequest,
  { uuid, machineType, hasRow }: LockedInstance,
  { record, overridden }: { readonly record: Recording; readonly overridden: readonly string[] },
): ChangeEvent {
  return {
    event: 'change',
    id: randomUUID(),
    time: new Date().toISOString(),
    who,
    cell: { uuid: cell.uuid, name: cell.name },
    instance: uuid,
    before: machineType,
    after: record === 'no row' ? null : record.value,
    hadRow: hasRow,
    forced,
    overridden,
    ...(undoes === undefined ? {} : { undoes }),
  };
}

/** Gives why the outcome could not be told, if it could not. */
function appendOutcome(
  journal: Journal | undefined,
  id: string,
  event: OutcomeEvent['event'],
  reason?: string,
): string | undefined {
  const time = new Date().toISOString();
  try {
    journal?.append({ event, id, time, ...(reason === undefined ? {} : { reason }) });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Only our own words are known to hold no secret. */
function reasonOf(error: unknown): string {
  return error instanceof ExpectedError ? error.message : 'the run was interrupted or failed';
}
