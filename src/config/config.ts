import { ExpectedError } from '../error.js';
import { expand } from './expand.js';
import type { ConfigSource, Surroundings } from './files.js';
import { findConfigFiles, findNamedFile, readConfigFile, searchDirectories } from './files.js';
import { parseIni } from './ini.js';
import type { OptionName } from './lookup.js';
import { lookUp } from './lookup.js';
import { NUMBERS } from './numbers.js';
import { strip } from './whitespace.js';

/** The value of an option, and where it was set. */
export interface ConfigValue<Value> {
  readonly value: Value;
  /** Like `/etc/nova/nova.conf:12`, `environment OS_DATABASE__CONNECTION` or `default`, to be shown as it is. */
  readonly origin: string;
}

/**
 * The configuration as Nova would see it. Reading an option raises ExpectedError if its value refers to an option that
 * is not set, or to itself. An option that is set to nothing (`name =`) is set, to an empty text.
 */
export interface Config {
  /** The files that were read, in this order; absolute paths. */
  readonly files: readonly string[];
  /** A text option, or undefined where it is not set. */
  text(group: string, name: string, options?: OptionSpelling): ConfigValue<string> | undefined;
  /**
   * A boolean option: true, 1, on, yes, false, 0, off or no, in any case.
   *
   * @throws ExpectedError if its value is none of them
   */
  boolean(group: string, name: string, defaultValue: boolean): ConfigValue<boolean>;
  /**
   * A whole number, or undefined where it is not set or set to nothing.
   *
   * @throws ExpectedError if its value is no whole number
   */
  int(group: string, name: string): ConfigValue<number> | undefined;
  /** The same for any number; `inf` and `nan` count too. */
  float(group: string, name: string): ConfigValue<number> | undefined;
  /** An option that is a list: divided at commas, blanks around the items and commas at the end dropped. */
  list(
    group: string,
    name: string,
    options?: OptionSpelling,
  ): ConfigValue<readonly string[]> | undefined;
  /**
   * The path of the file that Nova finds for a name in an option, such as `policy.yaml`: in the directories and beside the
   * files of the command line, then where the default files are looked for. undefined where there is none.
   */
  findFile(name: string): string | undefined;
}

/** How an option may also be written. */
export interface OptionSpelling {
  /** Its former names, which files may still use, best first. */
  readonly deprecated?: readonly OptionName[];
}

/** Where {@link loadConfig} reads from. */
export interface ConfigInput extends Surroundings {
  /** What the command line asks for, in its order; empty for the default search alone. */
  readonly sources: readonly ConfigSource[];
  /** Where to search by default, in place of `~/.nova`, `~`, `/etc/nova`, `/etc`. */
  readonly directories?: readonly string[];
  /** The program of Nova's whose own files are read beside `nova.conf`; `nova-status` where none is named. */
  readonly program?: string;
}

/**
 * Reads all configuration files at once. Finding none is no error.
 *
 * @throws ExpectedError for a file or directory that was asked for and cannot be read, and for a file with an error
 */
export function loadConfig(input: ConfigInput): Config {
  const directories = input.directories ?? searchDirectories(input);
  const program = input.program ?? 'nova-status';
  const files = findConfigFiles(input.sources, directories, input, program);
  const settings = {
    files: files.map((file) => parseIni(readConfigFile(file), file)),
    env: input.env,
  };

  const text: Config['text'] = (group, name, options) => {
    const raw = lookUp(settings, [group, name], options?.deprecated);
    return raw && { value: expand(settings, raw), origin: raw.origin };
  };
  const number = (kind: keyof typeof NUMBERS, group: string, name: string) => {
    const raw = lookUp(settings, [group, name]);
    const written = raw && strip(expand(settings, raw));
    if (raw === undefined || written === '') return undefined;
    const { parse, what, example } = NUMBERS[kind];
    const value = parse(written ?? '');
    if (value !== undefined) return { value, origin: raw.origin };
    throw new ExpectedError(
      `[${group}]${name} is ${JSON.stringify(raw.value)} (${raw.origin}), which is not ${what}. Set it to one, such as ${example}.`,
    );
  };
  return {
    files,
    text,
    int: (group, name) => number('int', group, name),
    float: (group, name) => number('float', group, name),
    boolean(group, name, defaultValue) {
      const raw = lookUp(settings, [group, name]);
      if (raw === undefined) return { value: defaultValue, origin: 'default' };
      const value = BOOLEANS.get(expand(settings, raw).toLowerCase());
      if (value !== undefined) return { value, origin: raw.origin };
      // Quoted as written: what a reference in it stands for can be a secret.
      throw new ExpectedError(
        `[${group}]${name} is ${JSON.stringify(raw.value)} (${raw.origin}), which is neither true nor false. Set it to one of ${[...BOOLEANS.keys()].join(', ')}.`,
      );
    },
    list(group, name, options) {
      const setting = text(group, name, options);
      return setting && { value: splitList(setting.value), origin: setting.origin };
    },
    findFile: (name) => findNamedFile(name, input.sources, directories, input, program),
  };
}

/** oslo.config 10.6, oslo_config/types.py, Boolean: blanks around the word are not accepted. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['on', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['off', false],
  ['no', false],
]);

/** oslo.config 10.6, oslo_config/types.py, List: an empty item in the middle stays. */
function splitList(value: string): string[] {
  const items = strip(value).replace(/,+$/, '');
  return items === '' ? [] : items.split(',').map(strip);
}
