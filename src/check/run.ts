import { follower, untilAborted } from '../abort.js';
import { ExpectedError } from '../error.js';
import { type Cell, cellName } from '../nova/cell.js';
import type { CellWatch } from '../nova/databases.js';
import type { Deployment, OpenCell } from '../nova/deployment.js';
import type { Reads } from '../nova/schema.js';
import { applicability } from './applicability.js';
import type { Check, CheckContext, CheckResult, Verdict } from './check.js';
import type { CellOutcome, Outcome } from './outcome.js';
import type { RunWatch } from './run-watch.js';
import { thrownText } from './thrown.js';
import { validResult } from './validate.js';

/** What checks are run with. */
export interface RunOptions {
  /** The deployment as one check sees it. */
  readonly view: (reads: Reads, watch: CellWatch) => Deployment;
  readonly context: Omit<CheckContext, 'signal'>;
  /** Milliseconds that a check may go on by itself, while it asks no database. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Makes text that is not ours fit to be shown. */
  readonly redact: (text: string) => string;
  readonly watch: RunWatch;
}

/**
 * Runs checks side by side and gives an outcome for each, in their order, whatever they do: one that throws, goes on
 * for ever or returns rubbish could not tell, and costs only its own answer. Rejects only when `signal` is aborted.
 */
export async function runChecks(
  checks: readonly Check[],
  options: RunOptions,
): Promise<readonly Outcome[]> {
  const outcomes = Promise.all(checks.map(async (check) => runCheck(check, options)));
  return untilAborted(outcomes, options.signal);
}

async function runCheck(check: Check, options: RunOptions): Promise<Outcome> {
  const started = performance.now();
  const cells = new Map<string, CellRecord>();
  options.watch.checkStarted(check);
  let result: CheckResult | CouldNotTell;
  try {
    const { applies, reason } = applicability(check, options.context.target, 'all');
    result = applies
      ? validResult(await bounded(check, options, cells))
      : { status: 'not-applicable', details: `${sentence(reason)}.` };
  } catch (error) {
    result = { status: 'unknown', details: options.redact(explained(error)) };
  }
  options.watch.checkDone(check);
  return outcomeOf(
    check,
    result,
    [...cells.values()].map(cellOutcome),
    options.context.limit,
    performance.now() - started,
  );
}

interface CouldNotTell {
  readonly status: 'unknown';
  readonly details: string;
}

/** Runs one check until it is done or was idle for too long: time that its databases take has limits of its own. */
async function bounded(
  check: Check,
  options: RunOptions,
  cells: Map<string, CellRecord>,
): Promise<unknown> {
  const idle = follower(options.signal);
  const { signal } = idle;
  let pending = 0;
  let isOver = false;
  /** The first question that nobody answered: to catch its error is not to have the answer. */
  let failure: { readonly error: unknown } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    timer = setTimeout(() => {
      idle.abort(
        new ExpectedError(
          `did not finish: it was idle for ${options.timeout / 1000} s (--timeout).`,
        ),
      );
    }, options.timeout);
  };
  const busy = async <T>(question: Promise<T>): Promise<T> => {
    pending += 1;
    clearTimeout(timer);
    try {
      return await question;
    } finally {
      pending -= 1;
      if (pending === 0 && !isOver) wait();
    }
  };
  /** What the check does not await must not end the process with an unhandled rejection. */
  const asked = <T>(question: Promise<T>): Promise<T> => {
    const answer = busy(question);
    answer.catch((error: unknown) => {
      failure ??= { error };
    });
    return answer;
  };
  const view = options.view(check.reads, recorder(check, options, cells));
  const deployment: Deployment = Object.freeze({
    config: view.config,
    askApi: (ask) => asked(view.askApi(ask)),
    cells: () => asked(view.cells()),
    askCells: (ask, which) =>
      asked(view.askCells(async (cell) => costingOneCell(ask, cell), which)),
  } satisfies Deployment);
  const context = Object.freeze({ ...options.context, signal });
  wait();
  try {
    const result = await untilAborted((async () => check.run(deployment, context))(), signal);
    if (pending > 0) {
      throw new ExpectedError(
        'ended before it had the answers to what it asked: it has to await askApi, cells and askCells.',
      );
    }
    if (failure !== undefined && (result as { status?: unknown } | null)?.status !== 'failure') {
      throw failure.error;
    }
    return result;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

/** Asks one cell. Whatever is thrown meanwhile is that cell's reason, and not the end of the others' answers. */
async function costingOneCell<T>(ask: (cell: OpenCell) => Promise<T>, cell: OpenCell): Promise<T> {
  try {
    return await ask(cell);
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new ExpectedError(explained(error), { cause: error });
  }
}

/** What is known of a cell so far: of several questions, one that it could not answer counts. */
interface CellRecord {
  readonly cell: Cell;
  answered: boolean;
  reason?: string;
}

function recorder(check: Check, options: RunOptions, cells: Map<string, CellRecord>): CellWatch {
  const record = (cell: Cell): CellRecord => {
    const known = cells.get(cell.uuid) ?? { cell, answered: false };
    cells.set(cell.uuid, known);
    return known;
  };
  return {
    asking(asked) {
      for (const cell of asked) record(cell).answered = false;
      options.watch.cellsAsked(check, asked);
    },
    progress(cell, seen, expected) {
      // A site's check may tell anything.
      if (!Number.isFinite(seen) || !Number.isFinite(expected)) return;
      const rows = Math.max(0, Math.round(expected));
      const seenRows = Math.min(rows, Math.max(0, Math.round(seen)));
      options.watch.cellProgress(check, cell, seenRows, rows);
    },
    busy(cell, running) {
      options.watch.cellBusy(check, cell, running);
    },
    answered(cell) {
      record(cell).answered = true;
      options.watch.cellAnswered(check, cell);
    },
    unanswered(cell, reason) {
      const shown = options.redact(reason);
      record(cell).reason ??= shown;
      options.watch.cellUnanswered(check, cell, shown);
    },
  };
}

function cellOutcome({ cell, answered, reason }: CellRecord): CellOutcome {
  const { uuid, name } = cell;
  if (answered && reason === undefined) return { uuid, name, answered: true, reason: null };
  return { uuid, name, answered: false, reason: reason ?? 'it was not waited for.' };
}

function outcomeOf(
  check: Check,
  result: CheckResult | CouldNotTell,
  cells: readonly CellOutcome[],
  limit: number,
  durationMs: number,
): Outcome {
  const { counts = {}, findings = [], findingsTotal, remediation = [] } = verdictOf(result);
  const silent = cells.filter((cell) => !cell.answered);
  return {
    check: { id: check.id, title: check.title, docs: check.docs },
    status: silent.length > 0 && result.status !== 'failure' ? 'unknown' : result.status,
    details:
      [
        ...silentTexts(silent),
        ...(result.details === undefined || result.details === '' ? [] : [result.details]),
      ].join('\n') || null,
    counts,
    findings: findings.slice(0, limit),
    findingsTotal: findingsTotal ?? findings.length,
    cells,
    remediation,
    durationMs: Math.round(durationMs),
  };
}

/** Cells that cannot answer for the same reason in one line: there can be many, and each check tells of them. */
function silentTexts(silent: readonly CellOutcome[]): string[] {
  const reasons = [...new Set(silent.map((cell) => cell.reason))];
  return reasons.map((reason) => {
    const names = silent.filter((cell) => cell.reason === reason).map(cellName);
    return `Could not tell for ${names.length === 1 ? 'cell' : 'cells'} ${names.join(', ')}: ${reason}`;
  });
}

function verdictOf(result: CheckResult | CouldNotTell): Partial<Verdict> {
  return result.status === 'unknown' || result.status === 'not-applicable' ? {} : result;
}

/** An expected error is a sentence; of anything else the stack is told, for it is a bug of the check's author. */
function explained(error: unknown): string {
  if (error instanceof ExpectedError) return sentence(error.message);
  return `The check crashed, which is a bug in it: ${thrownText(error)}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
