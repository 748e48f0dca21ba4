import { parseArgs } from 'node:util';
import { type Host, UsageError } from './host.js';

/** An option of a command. */
export interface Option {
  /** A switch is boolean and takes no value; any other option takes one. */
  readonly type: 'string' | 'boolean';
  /** One letter. */
  readonly short?: string;
  /** May be given several times, with one value each time. */
  readonly repeatable?: true;
  /** The same, with as many values each time as there are words up to the next option. */
  readonly list?: true;
  readonly required?: true;
  readonly default?: string;
  readonly describe?: string;
  /** Left out of the help. */
  readonly hidden?: true;
}

/** Options by their names. */
export type Options = Readonly<Record<string, Option>>;

/** A word that a command takes besides its options. */
export interface Positional {
  readonly name: string;
  readonly describe: string;
  /** Takes all words that are left: one at least, unless it is optional. */
  readonly many?: true;
  /** What is taken where it is left out, for people; where this is left out it has to be given. */
  readonly optional?: string;
}

/** What is given of options, by their names: of a repeatable one or a list all values, of a switch whether it is there. */
export type Arguments<O extends Options> = {
  readonly [Name in keyof O as O[Name] extends Sure ? Name : never]: Value<O[Name]>;
} & {
  readonly [Name in keyof O as O[Name] extends Sure ? never : Name]?: Value<O[Name]> | undefined;
};

/** It has a value in any case. */
type Sure =
  { readonly type: 'boolean' } | { readonly default: string } | { readonly required: true };

type Several = { readonly repeatable: true } | { readonly list: true };

type Value<O extends Option> = O extends { readonly type: 'boolean' }
  ? boolean
  : O extends Several
    ? readonly string[]
    : string;

/** An option as it is given: one value, in the order of the command line. */
export interface Given {
  readonly name: string;
  readonly value: string | boolean;
}

/** What a command is run with. */
export interface CommandLine<O extends Options> {
  readonly args: Arguments<O>;
  /** The values of the positionals. */
  readonly words: readonly string[];
  readonly given: readonly Given[];
}

/** One thing that can be done. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  /** What it does, as a sentence without a full stop. */
  readonly summary: string;
  readonly positionals?: readonly Positional[];
  readonly options: O;
  /** What else the help says. */
  readonly epilogue?: string;
  /** Gives the exit code. */
  run(line: CommandLine<O>, host: Host): Promise<number>;
}

/** Commands that belong together. */
export interface Group {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

/** All that the program can do. */
export type Program = readonly (Command | Group)[];

/** Makes a command, whose options decide on what it is run with. */
export function command<const O extends Options>(made: Command<O>): Command {
  return made;
}

/** The options of every command. */
export const commonOptions = {
  help: { type: 'boolean', short: 'h', describe: 'Show help' },
  version: { type: 'boolean', describe: 'Show the version number' },
} as const satisfies Options;

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'version' }
  /** Help on the program, or as far as the command line names something. */
  | { readonly kind: 'help'; readonly group?: Group | undefined; readonly command?: Command }
  | { readonly kind: 'run'; readonly command: Command; readonly line: CommandLine<Options> };

/**
 * Takes a command line apart. Options may stand before the command, as nova-manage takes those of the configuration.
 * Raises a UsageError that says what is wrong with it.
 */
export function parseCommandLine(program: Program, argv: readonly string[]): Request {
  const { words, given } = wordsAndOptions(program, argv);
  const [first, second] = words;
  const chosen = program.find(({ name }) => name === first);
  const group = chosen !== undefined && 'commands' in chosen ? chosen : undefined;
  const found =
    group === undefined
      ? (chosen as Command | undefined)
      : group.commands.find(({ name }) => name === second);
  if (given.some(({ name }) => name === 'help')) {
    return { kind: 'help', group, ...(found === undefined ? {} : { command: found }) };
  }
  if (given.some(({ name }) => name === 'version')) return { kind: 'version' };
  if (found === undefined) throw new UsageError(whatToName(program, group, words));
  const rest = words.slice(group === undefined ? 1 : 2);
  requireKnown(found, rest, given);
  return {
    kind: 'run',
    command: found,
    line: { args: argumentsOf(found.options, given), words: rest, given },
  };
}

/** Tells words and options apart, which it needs the options of all commands for. */
function wordsAndOptions(program: Program, argv: readonly string[]) {
  const commands = program.flatMap((one) => ('commands' in one ? one.commands : [one]));
  const known: Record<string, Option> = Object.assign(
    {},
    ...commands.map(({ options }) => options),
    commonOptions,
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(known).map(([name, { type, short }]) => [
        name,
        short === undefined ? { type } : { type, short },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const words: string[] = [];
  const given: Given[] = [];
  /** The list that the words belong to. */
  let list: string | undefined;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') {
      throw new UsageError('"--": nothing may follow; name the options alone.');
    }
    if (token.kind === 'positional') {
      if (list === undefined) words.push(token.value);
      else given.push({ name: list, value: token.value });
      continue;
    }
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    given.push({ name: token.name, value: option === undefined ? true : valueOf(token, option) });
    list = option?.list === true ? token.name : undefined;
  }
  return { words, given };
}

function valueOf(
  {
    name,
    rawName,
    value,
    inlineValue,
  }: {
    readonly name: string;
    readonly rawName: string;
    readonly value: string | undefined;
    readonly inlineValue: boolean | undefined;
  },
  { type }: Option,
): string | boolean {
  if (type === 'boolean') {
    if (value === undefined) return true;
    const word = JSON.stringify(`${rawName}=${value}`);
    throw new UsageError(`${word}: the option is a switch and takes no value.`);
  }
  // Another option, and no value; a negative number is one, and a wrong one.
  if (value === undefined || (inlineValue !== true && /^-[^\d]/.test(value))) {
    throw new UsageError(`Not enough arguments following: ${name}`);
  }
  // `-f=json`, as other programs take it.
  return inlineValue === true && !rawName.startsWith('--') ? value.replace(/^=/, '') : value;
}

function whatToName(
  program: Program,
  group: Group | undefined,
  [first, second]: readonly string[],
): string {
  const unknown = group === undefined ? first : second;
  if (unknown !== undefined) return `Unknown argument: ${unknown}`;
  return group === undefined
    ? `Name a command: ${listed(program)}.`
    : `Name what to do: ${group.name} ${listed(group.commands)}.`;
}

function listed(named: readonly { readonly name: string }[]): string {
  const names = named.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** Raises a UsageError for what the command does not take, and for what it needs and is not there. */
function requireKnown(
  { positionals = [], options }: Command,
  words: readonly string[],
  given: readonly Given[],
): void {
  const unknown = given.find(({ name }) => !Object.hasOwn(options, name))?.name;
  const most = positionals.some(({ many }) => many) ? Infinity : positionals.length;
  const idle = unknown ?? words[most];
  if (idle !== undefined) throw new UsageError(`Unknown argument: ${idle}`);
  const least = positionals.filter(({ optional }) => optional === undefined).length;
  if (words.length < least) {
    throw new UsageError(
      `Not enough non-option arguments: got ${words.length}, need at least ${least}`,
    );
  }
  for (const [name, { required }] of Object.entries(options)) {
    if (required === true && !given.some((one) => one.name === name)) {
      throw new UsageError(`Missing required argument: ${name}`);
    }
  }
}

/** The arguments that are made of what is given. Raises a UsageError for what may be given once and is not. */
export function argumentsOf<O extends Options>(options: O, given: readonly Given[]): Arguments<O> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const values = given.filter((one) => one.name === name).map(({ value }) => value);
      return [name, argumentOf(name, option, values)];
    }),
  ) as Arguments<O>;
}

function argumentOf(
  name: string,
  option: Option,
  values: readonly (string | boolean)[],
): string | boolean | readonly (string | boolean)[] | undefined {
  if (option.type === 'boolean') return values.length > 0;
  if (values.length === 0) return option.default;
  if (option.repeatable === true || option.list === true) return values;
  if (values.length === 1) return values[0];
  throw new UsageError(`--${name} ${JSON.stringify(values)}: give it once.`);
}
