import { parseArgs } from 'node:util';
import {
  type Arguments,
  type Command,
  type CommandLine,
  commonOptions,
  type Given,
  type Group,
  type Option,
  type Options,
  type Program,
} from './command.js';
import { UsageError } from './host.js';

/** What a command line asks for. */
export type Asked =
  | { readonly kind: 'version' }
  /** Help on the program, or as far as the command line names something. */
  | { readonly kind: 'help'; readonly group?: Group | undefined; readonly command?: Command }
  | { readonly kind: 'run'; readonly command: Command; readonly line: CommandLine<Options> };

/**
 * Takes a command line apart. Options may stand before the command, as nova-manage takes those of the configuration.
 * Raises a UsageError that says what is wrong with it.
 */
export function parseCommandLine(program: Program, argv: readonly string[]): Asked {
  const { words, given, unknown } = wordsAndOptions(program, argv);
  const asksForHelp = given.some(({ name }) => name === 'help') || isHelp(program, words);
  const [first, second] = words.filter((word) => word !== 'help' || !asksForHelp);
  const chosen = program.find(({ name }) => name === first);
  const group = chosen !== undefined && 'commands' in chosen ? chosen : undefined;
  const found =
    group === undefined
      ? (chosen as Command | undefined)
      : group.commands.find(({ name }) => name === second);
  if (asksForHelp) {
    return { kind: 'help', group, ...(found === undefined ? {} : { command: found }) };
  }
  if (given.some(({ name }) => name === 'version')) return { kind: 'version' };
  if (unknown !== undefined) throw new UsageError(`Unknown argument: ${unknown}`);
  if (found === undefined) throw new UsageError(whatToName(program, group, words));
  const rest = words.slice(group === undefined ? 1 : 2);
  requireKnown(found, rest, given);
  return {
    kind: 'run',
    command: found,
    line: { args: argumentsOf(found.options, given), words: rest, given },
  };
}

/** Whether `help` stands where the name of a command is looked for. */
function isHelp(program: Program, [first, second]: readonly string[]): boolean {
  const isGroup = program.some((one) => one.name === first && 'commands' in one);
  return first === 'help' || (isGroup && second === 'help');
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
  /** The switch behind which a word would be. */
  let onOrOff: string | undefined;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') {
      throw new UsageError('"--": nothing may follow; name the options alone.');
    }
    if (token.kind === 'positional') {
      if (onOrOff !== undefined && /^(true|false)$/.test(token.value)) {
        throw switchWithValue(`${onOrOff} ${token.value}`);
      }
      onOrOff = undefined;
      if (list === undefined) words.push(token.value);
      else given.push({ name: list, value: token.value });
      continue;
    }
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    onOrOff = option?.type === 'boolean' ? token.rawName : undefined;
    list = option?.list === true ? token.name : undefined;
    // Who asks for help where a value should be is not told that one is missing.
    if (token.inlineValue === false && HELP.has(token.value)) {
      given.push({ name: 'help', value: true });
    } else {
      given.push({ name: token.name, value: option === undefined ? true : valueOf(token, option) });
    }
  }
  const unknown = given.find(({ name }) => !Object.hasOwn(known, name))?.name;
  return { words, given, unknown };
}

const HELP: ReadonlySet<string> = new Set(['--help', '-h']);

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
    throw switchWithValue(`${rawName}=${value}`);
  }
  // Another option, and no value; a negative number is one, and a wrong one.
  if (value === undefined || (inlineValue !== true && /^-[^\d]/.test(value))) {
    throw new UsageError(`Not enough arguments following: ${name}`);
  }
  // `-f=json`, as other programs take it.
  return inlineValue === true && !rawName.startsWith('--') ? value.replace(/^=/, '') : value;
}

function switchWithValue(words: string): UsageError {
  return new UsageError(`${JSON.stringify(words)}: the option is a switch and takes no value.`);
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
  const least = positionals.filter((word) => word.default === undefined).length;
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
