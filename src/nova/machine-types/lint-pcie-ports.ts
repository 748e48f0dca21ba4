import type { ConfigValue } from '../../config/config.js';
import type { LintFinding } from './lint.js';
import { parseMachineType } from './machine-type.js';
import { parseEntry } from './option.js';

const OPTION = '[libvirt]num_pcie_ports';

/**
 * Looks at `[libvirt]num_pcie_ports` (Nova 34.0.0, nova/conf/libvirt.py: 0 to 28, 0 by default, which leaves the number
 * to libvirt, and that is one or two free ports; an empty text is no number to oslo.config, and leaves it to libvirt too).
 * That is too few for guests with q35, where each device that is attached takes a port, and `pc` guests had free slots.
 */
export function lintPciePorts(
  machineTypes: ConfigValue<readonly string[]> | undefined,
  ports: ConfigValue<string> | undefined,
): LintFinding[] {
  const text = ports?.value.trim() ?? '';
  const isSet = text !== '';
  const number = isSet ? wholeNumber(text) : 0;
  if (ports !== undefined && !(number >= 0 && number <= 28)) {
    const message = `${JSON.stringify(text)} is not a whole number from 0 to 28: nova-compute does not start.`;
    return [
      {
        key: 'pcie-ports-invalid',
        severity: 'error',
        option: OPTION,
        origin: ports.origin,
        entry: null,
        message,
        instead: INSTEAD,
      },
    ];
  }
  const entry = machineTypes?.value.find(isQ35);
  if (machineTypes === undefined || entry === undefined || number > 0) return [];
  return [
    {
      key: 'pcie-ports-default',
      severity: 'warning',
      option: OPTION,
      origin: ports?.origin ?? machineTypes.origin,
      entry: null,
      message: `${isSet ? 'It is 0' : 'It is not set'}, and ${entry} makes q35 guests: they get one or two free PCIe ports, and each volume or network port that is attached later takes one. Guests read the number when they are next defined.`,
      instead: INSTEAD,
    },
  ];
}

/** NaN for a text that is none. */
function wholeNumber(text: string): number {
  return /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
}

const INSTEAD = 'num_pcie_ports = 16';

function isQ35(entry: string): boolean {
  const { architecture, type = architecture } = parseEntry(entry);
  return parseMachineType(type.trim())?.family === 'pc-q35';
}
