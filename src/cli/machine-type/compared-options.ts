import { type Config, type ConfigValue, loadConfig } from '../../config/config.js';
import type { ImpactReport, OptionValue } from '../../report/impact.js';
import type { Host } from '../host.js';
import type { ImpactOptions } from './impact-options.js';

/** What is compared, and where each of it comes from. */
export interface ComparedOptions {
  readonly old: OptionValue;
  readonly new: OptionValue;
  /** `[libvirt]num_pcie_ports` after the change; 0 where it is not set, or is no number. */
  readonly numPciePorts: ImpactReport['numPciePorts'];
  /** The same as it is written. */
  readonly writtenPciePorts: ConfigValue<string> | undefined;
}

/**
 * Reads the old and the new value from the command line or the configuration. Raises an ExpectedError where a file
 * cannot be read.
 */
export function comparedOptions(options: ImpactOptions, host: Host): ComparedOptions {
  const { env, home, cwd } = host;
  // Who reads the options is nova-compute, so its file is looked at and not nova-status's.
  const program = 'nova-compute';
  const present = loadConfig({ sources: options.sources, env, home, cwd, program });
  const { from, to } = options;
  const future =
    'file' in to
      ? loadConfig({
          // That file and nothing else: the environment of this run says nothing of the future.
          sources: [{ kind: 'file', path: to.file }],
          directories: [],
          env: {},
          home,
          cwd,
          program,
        })
      : present;
  const writtenPciePorts = future.text('libvirt', 'num_pcie_ports');
  const ports = Number(writtenPciePorts?.value ?? 0);
  return {
    old: from === undefined ? valueIn(present) : { value: from, origin: '--from' },
    new: 'file' in to ? valueIn(future) : { value: to.value, origin: '--set' },
    numPciePorts: {
      value: Number.isInteger(ports) && ports >= 0 ? ports : 0,
      origin: writtenPciePorts?.origin ?? 'its default',
    },
    writtenPciePorts,
  };
}

function valueIn(config: Config): OptionValue {
  const found = config.list('libvirt', 'hw_machine_type');
  if (found !== undefined) return found;
  const files = config.files.length === 0 ? 'no configuration file' : config.files.join(', ');
  return { value: null, origin: files };
}
