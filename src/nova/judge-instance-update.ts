import { ExpectedError } from '../error.js';
import { judgeUpdate } from './machine-types/judge-update.js';
import type { RecordedInstance } from './recorded-instances.js';

/** Whether the machine type of an instance may be updated, in the state that it is in. */
export type InstanceVerdict =
  | {
      readonly allowed: true;
      /** It is the recorded type already. */
      readonly isSame: boolean;
      /** What `--force` goes over, one clause each. */
      readonly overridden: readonly string[];
    }
  | {
      readonly allowed: false;
      /** The exit code of `nova-manage libvirt update_machine_type`. */
      readonly code: 3 | 4 | 5;
      /** The line that it prints. */
      readonly message: string;
      /** Why, where the line does not say it; one clause. */
      readonly why?: string;
    };

/**
 * Judges an update as `nova-manage libvirt update_machine_type` does (Nova 34.0.0, nova/virt/libvirt/machine_type_utils.py):
 * the same type needs no judgement, then the state, the type and the change to it have to be right. Beyond Nova, nothing
 * may be at work on the instance: whatever that is may be about to define the guest.
 *
 * @throws ExpectedError for a type that is longer than the database's column
 */
export function judgeInstanceUpdate(
  instance: RecordedInstance,
  wanted: string,
  force: boolean,
): InstanceVerdict {
  const { machineType: current } = instance;
  if (current === wanted && wanted !== '') return { allowed: true, isSame: true, overridden: [] };
  const state = stateObjections(instance);
  const [stateObjection] = state;
  if (stateObjection !== undefined && !force) {
    return { allowed: false, code: 3, message: stateObjection.message };
  }
  const judgement = judgeUpdate(current, wanted, force);
  if (!judgement.allowed) {
    const { code, message, objection } = judgement;
    return { allowed: false, code, message, why: objection.text };
  }
  const { length } = Array.from(wanted);
  if (length > LONGEST) {
    throw new ExpectedError(
      `the machine type is ${length} characters long; the database takes ${LONGEST}.`,
    );
  }
  return {
    allowed: true,
    isSame: false,
    overridden: [
      ...state.map(({ clause }) => clause),
      ...judgement.overridden.map(({ text }) => text),
    ],
  };
}

/** What stands against a change of the machine type while an instance is in its state: its guest runs, or will soon. */
export function stateObjections({
  uuid,
  vmState,
  taskState,
}: Pick<RecordedInstance, 'uuid' | 'vmState' | 'taskState'>) {
  const objections: { readonly message: string; readonly clause: string }[] = [];
  const object = (name: string, state: string) =>
    objections.push({
      message: `Instance ${uuid} in ${name} ${state}. Cannot update machine type. while the instance is in this state.`,
      clause: `the instance is in ${name} ${state}`,
    });
  // Python's word for NULL, as Nova prints it.
  if (vmState === null || !ALLOWED_STATES.has(vmState)) object('vm_state', vmState ?? 'None');
  if (taskState !== null && taskState !== '') object('task_state', taskState);
  return objections;
}

const ALLOWED_STATES: ReadonlySet<string> = new Set(['stopped', 'shelved', 'shelved_offloaded']);

/** Characters; nova/db/main/models.py InstanceSystemMetadata. */
const LONGEST = 255;
