import { ExpectedError } from '../error.js';
import { strip, stripEnd, stripStart } from './whitespace.js';

/** One `key = value` of a configuration file, as it is written there: no `$` is replaced, no group renamed. */
export interface Assignment {
  readonly file: string;
  /** The line of the key, counted from 1. */
  readonly line: number;
  readonly group: string;
  readonly key: string;
  /** Without the quotes around it; continuation lines are joined to it by `\n`. */
  readonly value: string;
}

/**
 * The assignments of a configuration file in the order in which they stand there, by the rules of oslo.config
 * (10.6, oslo_config/iniparser.py, and ConfigParser of cfg.py):
 *
 * - `#` and `;` start a comment only in the first column, and nothing can follow a value or a section on its line;
 * - the first `=` or `:` ends the key; one pair of equal quotes around the first line of a value is dropped;
 * - a line that starts with a blank or tab continues the value above it, whatever is on it; a blank line, comment or
 *   section ends that value;
 * - a section or key may come again, and section names are exact: `[ database ]` is not `[database]`;
 * - lines may end in LF, CRLF or CR.
 *
 * @param text the file's text, a byte order mark included
 * @param file its name, for the assignments and for messages
 * @throws ExpectedError where oslo.config refuses the file, with file and line; it quotes nothing of the line, which
 * can hold a password
 */
export function parseIni(text: string, file: string): Assignment[] {
  const refusal = (line: number, problem: string) =>
    new ExpectedError(`Cannot read ${file}:${line}: ${problem}. Nova refuses such a file too.`);
  if (text.startsWith('\ufeff')) {
    throw refusal(1, 'the file starts with a byte order mark; save it as UTF-8 without one');
  }

  const assignments: (Omit<Assignment, 'value'> & { value: string })[] = [];
  let group: string | undefined;
  /** What an indented line would continue. */
  let open: { value: string } | undefined;

  for (const [index, whole] of text.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1;
    const content = stripEnd(whole);
    if (content === '') {
      open = undefined;
    } else if (/^[ \t]/.test(content)) {
      if (open === undefined) {
        throw refusal(line, 'the line is indented, but there is no option above it to continue');
      }
      open.value += `\n${stripStart(content)}`;
    } else if (content.startsWith('[')) {
      if (!content.endsWith(']')) throw refusal(line, 'a section line must end with "]"');
      if (content === '[]') throw refusal(line, 'the section name is empty');
      group = content.slice(1, -1);
      open = undefined;
    } else if (/^[#;]/.test(content)) {
      open = undefined;
    } else {
      const separator = content.search(/[=:]/);
      if (separator < 0) throw refusal(line, 'there is no "=" or ":" after the option name');
      const key = strip(content.slice(0, separator));
      if (key === '') throw refusal(line, 'there is no option name before the "=" or ":"');
      if (group === undefined) {
        throw refusal(line, 'the option stands before the first section, such as [DEFAULT]');
      }
      const assignment = {
        file,
        line,
        group,
        key,
        value: unquote(strip(content.slice(separator + 1))),
      };
      assignments.push(assignment);
      open = assignment;
    }
  }
  return assignments;
}

/** A lone quote counts as a pair of its own, as in oslo.config. */
function unquote(value: string): string {
  const first = value.charAt(0);
  return (first === '"' || first === "'") && value.endsWith(first) ? value.slice(1, -1) : value;
}
