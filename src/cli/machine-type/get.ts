import { ExpectedError } from '../../error.js';
import { untilAborted } from '../../abort.js';
import { cellName } from '../../nova/cell.js';
import { findInstances, findReads, type FoundInstance } from '../../nova/find-instances.js';
import { type ListRow, rowWriter } from '../../report/rows.js';
import type { Host } from '../host.js';
import type { WorkplaceChoice } from './workplace-options.js';
import type { RowChoice } from './row-options.js';
import { EXIT_UNEXPECTED, withDatabases, type Workplace } from './with-databases.js';

/** What `machine-type get` can list. */
export const GET_COLUMNS = ['uuid', 'machine_type', 'cell', 'answer'] as const;

/** What `machine-type get` was asked to do. */
export interface GetChoice extends WorkplaceChoice, RowChoice<(typeof GET_COLUMNS)[number]> {
  /** As given. */
  readonly names: readonly string[];
  /** Whether those on stdin are meant as well. */
  readonly readsStdin: boolean;
}

/**
 * Prints the recorded machine type of one instance, as nova-manage does, or a list of several, in their order. Gives
 * nova-manage's exit code: 0 for a type, 3 for none, 2 for no such instance, 1 for whatever else; of several instances
 * that of the first of 1, 2, 3 and 0 that one of them has.
 */
export async function getMachineTypes(choice: GetChoice, host: Host): Promise<number> {
  return withDatabases(choice, host, async (place) => {
    const { databases, watch } = place;
    const names = [...choice.names, ...(choice.readsStdin ? await namesOnStdin(host) : [])];
    // Whoever was to write them may have failed.
    if (names.length === 0) throw new ExpectedError('there is no UUID on stdin.');
    const found = await findInstances(databases.view(findReads, watch), names);
    const answers = names.map((name) => answerOf(name, found.get(name)));
    const isOne = choice.names.length === 1 && !choice.readsStdin;
    if (isOne && choice.format === undefined && choice.columns === undefined) {
      for (const answer of answers) tell(answer, place);
    } else {
      list(answers, choice, host, place);
    }
    return WORST_FIRST.find((code) => answers.some((answer) => answer.code === code)) ?? 0;
  });
}

const WORST_FIRST = [EXIT_UNEXPECTED, 2, 3];

interface Answer {
  readonly code: number;
  /** What nova-manage prints; empty where it would fail. */
  readonly text: string;
  readonly row: ListRow;
}

function answerOf(name: string, found: FoundInstance = { kind: 'unknown' }): Answer {
  if (found.kind === 'found') return recordedAnswer(name, found);
  const row = { uuid: name, machine_type: null, cell: null, answer: found.kind };
  if (found.kind === 'unknown') return { code: EXIT_UNEXPECTED, text: '', row };
  const text =
    found.kind === 'no-mapping'
      ? `Instance ${name} has no mapping to a cell.`
      : `Instance ${name} could not be found.`;
  return { code: 2, text, row };
}

function recordedAnswer(name: string, found: FoundInstance & { readonly kind: 'found' }): Answer {
  const { machineType } = found.instance;
  const row = { uuid: name, cell: cellName(found.cell) };
  // Python takes an empty text for none.
  if (machineType === null || machineType === '') {
    const text = `No machine type registered for instance ${name}`;
    return { code: 3, text, row: { ...row, machine_type: null, answer: 'not-recorded' } };
  }
  return {
    code: 0,
    text: machineType,
    row: { ...row, machine_type: machineType, answer: 'recorded' },
  };
}

function tell({ text }: Answer, { say }: Workplace): void {
  if (text !== '') say(text);
}

function list(
  answers: readonly Answer[],
  { format = 'value', columns }: GetChoice,
  host: Host,
  { complain }: Workplace,
): void {
  const listed = columns ?? (format === 'value' ? ['uuid', 'machine_type'] : GET_COLUMNS);
  const writer = rowWriter(format, listed);
  host.stdout.write(writer.rows(answers.map(({ row }) => row)) + writer.end());
  if (listed.includes('answer')) return;
  for (const { code, text } of answers) {
    if (code !== 0 && text !== '') complain(text);
  }
}

async function namesOnStdin(host: Host): Promise<readonly string[]> {
  // Who interrupts the run does not wait for the end of what is read.
  const text = await untilAborted(allOf(host.stdin()), host.signal);
  return text.split(/\s+/).filter((name) => name !== '');
}

async function allOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
