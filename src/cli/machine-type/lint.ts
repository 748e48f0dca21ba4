import { type Config, loadConfig } from '../../config/config.js';
import { ExpectedError } from '../../error.js';
import { lintMachineTypes } from '../../nova/machine-types/lint.js';
import { type LintReport, lintJson, lintText, makeLintReport } from '../../report/lint.js';
import { type Host, hasColour } from '../host.js';
import type { LintOptions } from './lint-options.js';

/** Where nothing tells the width: as wide as most terminals. */
const WIDTH = 80;

/**
 * Looks for mistakes in the options that choose machine types, tells them, and gives the exit code: 0 for nothing, 1 for
 * warnings, 2 for errors. Rejects with an ExpectedError where the configuration cannot be read or there is none.
 */
export async function lint(options: LintOptions, host: Host): Promise<number> {
  const { env, home, cwd, stdout } = host;
  const config = loadConfig({
    sources: options.sources,
    env,
    home,
    cwd,
    // Who reads the options is nova-compute, so its file is looked at and not nova-manage's.
    program: 'nova-compute',
  });
  const report = linted(config, options.qemu);
  stdout.write(
    options.format === 'json'
      ? lintJson(report)
      : lintText(report, { width: stdout.columns ?? WIDTH, colour: hasColour(stdout, env) }),
  );
  return report.result;
}

function linted(config: Config, qemu: LintOptions['qemu']): LintReport {
  const machineTypes = config.list('libvirt', 'hw_machine_type');
  const pciePorts = config.text('libvirt', 'num_pcie_ports');
  if (config.files.length === 0 && machineTypes === undefined) {
    throw new ExpectedError(
      '[libvirt]hw_machine_type cannot be looked at: no configuration file was found; name one of nova-compute with --config-file.',
    );
  }
  return makeLintReport({
    files: config.files,
    machineTypes,
    findings: lintMachineTypes({ machineTypes, pciePorts, qemu }),
  });
}
