import type { Host } from './host.js';

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
  /** Takes all words that are left: one at least, unless there is a default. */
  readonly many?: true;
  /** What is taken where it is left out, for people; it has to be given where there is none. */
  readonly default?: string;
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
