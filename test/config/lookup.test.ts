import { describe, expect, it } from 'vitest';

import { parseIni } from '../../src/config/ini.js';
import type { OptionName } from '../../src/config/lookup.js';
import { lookUp } from '../../src/config/lookup.js';

interface Case {
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly option?: OptionName;
  /** Value and origin; the files are called 1.conf, 2.conf, … */
  readonly expected: readonly [string, string] | undefined;
}

/** The former names of [database]connection (oslo.db, oslo_db/options.py). */
const SQL_CONNECTION: readonly OptionName[] = [
  ['DEFAULT', 'sql_connection'],
  ['DATABASE', 'sql_connection'],
  ['sql', 'connection'],
];

const run = (
  { files = [], env = {}, option = ['database', 'connection'] }: Case,
  deprecated?: readonly OptionName[],
) => {
  const settings = { files: files.map((text, index) => parseIni(text, `${index + 1}.conf`)), env };
  const found = lookUp(settings, option, deprecated);
  return found && [found.value, found.origin];
};

describe('lookUp', () => {
  it.each<[string, Case]>([
    [
      'gives nothing for what is not set',
      { files: ['[database]\nmax_retries=1'], expected: undefined },
    ],
    [
      'gives an empty value as one',
      { files: ['[database]\nconnection='], expected: ['', '1.conf:2'] },
    ],
    [
      'prefers the last file',
      {
        files: ['[database]\nconnection=a', '[database]\nconnection=b', '[x]\n'],
        expected: ['b', '2.conf:2'],
      },
    ],
    [
      'prefers the last of a repeated option',
      {
        files: ['[database]\nconnection=a\n[x]\n[database]\nconnection=b'],
        expected: ['b', '1.conf:5'],
      },
    ],
    [
      'takes sections of any case for one',
      { files: ['[DataBase]\nconnection=a\n[database]\n'], expected: ['a', '1.conf:2'] },
    ],
    [
      'knows DEFAULT in upper case only',
      { files: ['[default]\nhost=a'], option: ['DEFAULT', 'host'], expected: undefined },
    ],
    [
      'finds DEFAULT',
      { files: ['[DEFAULT]\nhost=a'], option: ['DEFAULT', 'host'], expected: ['a', '1.conf:2'] },
    ],
    [
      'is exact about the case of names',
      { files: ['[database]\nConnection=a'], expected: undefined },
    ],
    [
      'wants _ in files where the name has -',
      {
        files: ['[database]\nmy_ip=a\nmy-ip=b'],
        option: ['database', 'my-ip'],
        expected: ['a', '1.conf:2'],
      },
    ],
    [
      'prefers the environment',
      {
        files: ['[database]\nconnection=a'],
        env: { OS_DATABASE__CONNECTION: 'e' },
        expected: ['e', 'environment OS_DATABASE__CONNECTION'],
      },
    ],
    [
      'prefers even an empty environment',
      {
        files: ['[database]\nconnection=a'],
        env: { OS_DATABASE__CONNECTION: '' },
        expected: ['', 'environment OS_DATABASE__CONNECTION'],
      },
    ],
    [
      'keeps quotes of the environment',
      {
        env: { OS_DATABASE__CONNECTION: '"e"' },
        expected: ['"e"', 'environment OS_DATABASE__CONNECTION'],
      },
    ],
    [
      'reads DEFAULT and - from the environment',
      {
        env: { OS_DEFAULT__MY_IP: 'e' },
        option: ['DEFAULT', 'my-ip'],
        expected: ['e', 'environment OS_DEFAULT__MY_IP'],
      },
    ],
    [
      'wants upper case in the environment',
      { env: { os_database__connection: 'e' }, expected: undefined },
    ],
    [
      'knows no former name unless told',
      { files: ['[DEFAULT]\nsql_connection=a'], expected: undefined },
    ],
  ])('%s', (_, test) => {
    expect(run(test)).toEqual(test.expected);
  });

  it.each<[string, Case]>([
    [
      '[DEFAULT]sql_connection',
      { files: ['[DEFAULT]\nsql_connection=a'], expected: ['a', '1.conf:2'] },
    ],
    [
      '[database]sql_connection',
      { files: ['[database]\nsql_connection=a'], expected: ['a', '1.conf:2'] },
    ],
    ['[SQL]connection', { files: ['[SQL]\nconnection=a'], expected: ['a', '1.conf:2'] }],
    [
      'the current name over a later former one',
      { files: ['[database]\nconnection=a\n[sql]\nconnection=b'], expected: ['a', '1.conf:2'] },
    ],
    [
      'the first former name over later ones',
      {
        files: ['[DEFAULT]\nsql_connection=a\n[database]\nsql_connection=b\n[sql]\nconnection=c'],
        expected: ['a', '1.conf:2'],
      },
    ],
    [
      'a former name in a later file',
      {
        files: ['[database]\nconnection=a', '[DEFAULT]\nsql_connection=b'],
        expected: ['b', '2.conf:2'],
      },
    ],
    [
      'no former name in the environment',
      {
        files: ['[database]\nconnection=a'],
        env: { OS_DEFAULT__SQL_CONNECTION: 'e' },
        expected: ['a', '1.conf:2'],
      },
    ],
  ])('with former names takes %s', (_, test) => {
    expect(run(test, SQL_CONNECTION)).toEqual(test.expected);
  });

  it.each(['user-name', 'user_name'])('accepts a former name with - as %s', (spelling) => {
    const test: Case = {
      files: [`[service_user]\n${spelling}=a`],
      option: ['service_user', 'username'],
      expected: ['a', '1.conf:2'],
    };
    expect(run(test, [['service_user', 'user-name']])).toEqual(test.expected);
  });
});
