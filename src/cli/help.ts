import { type Command, commonOptions, type Group, type Option, type Program } from './command.js';

const NAME = 'nova-preflight';

/** Columns that every terminal has. What is described is written to fit, so that no line is broken. */
const WIDTH = 80;

/** The help on all that the program can do. */
export function programHelp(program: Program): string {
  return paragraphs(
    `${NAME} <command>`,
    'Upgrade pre-flight checks for OpenStack Nova.',
    commands(program),
    options({}),
  );
}

/** The help on a group of commands. */
export function groupHelp(group: Group): string {
  return paragraphs(
    `${NAME} ${group.name} <command>`,
    `${group.summary}.`,
    commands(group.commands),
    options({}),
  );
}

/** The help on a command, of a group or of none. */
export function commandHelp(command: Command, group?: Group): string {
  const { positionals = [] } = command;
  const words = positionals.map((word) => ({
    left: word.name,
    right: word.describe,
    more: word.default === undefined ? undefined : `[default: ${word.default}]`,
  }));
  return paragraphs(
    [NAME, ...(group === undefined ? [] : [group.name]), usage(command)].join(' '),
    `${command.summary}.`,
    words.length === 0 ? undefined : ['Positionals:', ...columns(words)].join('\n'),
    options(command.options),
    command.epilogue,
  );
}

function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n\n');
}

function commands(program: Program): string {
  const lines = program.map((one) => ({
    left: 'commands' in one ? one.name : usage(one),
    right: one.summary,
  }));
  return ['Commands:', ...columns(lines)].join('\n');
}

/** The command's name and the words that it takes, like `get <uuid..>`. */
function usage({ name, positionals = [] }: Command): string {
  const words = positionals.map((word) => {
    const placeholder = word.many === true ? `${word.name}..` : word.name;
    return word.default === undefined ? `<${placeholder}>` : `[${placeholder}]`;
  });
  return [name, ...words].join(' ');
}

function options(own: Command['options']): string {
  const lines = Object.entries({ ...own, ...commonOptions } as Command['options'])
    .filter(([, { hidden }]) => hidden !== true)
    .map(([name, option]) => ({
      left: `${option.short === undefined ? '   ' : `-${option.short},`} --${name}`,
      right: option.describe ?? '',
      more: remark(option),
    }));
  return ['Options:', ...columns(lines)].join('\n');
}

function remark(option: Option): string | undefined {
  if (option.required === true) return '[required]';
  return option.default === undefined ? undefined : `[default: ${option.default}]`;
}

interface Line {
  readonly left: string;
  readonly right: string;
  /** On a line of its own where there is no room left. */
  readonly more?: string | undefined;
}

function columns(lines: readonly Line[]): string[] {
  const indent = Math.max(...lines.map(({ left }) => left.length)) + 4;
  return lines.flatMap(({ left, right, more }) => {
    const line = `  ${left}`.padEnd(indent) + right;
    if (more === undefined) return [line];
    const whole = `${line} ${more}`;
    return whole.length <= WIDTH ? [whole] : [line, ' '.repeat(indent) + more];
  });
}
