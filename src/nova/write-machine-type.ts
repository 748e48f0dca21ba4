import type { Generated } from 'kysely';
import type { Writer } from '../database/writer.js';
import { ExpectedError } from '../error.js';
import { isMachineType, PREFIXED, MACHINE_TYPE_KEYS, recordedType } from './recorded-type.js';
import type { RecordedInstance } from './recorded-instances.js';
import type { CellTables, Columns } from './schema.js';

/** The tables of a cell as far as they are written; their other columns have defaults, and are NULL for Nova as well. */
export interface WrittenTables {
  instances: Pick<
    CellTables['instances'],
    'uuid' | 'vm_state' | 'task_state' | 'deleted' | 'updated_at'
  >;
  instance_system_metadata: Omit<CellTables['instance_system_metadata'], 'id'> & {
    id: Generated<number>;
    deleted_at: string | null;
  };
}

/** What a change of a machine type reads and writes. */
export const writtenColumns: Columns<WrittenTables> = Object.freeze({
  instances: ['uuid', 'vm_state', 'task_state', 'deleted', 'updated_at'],
  instance_system_metadata: [
    'id',
    'instance_uuid',
    'key',
    'value',
    'deleted',
    'deleted_at',
    'created_at',
    'updated_at',
  ],
});

/** An instance that nobody else can change until the transaction ends. */
export interface LockedInstance extends RecordedInstance {
  /** Whether there is a row for the machine type: without one there is none, with one it may be NULL. */
  readonly hasRow: boolean;
}

/**
 * Locks a live instance, and gives what is recorded for it now; undefined where there is none. Nova changes the row of
 * the instance whenever it changes its system metadata (Nova 34.0.0, nova/db/main/api.py _instance_update), so that this
 * lock keeps it out.
 *
 * @param uuid in the form that Nova gives it, lower case
 */
export async function lockInstance(
  writer: Writer<WrittenTables>,
  uuid: string,
): Promise<LockedInstance | undefined> {
  const row = await writer
    .selectFrom('instances')
    .select(['vm_state', 'task_state'])
    .where('uuid', '=', uuid)
    .where('deleted', '=', 0)
    .$if(writer.dialect === 'mysql', (select) => select.forUpdate())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const metadata = await lockedRows(writer, uuid);
  return {
    uuid,
    vmState: row.vm_state,
    taskState: row.task_state,
    machineType: recordedType(metadata),
    hasRow: metadata.length > 0,
  };
}

/** What is to be recorded: a machine type, NULL, or no row at all. */
export type Recording = { readonly value: string | null } | 'no row';

/**
 * Records a machine type for a locked instance. As Nova leaves it (nova/db/main/api.py _instance_metadata_update_in_place):
 * the first row of the key has the value, others of it are gone; a new row has `created_at` alone, one that had another
 * value `updated_at` as well; the instance has been updated. Beyond Nova, that row is live afterwards, and no row without
 * the prefix is left to be read in its place. Raises an ExpectedError if the database does not hold that in the end.
 *
 * @param now the time of the change, which is the clock of whoever changes, as with Nova
 */
export async function recordMachineType(
  writer: Writer<WrittenTables>,
  { uuid }: Pick<LockedInstance, 'uuid'>,
  recording: Recording,
  now: Date,
): Promise<void> {
  const time = databaseTime(now, writer.dialect);
  const rows = await lockedRows(writer, uuid);
  const kept = recording === 'no row' ? undefined : rows.find(({ key }) => key === PREFIXED);
  const surplus = rows.filter((row) => row !== kept).map(({ id }) => id);
  if (surplus.length > 0) {
    await writer.deleteFrom('instance_system_metadata').where('id', 'in', surplus).execute();
  }
  if (recording !== 'no row') {
    const { value } = recording;
    if (kept === undefined) {
      await writer
        .insertInto('instance_system_metadata')
        .values({ instance_uuid: uuid, key: PREFIXED, value, created_at: time, deleted: 0 })
        .execute();
    } else if (kept.value !== value || kept.deleted !== 0) {
      await writer
        .updateTable('instance_system_metadata')
        .set({ value, updated_at: time, deleted: 0, deleted_at: null })
        .where('id', '=', kept.id)
        .execute();
    }
  }
  await writer
    .updateTable('instances')
    .set({ updated_at: time })
    .where('uuid', '=', uuid)
    .where('deleted', '=', 0)
    .execute();
  await verify(writer, uuid, recording);
}

async function lockedRows(writer: Writer<WrittenTables>, uuid: string) {
  const rows = await writer
    .selectFrom('instance_system_metadata')
    .select(['id', 'key', 'value', 'deleted'])
    .where('instance_uuid', '=', uuid)
    .where('key', 'in', MACHINE_TYPE_KEYS)
    .orderBy('id')
    .$if(writer.dialect === 'mysql', (select) => select.forUpdate())
    .execute();
  return rows.filter(isMachineType);
}

/** A trigger, a proxy or a character set may make of a value what nobody asked for. */
async function verify(
  writer: Writer<WrittenTables>,
  uuid: string,
  recording: Recording,
): Promise<void> {
  const rows = await lockedRows(writer, uuid);
  const isRight =
    recording === 'no row'
      ? rows.length === 0
      : rows.length === 1 &&
        rows.every(({ key, value, deleted }) => {
          return key === PREFIXED && value === recording.value && deleted === 0;
        });
  if (isRight) return;
  throw new ExpectedError(
    `instance ${uuid}: the database holds something else than was written to it (${JSON.stringify(rows.map(({ value }) => value))}), so the change was taken back.`,
  );
}

/** MySQL's DATETIME has whole seconds here; SQLAlchemy writes SQLite's with six digits behind them. */
function databaseTime(time: Date, dialect: Writer<WrittenTables>['dialect']): string {
  const text = time.toISOString().replace('T', ' ');
  return dialect === 'mysql' ? text.slice(0, 19) : `${text.slice(0, 23)}000`;
}
