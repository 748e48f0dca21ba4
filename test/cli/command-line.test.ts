import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli/cli.js';
import { command, type CommandLine, type Options, type Program } from '../../src/cli/command.js';
import { argumentsOf, parseCommandLine } from '../../src/cli/command-line.js';
import { UsageError } from '../../src/cli/host.js';

const options = {
  file: { type: 'string', repeatable: true },
  only: { type: 'string', list: true },
  limit: { type: 'string', default: '50' },
  target: { type: 'string', short: 't' },
  json: { type: 'boolean' },
  loud: { type: 'boolean', short: 'l' },
} as const satisfies Options;

const check = command({ name: 'check', summary: 'Check', options, run: async () => 0 });
const get = command({
  name: 'get',
  summary: 'Get',
  positionals: [{ name: 'uuid', describe: 'One', many: true }],
  options: { file: options.file },
  run: async () => 0,
});
const move = command({
  name: 'move',
  summary: 'Move',
  positionals: [
    { name: 'from', describe: 'From' },
    { name: 'to', describe: 'To', default: 'here' },
  ],
  options: { to: { type: 'string', required: true } },
  run: async () => 0,
});
const PROGRAM: Program = [{ name: 'group', summary: 'Group', commands: [check, get] }, move];

/** What a command line gives to its command. */
function line(...argv: readonly string[]): Pick<CommandLine<Options>, 'args' | 'words'> {
  const request = parseCommandLine(PROGRAM, argv);
  if (request.kind !== 'run') throw new Error(`is a request for ${request.kind}`);
  return { args: request.line.args, words: request.line.words };
}

function checked(...argv: readonly string[]): object {
  return line('group', 'check', ...argv).args;
}

const NOTHING = { limit: '50', json: false, loud: false };

describe('a command line', () => {
  it.each<readonly [readonly string[], object]>([
    [[], {}],
    [['--limit', '3'], { limit: '3' }],
    [['--limit=3'], { limit: '3' }],
    [['--limit='], { limit: '' }],
    [['--limit', ''], { limit: '' }],
    [['--limit', '-'], { limit: '-' }],
    [['--limit=-1'], { limit: '-1' }],
    [['--limit', '-1'], { limit: '-1' }],
    [['--file', 'a', '--file=b=c'], { file: ['a', 'b=c'] }],
    [['--file', 'a'], { file: ['a'] }],
    [['--only', 'a', 'b', '--json', '--only', 'c'], { only: ['a', 'b', 'c'], json: true }],
    [['-t', 'x'], { target: 'x' }],
    [['-tx'], { target: 'x' }],
    [['-t=x'], { target: 'x' }],
    [['--target==x'], { target: '=x' }],
    [['-lt', 'x'], { loud: true, target: 'x' }],
    [['--json', '--json'], { json: true }],
  ])('takes %j', (argv, expected) => {
    const given = Object.fromEntries(
      Object.entries(checked(...argv)).filter(([, value]) => value !== undefined),
    );
    expect(given).toStrictEqual({ ...NOTHING, ...expected });
  });

  it('tells the order in which options are given, and takes those before the command', () => {
    const argv = ['--file', 'a', 'group', '--limit', '1', 'check', '--file', 'b'];
    const request = parseCommandLine(PROGRAM, argv);
    expect(request).toMatchObject({
      kind: 'run',
      command: check,
      line: {
        words: [],
        given: [
          { name: 'file', value: 'a' },
          { name: 'limit', value: '1' },
          { name: 'file', value: 'b' },
        ],
      },
    });
  });

  it.each<readonly [readonly string[], readonly string[]]>([
    [
      ['group', 'get', 'a', '--file', 'x', 'b', '-'],
      ['a', 'b', '-'],
    ],
    [
      ['group', 'get', 'help', 'true'],
      ['help', 'true'],
    ],
    [['move', 'a', '--to', 'x'], ['a']],
    [
      ['move', 'a', '--to', 'x', 'b'],
      ['a', 'b'],
    ],
  ])('%j has words', (argv, words) => {
    expect(line(...argv).words).toEqual(words);
  });

  it.each<readonly [readonly string[], string]>([
    [[], 'Name a command: group or move.'],
    [['nothing'], 'Unknown argument: nothing'],
    [['--verbose'], 'Unknown argument: verbose'],
    [['group', '-x', 'check'], 'Unknown argument: x'],
    [['group'], 'Name what to do: group check or get.'],
    [['group', 'nothing'], 'Unknown argument: nothing'],
    [['group', 'check', 'a'], 'Unknown argument: a'],
    [['group', 'check', '--bogus'], 'Unknown argument: bogus'],
    [['group', 'check', '-x'], 'Unknown argument: x'],
    [['group', 'check', '--no-json'], 'Unknown argument: no-json'],
    [['group', 'check', '--constructor'], 'Unknown argument: constructor'],
    [['group', 'check', '--to', 'x'], 'Unknown argument: to'],
    [['group', 'get'], 'Not enough non-option arguments: got 0, need at least 1'],
    [['move', 'a', '--to', 'x', 'b', 'c'], 'Unknown argument: c'],
    [['move', 'a'], 'Missing required argument: to'],
    [['group', 'check', '--limit'], 'Not enough arguments following: limit'],
    [['group', 'check', '--limit', '--json'], 'Not enough arguments following: limit'],
    [['group', 'check', '--only'], 'Not enough arguments following: only'],
    [['group', 'check', '-t'], 'Not enough arguments following: target'],
    [['group', 'check', '--limit', '1', '--limit', '2'], '--limit ["1","2"]: give it once.'],
    [
      ['group', 'check', '--json', 'true'],
      '"--json true": the option is a switch and takes no value.',
    ],
    [['group', 'get', '-l', 'false'], '"-l false": the option is a switch and takes no value.'],
    [['group', 'check', '--json=no'], '"--json=no": the option is a switch and takes no value.'],
    [['group', 'check', '--help=no'], '"--help=no": the option is a switch and takes no value.'],
    [['group', 'check', '--'], '"--": nothing may follow; name the options alone.'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseCommandLine(PROGRAM, argv)).toThrow(new UsageError(message));
  });

  it.each<readonly [readonly string[], object]>([
    [['--help'], { kind: 'help', group: undefined }],
    [['nothing', '-h'], { kind: 'help', group: undefined }],
    [['group', '--help'], { kind: 'help', group: PROGRAM[0] }],
    [['group', 'check', '--bogus', '-h'], { kind: 'help', group: PROGRAM[0], command: check }],
    [['move', '-h', '--version'], { kind: 'help', group: undefined, command: move }],
    [['group', 'check', '--limit', '--help'], { kind: 'help', group: PROGRAM[0], command: check }],
    [['group', 'check', '--only', '-h'], { kind: 'help', group: PROGRAM[0], command: check }],
    [['help'], { kind: 'help', group: undefined }],
    [['help', 'group', 'check'], { kind: 'help', group: PROGRAM[0], command: check }],
    [['group', 'help'], { kind: 'help', group: PROGRAM[0] }],
    [['--version'], { kind: 'version' }],
    [['move', '--version'], { kind: 'version' }],
  ])('%j asks for help or the version', (argv, request) => {
    expect(parseCommandLine(PROGRAM, argv)).toStrictEqual(request);
  });
});

it('arguments of nothing are the defaults', () => {
  expect(argumentsOf(options, [])).toStrictEqual({
    file: undefined,
    only: undefined,
    target: undefined,
    ...NOTHING,
  });
});

it('an option takes a value in all commands or in none, under one letter', () => {
  const byName = new Map<string, { readonly type: string; readonly short: string | undefined }>();
  const commands = program.flatMap((one) => ('commands' in one ? one.commands : [one]));
  for (const [name, { type, short }] of commands.flatMap((one) => Object.entries(one.options))) {
    expect([name, byName.get(name) ?? { type, short }]).toEqual([name, { type, short }]);
    byName.set(name, { type, short });
  }
  const letters = [...byName.values()].flatMap(({ short }) => short ?? []);
  expect(new Set(letters).size).toBe(letters.length);
});
