import { FAMILIES } from '../../nova/machine-types/families.js';
import { lintMachineTypes } from '../../nova/machine-types/lint.js';
import { UsageError } from '../host.js';

/**
 * A value of `[libvirt]hw_machine_type` on the command line, divided as oslo.config divides a list. Raises a UsageError for
 * one in which an entry does not do what it says: an unknown architecture or type, no type, a blank in the middle.
 */
export function parseMachineTypes(option: string, text: string): readonly string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => entry === '')) {
    throw new UsageError(`${option} ${JSON.stringify(text)}: give a list like x86_64=q35.`);
  }
  const findings = lintMachineTypes({
    machineTypes: { value: entries, origin: option },
    pciePorts: undefined,
    qemu: undefined,
  });
  const wrong = findings.find(({ severity, key }) => severity === 'error' || key === 'entry-empty');
  if (wrong === undefined) return entries;
  const instead = wrong.instead === null ? '' : ` Write ${wrong.instead}.`;
  const known = wrong.instead === null && NEED_A_LIST.has(wrong.key) ? ` ${KNOWN}` : '';
  throw new UsageError(
    `${option} ${JSON.stringify(wrong.entry ?? text)}: ${wrong.message}${instead}${known}`,
  );
}

const NEED_A_LIST: ReadonlySet<string> = new Set([
  'architecture-unknown',
  'type-unknown',
  'type-of-other-architecture',
  'no-architecture',
  'no-type',
]);

const KNOWN = `Known are ${FAMILIES.map(
  ({ architectures, alias, name }) =>
    `for ${architectures.join(' and ')}: ${alias} and ${name}-<version>`,
).join('; ')}.`;
