import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExpectedError, messageOf } from '../error.js';

/** The directories that paths in a database URL are relative to. */
export interface Directories {
  /** What `~` stands for. */
  readonly home: string;
  readonly cwd: string;
}

/** Which MySQL option file a URL names, by its `read_default_file` and `read_default_group`. */
export interface DefaultsSource extends Directories {
  readonly file?: string | undefined;
  readonly group?: string | undefined;
}

/**
 * The options of one group of a MySQL option file, by name, as PyMySQL reads them (1.2, pymysql/connections.py and
 * optionfile.py; Python's configparser): the file is /etc/my.cnf where only a group is named, the group is `client`
 * where only a file is; `_` in a name is `-`; one pair of quotes around a value is dropped; a deeper indented line
 * continues the value above it; `!include` is not followed. Empty where a URL names neither.
 *
 * Unlike PyMySQL, a file that the URL names and that cannot be read is an error: what it would have said, such as
 * `ssl-ca`, would be left out without a word. A missing /etc/my.cnf that is only implied is none. And a group or
 * option that is given again is no error: the last one wins, as in MySQL's own clients.
 *
 * @param where what holds the URL, for messages
 * @throws ExpectedError for a file that cannot be read or is no option file; it quotes no line of it
 */
export function readDefaultsFile(
  source: DefaultsSource,
  where: string,
): ReadonlyMap<string, string> {
  const { file: named, group, home, cwd } = source;
  if (named === undefined && group === undefined) return new Map();
  const file = named === undefined ? '/etc/my.cnf' : resolve(cwd, expandHome(named, home));
  const text = readText(file, named !== undefined, where);
  return parseOptionFile(text, file, where).get(group ?? 'client') ?? new Map();
}

function readText(file: string, required: boolean, where: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    const asked = required ? 'read_default_file' : 'read_default_group';
    throw new ExpectedError(
      `${where}: the MySQL option file ${file}, which ${asked} in the database URL asks for, cannot be read: ${messageOf(error)}. Make it readable here, as the URL's TLS settings or password can be in it.`,
      { cause: error },
    );
  }
}

/** `~user` stays as it is, and will not be found: only the own home directory is known. */
function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

function parseOptionFile(
  text: string,
  file: string,
  where: string,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const groups = new Map<string, Map<string, string>>();
  let options: Map<string, string> | undefined;
  /** The option that an indented line continues. */
  let open: string | undefined;
  let indent = 0;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const content = line.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    const lineIndent = line.search(/\S/);
    if (options !== undefined && open !== undefined && lineIndent > indent) {
      options.set(open, `${options.get(open) ?? ''}\n${content}`);
      continue;
    }
    indent = lineIndent;
    const group = /^\[(.+)\]/.exec(content)?.[1];
    if (group !== undefined) {
      options = groups.get(group) ?? new Map();
      groups.set(group, options);
      open = undefined;
    } else if (options === undefined) {
      throw new ExpectedError(
        `${where}: the MySQL option file ${file}, which the database URL asks for, has something before its first [group] in line ${index + 1}; Nova's driver refuses it too.`,
      );
    } else {
      const [, name = '', value = ''] = /^(.*?)\s*(?:[=:]\s*(.*))?$/.exec(content) ?? [];
      open = name.toLowerCase().replaceAll('_', '-');
      options.set(open, value);
    }
  }
  for (const group of groups.values()) {
    for (const [name, value] of group) group.set(name, withoutQuotes(value));
  }
  return groups;
}

function withoutQuotes(value: string): string {
  const first = value.charAt(0);
  const quoted = value.length > 1 && (first === '"' || first === "'") && value.endsWith(first);
  return quoted ? value.slice(1, -1) : value;
}
