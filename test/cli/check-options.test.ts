import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Given } from '../../src/cli/command.js';
import { argumentsOf } from '../../src/cli/command-line.js';
import { configSources } from '../../src/cli/config-options.js';
import { UsageError } from '../../src/cli/host.js';
import {
  type CheckArguments,
  type CheckOptions,
  checkOptions,
  parseCheckOptions,
} from '../../src/cli/check-options.js';

let cwd: string;

beforeAll(() => {
  cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'options-')));
  mkdirSync(path.join(cwd, 'reports'));
  writeFileSync(path.join(cwd, 'old.json'), '{}');
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

/** The options of these arguments, the others being as they are where nothing is given. */
function parsed(args: Partial<CheckArguments> = {}, given: readonly Given[] = []): CheckOptions {
  return parseCheckOptions(
    {
      ...argumentsOf(checkOptions, []),
      ...args,
    },
    given,
    cwd,
  );
}

/** Why these arguments are refused. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(cwd, 'CWD');
    throw error;
  }
  throw new Error('was not refused');
}

const defaults: CheckOptions = {
  sources: [],
  outputs: [{ format: 'table' }],
  only: [],
  skip: [],
  directories: [],
  limit: 50,
  timeout: 60_000,
  concurrency: 8,
  serverConcurrency: 8,
  pause: 0,
  maxRunning: Infinity,
  progress: 'auto',
  includeNonLibvirt: false,
  target: undefined,
  profile: 'all',
  staleAfter: 86_400_000,
  verifyCredentials: false,
};

describe('parseCheckOptions', () => {
  it.each<readonly [string, Partial<CheckArguments>, (at: string) => Partial<CheckOptions>]>([
    ['nothing', {}, () => ({})],
    ['--json', { json: true }, () => ({ outputs: [{ format: 'json' }] })],
    ['--no-json', { json: false }, () => ({})],
    [
      'a format on stdout and others in files',
      { format: ['json=report.json', 'table', 'json=reports/=a=b'] },
      (at) => ({
        outputs: [
          { format: 'json', file: path.join(at, 'report.json') },
          { format: 'table' },
          { format: 'json', file: path.join(at, 'reports/=a=b') },
        ],
      }),
    ],
    [
      'a file and --json',
      { format: ['table=/dev/null'], json: true },
      () => ({ outputs: [{ format: 'table', file: '/dev/null' }, { format: 'json' }] }),
    ],
    [
      'a file that is there',
      { format: ['json=old.json'] },
      (at) => ({ outputs: [{ format: 'json', file: path.join(at, 'old.json') }] }),
    ],
    [
      'ids parted by blanks and commas',
      { only: ['a,b', 'c', ',d,'], skip: ['e, f'] },
      () => ({ only: ['a', 'b', 'c', 'd'], skip: ['e', 'f'] }),
    ],
    [
      'folders of checks, from the working directory',
      { checks: ['checks', '/etc/checks', '..'] },
      (at) => ({ directories: [path.join(at, 'checks'), '/etc/checks', path.dirname(at)] }),
    ],
    ['--limit 0', { limit: '0' }, () => ({ limit: Infinity })],
    ['--limit 1', { limit: '1' }, () => ({ limit: 1 })],
    ['--timeout in seconds', { timeout: '2.5' }, () => ({ timeout: 2500 })],
    ['--timeout in milliseconds', { timeout: '0.001' }, () => ({ timeout: 1 })],
    ['--concurrency 1', { concurrency: '1' }, () => ({ concurrency: 1 })],
    [
      '--server-concurrency above --concurrency',
      { 'server-concurrency': '9' },
      () => ({ serverConcurrency: 9 }),
    ],
    ['--pause in seconds', { pause: '0.25' }, () => ({ pause: 250 })],
    ['--max-running', { 'max-running': '20' }, () => ({ maxRunning: 20 })],
    ['--max-running 0', { 'max-running': '0' }, () => ({ maxRunning: 0 })],
    ['--progress json', { progress: 'json' }, () => ({ progress: 'json' })],
    ['--progress none', { progress: 'none' }, () => ({ progress: 'none' })],
    ['--include-non-libvirt', { 'include-non-libvirt': true }, () => ({ includeNonLibvirt: true })],
  ])('takes %s', (_, args, expected) => {
    expect(parsed(args)).toStrictEqual({ ...defaults, ...expected(cwd) });
  });

  it('takes the configuration', () => {
    const given = [
      { name: 'config-dir', value: 'd' },
      { name: 'config-file', value: 'f' },
    ];
    expect(parsed({}, given)).toStrictEqual({
      ...defaults,
      sources: [
        { kind: 'dir', path: 'd' },
        { kind: 'file', path: 'f' },
      ],
    });
  });

  const onStdout =
    '--format: two reports cannot both go to stdout; give one of them a file, as in json=report.json.';
  const formatFault = (text: string) =>
    `--format "${text}": give table or json, or one of them and a file, as in json=report.json.`;
  const countFault = (option: string, text: string, least: number) =>
    `--${option} "${text}": give a whole number of at least ${least}.`;
  const timeFault = (text: string) =>
    `--timeout "${text}": give a number of seconds above 0, like 60 or 2.5.`;

  it.each<readonly [Partial<CheckArguments>, string]>([
    [{ format: ['yaml'] }, formatFault('yaml')],
    [{ format: ['JSON'] }, formatFault('JSON')],
    [{ format: [''] }, formatFault('')],
    [{ format: ['json='] }, formatFault('json=')],
    [{ format: ['=report.json'] }, formatFault('=report.json')],
    [{ format: ['table', 'json'] }, onStdout],
    [{ format: ['json'], json: true }, onStdout],
    [
      { format: ['json=a', 'table=reports/../a'] },
      '--format: two reports cannot both go to CWD/a; give one of them a file, as in json=report.json.',
    ],
    [
      { format: ['json=new/report.json'] },
      '--format: there is no folder CWD/new for the report CWD/new/report.json.',
    ],
    [
      { format: ['json=old.json/report'] },
      '--format: there is no folder CWD/old.json for the report CWD/old.json/report.',
    ],
    [
      { format: ['json=reports'] },
      '--format: CWD/reports is a folder; name a file for the report.',
    ],
    [
      { format: [`json=${'x'.repeat(300)}`] },
      `--format: CWD/${'x'.repeat(300)} cannot be looked at: ENAMETOOLONG: name too long, stat 'CWD/${'x'.repeat(300)}'`,
    ],
    [{ only: [''] }, '--only needs the id of a check.'],
    [{ checks: ['checks', ''] }, '--checks needs a value.'],
    [{ skip: [' , '] }, '--skip needs the id of a check.'],
    ...['-1', '1.5', '1e3', '', ' 1', 'all', '0x10', '12345678901'].map(
      (limit) => [{ limit }, countFault('limit', limit, 0)] as const,
    ),
    [{ concurrency: '0' }, countFault('concurrency', '0', 1)],
    [{ 'server-concurrency': '0' }, countFault('server-concurrency', '0', 1)],
    [{ 'max-running': '' }, countFault('max-running', '', 0)],
    ...['', '-1', '100ms', '1e3'].map(
      (pause) =>
        [{ pause }, `--pause "${pause}": give a number of seconds like 0.1 or 2, or 0.`] as const,
    ),
    ...['JSON', 'bars', ''].map(
      (progress) =>
        [
          { progress },
          `--progress ${JSON.stringify(progress)}: give one of auto, json, none.`,
        ] as const,
    ),
    ...['0', '0.0', '-1', '60s', '', 'Infinity', '1e9', '0.0004'].map(
      (timeout) => [{ timeout }, timeFault(timeout)] as const,
    ),
  ])('refuses %j', (args, message) => {
    expect(refusal(() => parsed(args))).toBe(message);
  });
});

describe('configSources', () => {
  it('keeps the order in which files and folders are given', () => {
    const given: readonly Given[] = [
      { name: 'config-file', value: 'a' },
      { name: 'json', value: true },
      { name: 'config-dir', value: 'b' },
      { name: 'format', value: 'config-file' },
      { name: 'config-file', value: 'c=d' },
    ];
    expect(configSources(given)).toStrictEqual([
      { kind: 'file', path: 'a' },
      { kind: 'dir', path: 'b' },
      { kind: 'file', path: 'c=d' },
    ]);
  });

  it.each(['config-file', 'config-dir'])('refuses an empty --%s', (name) => {
    expect(refusal(() => configSources([{ name, value: '' }]))).toBe(`--${name} needs a path.`);
  });
});
