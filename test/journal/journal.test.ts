import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ChangeEvent } from '../../src/journal/event.js';
import { readJournal } from '../../src/journal/read.js';
import { fileJournal } from '../../src/journal/write.js';

function journalFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'new', 'folder', 'journal');
}

const ADVICE = 'Name another.';
const time = '2026-01-31T23:59:59.000Z';
const changeOf = (id: string): ChangeEvent => ({
  event: 'change',
  id,
  time,
  who: 'alice@control-1',
  cell: { uuid: 'c1', name: null },
  instance: 'i1',
  before: null,
  after: 'é\n✓',
  hadRow: false,
  forced: false,
  overridden: [],
});

test('an event is one line, and is read as it was written', () => {
  const file = journalFile();
  const journal = fileJournal(file, ADVICE);
  journal.append(changeOf('a'));
  journal.append(changeOf('b'));
  journal.append({ event: 'committed', id: 'a', time });
  journal.append({ event: 'not-committed', id: 'b', time, reason: 'no' });
  journal.append(changeOf('c'));
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(6);
  expect(readJournal(file)).toEqual({
    changes: [
      { ...changeOf('a'), outcome: 'committed' },
      { ...changeOf('b'), outcome: 'not-committed' },
      { ...changeOf('c'), outcome: undefined },
    ],
    torn: [],
    orphaned: [],
  });
});

test.each([
  ['cut at any place', (line: string) => line.slice(0, 100)],
  ['cut in its first word', (line: string) => line.slice(0, 9)],
  ['without its end', (line: string) => line],
  ['of zeros, which a file system gives where the power went', () => '\0'.repeat(64)],
  ['half of zeros', (line: string) => `${line.slice(0, 50)}${'\0'.repeat(64)}`],
])('a last line %s harms no other', (_, tear) => {
  const file = journalFile();
  const journal = fileJournal(file, ADVICE);
  journal.append(changeOf('a'));
  const torn = tear(JSON.stringify(changeOf('b')));
  appendFileSync(file, torn);
  const isWhole = torn === JSON.stringify(changeOf('b'));
  const known = ['a', ...(isWhole ? ['b'] : [])];
  expect(readJournal(file)).toMatchObject({
    changes: known.map((id) => ({ id })),
    torn: isWhole ? [] : [2],
  });
  // What comes next stands in a line of its own.
  journal.append(changeOf('c'));
  expect(readJournal(file)).toMatchObject({
    changes: [...known, 'c'].map((id) => ({ id })),
    torn: isWhole ? [] : [2],
  });
});

test.each([
  ['a line of something else', 'May the 4th'],
  ['an object that is no event', '{"id":"a"}'],
  ['a change without an instance', '{"event":"commit-change","id":"a"}'],
  [
    'a whole line that was altered',
    JSON.stringify(changeOf('b')).replace('"hadRow":false', '"hadRow":0'),
  ],
])('%s is refused with its number', (_, line) => {
  const file = journalFile();
  fileJournal(file, ADVICE).append(changeOf('a'));
  appendFileSync(file, `\n${line}\n`);
  expect(() => readJournal(file)).toThrow(
    `${file}:3: this is no line of a journal; name one with --journal.`,
  );
});

test('what became of a change that is not there is told by its line, unless nothing was made', () => {
  const file = journalFile();
  const journal = fileJournal(file, ADVICE);
  journal.append(changeOf('a'));
  journal.append({ event: 'committed', id: 'b', time });
  journal.append({ event: 'not-committed', id: 'c', time });
  journal.append({ event: 'uncertain', id: 'd', time });
  expect(readJournal(file)).toMatchObject({ changes: [{ id: 'a' }], orphaned: [2, 4] });
});

test('folders that cannot be made are told at once', () => {
  expect(() => fileJournal('/proc/none/of/these', ADVICE).append(changeOf('a'))).toThrow(
    /^the journal \/proc\/none\/of\/these cannot be written: ENOENT: .*\. Name another\.$/,
  );
});

test('what is no file is not read, and not written to', () => {
  expect(() => readJournal('/dev/zero')).toThrow(
    'the journal /dev/zero cannot be read: it is not a file.',
  );
  expect(() => fileJournal('/dev/null', ADVICE).append(changeOf('a'))).toThrow(
    'the journal /dev/null cannot be written: it is not a file. Name another.',
  );
});

/** A place for a journal whose folders are there. */
function madeJournalFile(): string {
  const file = journalFile();
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

test.each(['[DEFAULT]\n', 'x', 'SQLite format 3\0', '{"event": "x"}\n', '\n\n# notes\n'])(
  'what holds something else is not written to: %j',
  (text) => {
    const file = madeJournalFile();
    writeFileSync(file, text);
    expect(() => fileJournal(file, ADVICE).append(changeOf('a'))).toThrow(
      `the journal ${file} cannot be written: it holds something else than a journal. Name another.`,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

test.each(['', '\n', '{"ev', '\0\0\0\0\0\0\0\0\0\0\0\0', '\0{"event":"change"'])(
  'a journal whose first line is torn is written to: %j',
  (text) => {
    const file = madeJournalFile();
    writeFileSync(file, text);
    fileJournal(file, ADVICE).append(changeOf('a'));
    expect(readJournal(file).changes).toMatchObject([{ id: 'a' }]);
  },
);

test('a full disk is told, and the line that it cut is no change', () => {
  const file = journalFile();
  fileJournal(file, ADVICE).append(changeOf('a'));
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -1));
  expect(readJournal(file).changes).toHaveLength(1);
  expect(() => fileJournal('/dev/full', ADVICE).append(changeOf('b'))).toThrow('cannot be written');
});

test('once the change is made, nobody is told to name another journal', () => {
  const committed = { event: 'committed', id: 'a', time } as const;
  expect(() => fileJournal('/dev/null', ADVICE).append(committed)).toThrow(
    /^the journal \/dev\/null cannot be written: it is not a file\.$/,
  );
});
