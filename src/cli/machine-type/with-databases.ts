import { loadConfig } from '../../config/config.js';
import { ExpectedError } from '../../error.js';
import { cellName } from '../../nova/cell.js';
import { type CellWatch, type Databases, openDatabases } from '../../nova/databases.js';
import { UncertainCommitError } from '../../nova/transaction.js';
import { printable } from '../../report/printable.js';
import { complain as complainOn } from '../complain.js';
import { type Host, UsageError } from '../host.js';
import { redactor } from '../redact.js';
import type { WorkplaceChoice } from './workplace-options.js';

/** Nova's exit code for what was not expected. */
export const EXIT_UNEXPECTED = 1;

/** What a command works with. */
export interface Workplace {
  readonly databases: Databases;
  /** Tells on stderr which cells do not answer, and why. */
  readonly watch: CellWatch;
  /** Whether a cell did not answer so far. */
  readonly hasSilentCell: () => boolean;
  /** Says a line on stdout. What others wrote, such as a machine type, may hold what a terminal obeys: that is shown. */
  readonly say: (line: string) => void;
  /** Says something on stderr. */
  readonly complain: (message: string) => void;
}

/**
 * Opens the databases as nova-manage would find them, lends them to `act` and gives its exit code; or 1, as
 * nova-manage does, for a failure that the user can do something about, which is told on stderr.
 */
export async function withDatabases(
  choice: WorkplaceChoice,
  host: Host,
  act: (place: Workplace) => Promise<number>,
): Promise<number> {
  const { cwd, home, env, signal } = host;
  let databases: Databases | undefined;
  const redact = redactor(() => databases?.secrets() ?? []);
  const say = (line: string) => {
    host.stdout.write(`${printable(line)}\n`);
  };
  const complain = (message: string) => complainOn(host.stderr, redact(message));
  let isSilent = false;
  const watch: CellWatch = {
    asking() {},
    progress() {},
    busy() {},
    answered() {},
    unanswered(cell, reason) {
      // An interrupted run tells that itself, once.
      if (signal.aborted) return;
      isSilent = true;
      complain(`cell ${cellName(cell)} did not answer: ${reason}`);
    },
  };
  try {
    const config = loadConfig({ sources: choice.sources, env, home, cwd, program: 'nova-manage' });
    databases = openDatabases({ ...choice, config, cwd, home, signal });
    const code = await act({ databases, watch, hasSilentCell: () => isSilent, say, complain });
    signal.throwIfAborted();
    return code;
  } catch (error) {
    if (!(error instanceof ExpectedError) || error instanceof UsageError) throw error;
    // What may have been changed is told by a run that is interrupted, too.
    if (!signal.aborted || error instanceof UncertainCommitError) complain(error.message);
    signal.throwIfAborted();
    return EXIT_UNEXPECTED;
  } finally {
    await databases?.close();
  }
}
