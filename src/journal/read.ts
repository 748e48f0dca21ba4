import { readFileSync, statSync } from 'node:fs';
import { ExpectedError, messageOf } from '../error.js';
import type { ChangeEvent, OutcomeEvent } from './event.js';

/** A change that a journal tells of, and what became of it. */
export interface JournalledChange extends ChangeEvent {
  /** Undefined where its process died before it could tell. */
  readonly outcome: OutcomeEvent['event'] | undefined;
}

/** What a journal tells. */
export interface JournalContent {
  /** In the order in which they were made. */
  readonly changes: readonly JournalledChange[];
  /**
   * Numbers of lines, from 1, that a crash or a full disk left torn. A change of which they were to tell was not made; one
   * whose outcome they were to tell is there without.
   */
  readonly torn: readonly number[];
  /** Numbers of lines that tell what became of a change of which the journal does not tell, though it may have been made. */
  readonly orphaned: readonly number[];
}

/**
 * Reads a journal.
 *
 * @throws ExpectedError if the file cannot be read, or is no journal: with the line that is none of ours
 */
export function readJournal(file: string): JournalContent {
  const changes = new Map<string, JournalledChange>();
  const torn: number[] = [];
  const orphaned: number[] = [];
  for (const [index, text] of linesOf(file).entries()) {
    if (text === '') continue;
    // What was not on the disk yet when the power went, some file systems give back as zeros.
    const line = text.replaceAll('\0', '');
    const event = parsed(line);
    if (event === undefined && isBeginning(line)) {
      torn.push(index + 1);
      continue;
    }
    if (!isChange(event) && !isOutcome(event)) {
      throw new ExpectedError(
        `${file}:${index + 1}: this is no line of a journal; name one with --journal.`,
      );
    }
    if (event.event === 'change') {
      changes.set(event.id, { ...event, outcome: undefined });
      continue;
    }
    const change = changes.get(event.id);
    if (change !== undefined) changes.set(event.id, { ...change, outcome: event.event });
    else if (event.event !== 'not-committed') orphaned.push(index + 1);
  }
  return { changes: [...changes.values()], torn, orphaned };
}

/** Whether a line begins as those that we write. */
function isBeginning(line: string): boolean {
  return BEGINNINGS.some((start) => start.startsWith(line) || line.startsWith(start));
}

const BEGINNINGS = ['change', 'committed', 'not-committed', 'uncertain'].map(
  (name) => `{"event":"${name}"`,
);

function linesOf(file: string): string[] {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status?.isFile() === false) throw new ExpectedError('it is not a file');
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw new ExpectedError(`the journal ${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** Undefined for what is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isOutcome(value: unknown): value is OutcomeEvent {
  return (
    isRecord(value) &&
    (value['event'] === 'committed' ||
      value['event'] === 'not-committed' ||
      value['event'] === 'uncertain') &&
    typeof value['id'] === 'string'
  );
}

function isChange(value: unknown): value is ChangeEvent {
  return (
    isRecord(value) &&
    value['event'] === 'change' &&
    typeof value['id'] === 'string' &&
    typeof value['time'] === 'string' &&
    typeof value['instance'] === 'string' &&
    isRecord(value['cell']) &&
    typeof value['cell']['uuid'] === 'string' &&
    isText(value['before']) &&
    isText(value['after']) &&
    typeof value['hadRow'] === 'boolean' &&
    (value['undoes'] === undefined || typeof value['undoes'] === 'string')
  );
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
