import { compareMachineTypes } from './compare.js';
import { type MachineType, parseMachineType } from './machine-type.js';

/** What Nova would call the refusal: 5 is an unsupported type, 4 a change that a guest may not survive. */
export type UpdateExitCode = 4 | 5;

/** A rule that stands against an update. */
export interface Objection {
  readonly code: UpdateExitCode;
  readonly rule:
    'unsupported' | 'current-unknown' | 'family' | 'alias' | 'vendor' | 'variant' | 'older';
  /** For people: one sentence that names both types. */
  readonly text: string;
}

/** Whether an instance's machine type may become another. */
export type UpdateJudgement =
  | {
      readonly allowed: true;
      /** What `--force` went over. */ readonly overridden: readonly Objection[];
    }
  | {
      readonly allowed: false;
      /** The exit code of `nova-manage libvirt update_machine_type`. */
      readonly code: UpdateExitCode;
      /** The line that it prints. */
      readonly message: string;
      /** Why, which Nova does not say. */
      readonly objection: Objection;
    };

/**
 * Judges an update of the recorded machine type as `nova-manage libvirt update_machine_type` does behind the vm_state
 * (Nova 34.0.0, nova/virt/libvirt/machine_type_utils.py), but by the table of machine types in place of patterns: types
 * of RHEL 10, aarch64, s390x, POWER and Ubuntu are supported and `pc-q35-9.2-foo` is not; 4.0.1 is older than 8.2; and
 * where nothing is known of the recorded type, the update is refused and not waved through.
 *
 * @param current the recorded type; null, or empty as Nova takes it too, where there is none
 * @param wanted what it is to become; the current type itself is always allowed
 */
export function judgeUpdate(
  current: string | null,
  wanted: string,
  force: boolean,
): UpdateJudgement {
  if (current === wanted) return { allowed: true, overridden: [] };
  const objections = objectionsTo(current, wanted);
  const [objection] = objections;
  if (objection === undefined || force) return { allowed: true, overridden: objections };
  const { code } = objection;
  const message =
    code === 5
      ? `Machine type ${wanted} is not supported.`
      : `Cannot update machine type ${current} to ${wanted}.`;
  return { allowed: false, code, message, objection };
}

/** In Nova's order, which its exit code follows: whether the type is supported comes before the change to it. */
function objectionsTo(current: string | null, wanted: string): Objection[] {
  const to = parseMachineType(wanted);
  const from = current === null ? undefined : parseMachineType(current);
  const objections: Objection[] = [];
  if (to?.family === undefined) {
    objections.push({
      code: 5,
      rule: 'unsupported',
      text:
        to === undefined
          ? `${JSON.stringify(wanted)} is not the name of a machine type`
          : `${wanted} is a machine that Nova does not support`,
    });
  }
  if (current === null || current === '') return objections;
  if (from?.family === undefined) {
    const text = `nothing is known of the recorded type ${JSON.stringify(current)}, so that ${JSON.stringify(wanted)} may be another chipset`;
    objections.push({ code: 4, rule: 'current-unknown', text });
  } else if (to?.family !== undefined) {
    objections.push(...objectionsToChange(from, to));
  }
  return objections;
}

function objectionsToChange(from: MachineType, to: MachineType): Objection[] {
  const found: Objection[] = [];
  const object = (rule: Objection['rule'], text: string) => found.push({ code: 4, rule, text });
  if (from.family !== to.family) {
    object('family', `${from.name} is of the family ${from.family}, ${to.name} of ${to.family}`);
  }
  if (from.isAlias !== to.isAlias) {
    const [alias, versioned] = from.isAlias ? [from, to] : [to, from];
    object(
      'alias',
      `${alias.name} stands for the newest type on each host, ${versioned.name} is one version`,
    );
  }
  if (from.vendor !== to.vendor) {
    object('vendor', `${from.name} is ${OWNERS[from.vendor]}, ${to.name} is ${OWNERS[to.vendor]}`);
  }
  if (from.variant !== to.variant) {
    object('variant', `${from.name} and ${to.name} are variants with different hardware`);
  }
  if ((compareMachineTypes(to, from) ?? 0) < 0) {
    object('older', `${to.name} is older than ${from.name}`);
  }
  return found;
}

const OWNERS = Object.freeze({ qemu: "QEMU's own", rhel: "RHEL's", ubuntu: "Ubuntu's" });
