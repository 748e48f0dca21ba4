import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { ExpectedError, messageOf } from '../error.js';
import type { JournalEvent } from './event.js';

/** Where changes are told before and after they are made. */
export interface Journal {
  /**
   * Appends an event, and returns when the disk has it. Raises an ExpectedError if it cannot be written: then nothing
   * may be changed.
   */
  append(event: JournalEvent): void;
}

/**
 * A journal in a file, which is made with its folders at the first event. It is only ever appended to, one line an event
 * and in one piece, so that several processes can share it. A line that a crash left torn is closed first: nothing is
 * added to it.
 *
 * @param file absolute
 * @param advice what the user can do where a change cannot be told; a sentence
 */
export function fileJournal(file: string, advice: string): Journal {
  return {
    append(event) {
      try {
        appendLine(file, JSON.stringify(event));
      } catch (error) {
        const reason = `the journal ${file} cannot be written: ${messageOf(error)}.`;
        // Once the change is made, it is too late for another journal.
        throw new ExpectedError(event.event === 'change' ? `${reason} ${advice}` : reason, {
          cause: error,
        });
      }
    },
  };
}

function appendLine(file: string, line: string): void {
  makeFolder(path.dirname(file));
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new ExpectedError('it is not a file');
    requireJournal(descriptor);
    const bytes = Buffer.from(`${endsInLine(descriptor, status.size) ? '' : '\n'}${line}\n`);
    const written = writeSync(descriptor, bytes);
    if (written !== bytes.length) throw new ExpectedError('only a part of the line was written');
    fsyncSync(descriptor);
    // A file that is new is in its folder only once that is on the disk, too.
    if (status.size === 0) syncFolder(path.dirname(file));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes a folder and those that it is in, and returns when the disk has each that is new. `mkdirSync` with `recursive`
 * never comes back where a folder cannot be made in one that is there, as in /proc (Node 20.20).
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
  syncFolder(parent);
}

/** Nothing is added to what holds something else: nobody could take that change back. */
function requireJournal(descriptor: number): void {
  const start = Buffer.alloc(EVERY_LINE.length);
  const length = readSync(descriptor, start, 0, start.length, 0);
  // The first line may be torn, or zeros that a file system gave back.
  const text = start.toString('latin1', 0, length).replaceAll(/\0|^\n+/g, '');
  if (!text.startsWith(EVERY_LINE) && !EVERY_LINE.startsWith(text)) {
    throw new ExpectedError('it holds something else than a journal');
  }
}

/** What each line begins with. */
const EVERY_LINE = '{"event":"';

function endsInLine(descriptor: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
