import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { preflight } from '../support/process.js';
import { jsonReport, TESTED_ALONE } from './check-run.js';

const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
const inside = (path: string) => join(directory, path);

afterAll(() => rmSync(directory, { recursive: true }));

/** Which configuration was used shows in the database that was looked for in vain. */
function configured(name: string): string {
  return `[api_database]\nconnection = sqlite:////nowhere/${name}.db\n`;
}

const files = {
  'a.conf': configured('a'),
  'b.conf': configured('b'),
  'a.d/1.conf': configured('first of a.d'),
  'a.d/2.conf': configured('a.d'),
  'nothing.conf': '[DEFAULT]\ndebug = true\n',
  'broken.conf': '[DEFAULT]\n[api_database]\nconnection s3cret\n',
  'dot-home/.nova/nova.conf': configured('~/.nova'),
  'dot-home/nova.conf': configured('~'),
  'home/nova.conf': configured('~'),
  'status-home/nova.conf': configured('nova'),
  'status-home/nova-status.conf': configured('nova-status'),
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(inside(path)), { recursive: true });
  writeFileSync(inside(path), text);
}

const missing = (name: string) => `API database: there is no file /nowhere/${name}.db.`;

test.concurrent.each<{
  what: string;
  args: string;
  home?: string;
  env?: Record<string, string>;
  read: string[];
  details: string;
}>([
  {
    what: '--config-file before the command',
    args: '--config-file a.conf upgrade check --json',
    read: ['a.conf'],
    details: missing('a'),
  },
  {
    what: 'of two files the last, whichever side of the command',
    args: '--config-file b.conf upgrade check --json --config-file a.conf',
    read: ['b.conf', 'a.conf'],
    details: missing('a'),
  },
  {
    what: 'a folder after a file',
    args: 'upgrade check --json --config-file a.conf --config-dir a.d',
    read: ['a.conf', 'a.d/1.conf', 'a.d/2.conf'],
    details: missing('a.d'),
  },
  {
    what: '~/.nova before ~',
    args: 'upgrade check --json',
    home: 'dot-home',
    read: ['dot-home/.nova/nova.conf'],
    details: missing('~/.nova'),
  },
  {
    what: '~',
    args: 'upgrade check --json',
    home: 'home',
    read: ['home/nova.conf'],
    details: missing('~'),
  },
  {
    what: 'nova-status.conf over nova.conf',
    args: 'upgrade check --json',
    home: 'status-home',
    read: ['status-home/nova.conf', 'status-home/nova-status.conf'],
    details: missing('nova-status'),
  },
  {
    what: 'a file that is named instead of the default ones',
    args: 'upgrade check --json --config-file a.conf',
    home: 'status-home',
    read: ['a.conf'],
    details: missing('a'),
  },
  {
    what: 'the environment over files',
    args: 'upgrade check --json --config-file a.conf',
    env: { OS_API_DATABASE__CONNECTION: 'sqlite:////nowhere/environment.db' },
    read: ['a.conf'],
    details: missing('environment'),
  },
  {
    what: 'a file without the option',
    args: 'upgrade check --json --config-file nothing.conf',
    read: ['nothing.conf'],
    details: `API database: [api_database]connection is not set in ${inside('nothing.conf')}.`,
  },
  {
    what: 'a bad URL, by file and line',
    args: 'upgrade check --json --config-file a.conf',
    env: { OS_API_DATABASE__CONNECTION: 'mysql+pymysql://nova:p@ss:w0rd@db/nova_api' },
    read: ['a.conf'],
    details:
      'API database: [api_database]connection (environment OS_API_DATABASE__CONNECTION): the database URL cannot be read, because what follows its user name and password is not a host, a port and a database. If the password holds : / ? # [ ] @ or %, percent-encode it (for example @ as %40, / as %2F, : as %3A, # as %23, % as %25); an IPv6 address stands in square brackets.',
  },
  {
    what: 'a missing file',
    args: 'upgrade check --json --config-file missing.conf',
    read: [],
    details: `Cannot read the configuration file ${inside('missing.conf')}: it does not exist; check the path.`,
  },
  {
    what: 'a file with an error, by file and line and without the text of the line',
    args: 'upgrade check --json --config-file a.conf --config-file broken.conf',
    read: [],
    details: `Cannot read ${inside('broken.conf')}:3: there is no "=" or ":" after the option name. Nova refuses such a file too.`,
  },
  {
    what: 'none at all',
    args: 'upgrade check --json',
    read: [],
    details:
      'API database: [api_database]connection is not set: no configuration file was found; name one with --config-file.',
  },
])('the configuration: $what', async ({ args, home, env, read, details }) => {
  const ended = await preflight([...args.split(' '), ...TESTED_ALONE], {
    cwd: directory,
    env: { ...env, ...(home === undefined ? {} : { HOME: inside(home) }) },
  });
  expect(ended).toMatchObject({ code: 255, stderr: '' });
  const { checks, configFiles } = jsonReport(ended);
  expect({ configFiles, details: checks.map((check) => check.details) }).toEqual({
    configFiles: read.map(inside),
    details: [details, details],
  });
});
