import { ExpectedError } from '../error.js';
import { type Cell, cellName } from './cell.js';
import type { CellWatch } from './databases.js';
import type { Deployment } from './deployment.js';
import { judgedRelease, type RunningRelease, type Unanswered } from './judged-release.js';
import type { Reads } from './schema.js';
import { schemaVersion, schemaVersionColumns } from './schema-version.js';
import { serviceVersionColumns, serviceVersions } from './service-versions.js';

export interface RunningReleaseOptions {
  /** The deployment, for what is read here. */
  readonly view: (reads: Reads, watch: CellWatch) => Deployment;
  readonly now: Date;
  /** Milliseconds without a report after which a service is not taken to run: a day, where left out. */
  readonly staleAfter?: number;
  /** Makes text that is not ours fit to be shown. */
  readonly redact: (text: string) => string;
}

/**
 * Tells from the databases which release runs now: from the schema of each, and from the service versions that the
 * services of each cell report. Databases that cannot be asked are part of the answer; rejects only when interrupted.
 */
export async function runningRelease({
  view,
  now,
  staleAfter = DAY,
  redact,
}: RunningReleaseOptions): Promise<RunningRelease> {
  let asked: readonly Cell[] = [];
  const reasons = new Map<string, string>();
  const deployment = view(READS, {
    asking: (cells) => {
      asked = cells;
    },
    progress: () => {},
    busy: () => {},
    answered: () => {},
    unanswered: (cell, reason) => {
      reasons.set(cell.uuid, redact(reason));
    },
  });
  const since = new Date(now.getTime() - staleAfter);
  const api = attempt(deployment.askApi(async (reader, _, has) => schemaVersion(reader, has)));
  const cells = attempt(
    deployment.askCells(
      async ({ reader, has, name, uuid }) => ({
        name: cellName({ name, uuid }),
        schema: await schemaVersion(reader, has),
        services: await serviceVersions(reader, since),
      }),
      { cell0: true },
    ),
  );
  const [apiAnswer, cellAnswers] = await Promise.all([api, cells]);
  // In the order of the cells, whichever gave up first.
  const unanswered: Unanswered[] = asked.flatMap((cell) => {
    const reason = reasons.get(cell.uuid);
    return reason === undefined ? [] : [{ what: cellName(cell), reason }];
  });
  const failure = [apiAnswer, cellAnswers].find((answer) => answer instanceof ExpectedError);
  if (failure !== undefined) {
    const reason = redact(failure.message.replace(/^API database: /, ''));
    unanswered.unshift({ what: 'API database', reason });
  }
  return judgedRelease({
    ...(apiAnswer instanceof ExpectedError ? {} : { api: apiAnswer }),
    cells: cellAnswers instanceof ExpectedError ? [] : cellAnswers.map(({ value }) => value),
    unanswered,
  });
}

/** The answer, or why there is none. */
async function attempt<T>(answer: Promise<T>): Promise<T | ExpectedError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
}

const DAY = 24 * 60 * 60 * 1000;

const READS: Reads = Object.freeze({
  cell: serviceVersionColumns,
  optional: { api: schemaVersionColumns, cell: schemaVersionColumns },
});
