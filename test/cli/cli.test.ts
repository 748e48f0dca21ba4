import { describe, expect, test } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import packageJson from '../../package.json' with { type: 'json' };
import { releaseName, releases } from '../../src/nova/releases.js';
import { preflight } from '../support/process.js';

const check = ['upgrade', 'check'];
const lint = ['machine-type', 'lint'];

const path = ['upgrade', 'path'];

const KNOWN = builtInChecks.map(({ id }) => id).join(', ');

const RELEASES = releases.map(releaseName).join(', ');

describe('wrong usage exits with 64, says why on stderr and prints nothing on stdout', () => {
  test.concurrent.each<[args: string[], message: string]>([
    [[], 'Name a command: upgrade, machine-type, libvirt or demo.'],
    [['bogus'], 'Unknown argument: bogus'],
    [['upgrade'], 'Name what to do: upgrade check, list-checks, explain or path.'],
    [['upgrade', 'bogus'], 'Unknown argument: bogus'],
    [
      ['machine-type'],
      'Name what to do: machine-type get, list-unset, update, undo, inventory, lint or impact.',
    ],
    [
      ['libvirt'],
      'Name what to do: libvirt get_machine_type, list_unset_machine_type or update_machine_type.',
    ],
    [['libvirt', 'get_machine_type', 'a', 'b'], 'Unknown argument: b'],
    [
      ['machine-type', 'get', 'a', '-f', 'xml'],
      '--format "xml": give one of value, table, json, csv.',
    ],
    [
      ['machine-type', 'get', 'a', '-c', 'uuid,host'],
      '--columns "host": give one of uuid, machine_type, cell, answer.',
    ],
    [['machine-type', 'get', 'a', '-c', 'uuid,uuid'], '--columns: a column can be listed once.'],
    [['machine-type', 'list-unset', '--cell-uuid', ''], '--cell-uuid needs a value.'],
    [
      ['machine-type', 'update', 'a', 'q35', '--force=no'],
      '"--force=no": the option is a switch and takes no value.',
    ],
    [
      ['machine-type', 'update', 'a', 'q35', '--journal', 'j', '--no-journal'],
      '--journal and --no-journal: give one of them.',
    ],
    [['machine-type', 'undo', '--journal', ''], '--journal needs a value.'],
    [['machine-type', 'bogus'], 'Unknown argument: bogus'],
    [[...lint, 'extra'], 'Unknown argument: extra'],
    [[...lint, '--limit', '3'], 'Unknown argument: limit'],
    [[...lint, '--config-file', ''], '--config-file needs a path.'],
    [[...lint, '-f', 'csv'], '--format "csv": give table or json.'],
    [[...lint, '-f', 'table', '-f', 'json'], '--format ["table","json"]: give it once.'],
    [[...lint, '--qemu', 'noble'], '--qemu "noble": give a version, like 8.2.'],
    [[...lint, '--qemu', '8', '--qemu', '9'], '--qemu ["8","9"]: give it once.'],
    [[...lint, '--', 'x'], '"--": nothing may follow; name the options alone.'],
    [[...check, 'extra'], 'Unknown argument: extra'],
    [[...check, '--bogus'], 'Unknown argument: bogus'],
    [[...check, '--limit'], 'Not enough arguments following: limit'],
    [[...check, '--config-dir', '--json'], 'Not enough arguments following: config-dir'],
    [[...check, '--only'], 'Not enough arguments following: only'],
    [[...check, '--limit', 'all'], '--limit "all": give a whole number of at least 0.'],
    [[...check, '--limit', '1', '--limit', '2'], '--limit ["1","2"]: give it once.'],
    [
      [...check, '--timeout', '0'],
      '--timeout "0": give a number of seconds above 0, like 60 or 2.5.',
    ],
    [
      [...check, '--target', '2019.1'],
      `--target "2019.1": there is no such release; the known ones are ${RELEASES}. Give a series, a codename or a version of Nova.`,
    ],
    [[...check, '--target', 'zed', '--target', 'yoga'], `--target ["zed","yoga"]: give it once.`],
    [
      [...path, '--from', 'victoria', '--to', 'zed'],
      `--from "victoria": there is no such release; the known ones are ${RELEASES}. Give a series, a codename or a version of Nova.`,
    ],
    [
      [...path, '--from', 'zed', '--to', ''],
      `--to "": there is no such release; the known ones are ${RELEASES}. Give a series, a codename or a version of Nova.`,
    ],
    [
      [...path, '--from', '26', '--to', 'yoga'],
      '--from 26 --to yoga: Yoga (25) is older than Zed (26), and Nova cannot be downgraded: its databases are only ever migrated forward.',
    ],
    [
      [...path, '--from', '26.0.0', '--to', 'Zed'],
      '--from 26.0.0 --to Zed: there is nothing to upgrade: both releases are Zed (26); name a later one to go to.',
    ],
    [[...path, '--from', 'zed'], 'Missing required argument: to'],
    [[...path, '--from', '--to', 'zed'], 'Not enough arguments following: from'],
    [[...path, '--from', 'yoga', '--to', 'zed', 'now'], 'Unknown argument: now'],
    [
      [...path, '--from', 'yoga', '--to', 'zed', '--'],
      '"--": nothing may follow; name the options alone.',
    ],
    [[...path, '--from', 'yoga', '--to', 'zed', '-f', 'x'], '--format "x": give table or json.'],
    [
      ['upgrade', 'list-checks', '--target', 'gazpach'],
      `--target "gazpach": there is no such release; the known ones are ${RELEASES}. Give a series, a codename or a version of Nova.`,
    ],
    [[...check, '--profile', 'nova'], '--profile "nova": give one of all, nova-status.'],
    [['upgrade', 'list-checks', '-f', 'yaml'], '--format "yaml": give table or json.'],
    [['upgrade', 'list-checks', '--', 'x'], '"--": nothing may follow; name the options alone.'],
    [['upgrade', 'explain'], 'Not enough non-option arguments: got 0, need at least 1'],
    [['upgrade', 'explain', 'old'], `"old": there is no such check; the known ones are ${KNOWN}.`],
    [['upgrade', 'explain', 'old', 'new'], 'Unknown argument: new'],
    [
      [...check, '--stale-after', '1d'],
      '--stale-after "1d": give a number of seconds above 0, like 60 or 2.5.',
    ],
    [
      [...check, '--verify-credentials=yes'],
      '"--verify-credentials=yes": the option is a switch and takes no value.',
    ],
    [[...check, '--concurrency', '0'], '--concurrency "0": give a whole number of at least 1.'],
    [
      [...check, '-f', 'xml'],
      '--format "xml": give table or json, or one of them and a file, as in json=report.json.',
    ],
    [
      [...check, '-f', 'table', '--json'],
      '--format: two reports cannot both go to stdout; give one of them a file, as in json=report.json.',
    ],
    [
      [...check, '-f', 'json=/nowhere/report.json'],
      '--format: there is no folder /nowhere for the report /nowhere/report.json.',
    ],
    [
      [...check, '--only', 'cells-v2', 'bogus'],
      `--only "bogus": there is no such check; the known ones are ${KNOWN}.`,
    ],
    [
      [...check, '--skip', 'bogus'],
      `--skip "bogus": there is no such check; the known ones are ${KNOWN}.`,
    ],
    [
      [...check, '--only', 'cells-v2', '--skip', 'cells-v2'],
      `--only and --skip leave no check to run; the known ones are ${KNOWN}.`,
    ],
    [
      [...check, '--checks', '/nowhere'],
      "--checks /nowhere: the folder cannot be read (ENOENT: no such file or directory, scandir '/nowhere'); name a folder that holds your check modules.",
    ],
  ])('%j', async (args, message) => {
    expect(await preflight(args)).toMatchObject({
      code: 64,
      stdout: '',
      stderr: `nova-preflight: ${message}\nSee nova-preflight --help.\n`,
    });
  });
});

test('--version', async () => {
  expect(await preflight(['--version'])).toMatchObject({
    code: 0,
    stdout: `${packageJson.version}\n`,
    stderr: '',
  });
});

test.concurrent.each([
  ['--help'],
  ['upgrade', '--help'],
  ['upgrade', 'check', '-h'],
  ['upgrade', 'list-checks', '--help'],
  ['upgrade', 'explain', '--help'],
  ['upgrade', 'path', '--help'],
  ['machine-type', '--help'],
  ['machine-type', 'inventory', '--help'],
  ['machine-type', 'lint', '--help'],
  ['machine-type', 'impact', '--help'],
  ['machine-type', 'get', '--help'],
  ['machine-type', 'list-unset', '--help'],
  ['machine-type', 'update', '--help'],
  ['machine-type', 'undo', '--help'],
  ['libvirt', '--help'],
  ['libvirt', 'update_machine_type', '--help'],
  ['demo', '--help'],
])('%s %s %s: the help is on stdout and fits 80 columns with no word broken', async (...args) => {
  const { code, stdout, stderr } = await preflight(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^nova-preflight/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('the help of upgrade check tells every exit code', async () => {
  const { stdout } = await preflight(['upgrade', 'check', '--help']);
  expect(stdout).toContain(`Exit codes:
  0    Success: every check passed
  1    Warning: something to look at, the upgrade may be fine
  2    Failure: must stop the upgrade
  255  could not tell: a check could not be completed, and no other failed
  64   wrong usage
  129, 130, 143  interrupted (SIGHUP, SIGINT, SIGTERM)
`);
});
