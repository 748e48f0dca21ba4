import { readFileSync } from 'node:fs';
import { ExpectedError, messageOf } from '../error.js';
import type { ChangeEvent, JournalEvent, OutcomeEvent } from './event.js';

/** A change that a journal tells of, and what became of it. */
export interface JournalledChange extends ChangeEvent {
  /** Undefined where its process died before it could tell. */
  readonly outcome: OutcomeEvent['event'] | undefined;
}

/** What a journal tells. */
export interface JournalContent {
  /** In the order in which they were made. */
  readonly changes: readonly JournalledChange[];
  /** Numbers of lines, from 1, that a crash left torn. What they tell of was not committed, or is told elsewhere. */
  readonly torn: readonly number[];
}

/**
 * Reads a journal.
 *
 * @throws ExpectedError if the file cannot be read, or is no journal: with the line that is none of ours
 */
export function readJournal(file: string): JournalContent {
  const changes = new Map<string, JournalledChange>();
  const torn: number[] = [];
  for (const [index, text] of linesOf(file).entries()) {
    if (text === '') continue;
    // What was not on the disk yet when the power went, some file systems give back as zeros.
    const line = text.replaceAll('\0', '');
    const event = parseEvent(line);
    if (event === undefined) {
      if (!BEGINNINGS.some((start) => start.startsWith(line) || line.startsWith(start))) {
        throw new ExpectedError(
          `${file}:${index + 1}: this is no line of a journal; name one with --journal.`,
        );
      }
      torn.push(index + 1);
      continue;
    }
    if (event.event === 'change') {
      changes.set(event.id, { ...event, outcome: undefined });
      continue;
    }
    const change = changes.get(event.id);
    if (change !== undefined) changes.set(event.id, { ...change, outcome: event.event });
  }
  return { changes: [...changes.values()], torn };
}

/** How the lines that we write begin. */
const BEGINNINGS = ['change', 'committed', 'not-committed', 'uncertain'].map(
  (name) => `{"event":"${name}"`,
);

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw new ExpectedError(`the journal ${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function parseEvent(line: string): JournalEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isChange(value) || isOutcome(value) ? value : undefined;
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
