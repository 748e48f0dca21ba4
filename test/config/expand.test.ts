import { describe, expect, it } from 'vitest';

import { expand } from '../../src/config/expand.js';
import { parseIni } from '../../src/config/ini.js';
import { lookUp } from '../../src/config/lookup.js';
import { ExpectedError } from '../../src/error.js';

const ADVICE =
  'Write "$$" if a dollar sign is meant, or set the option that is referred to (the defaults of Nova are not known here).';

function connectionOf(
  text: string,
  env: Readonly<Record<string, string>> = {},
): string | undefined {
  const settings = { files: [parseIni(text, 'nova.conf')], env };
  const setting = lookUp(settings, ['database', 'connection']);
  return setting && expand(settings, setting);
}

describe('expand', () => {
  it.each([
    ['its own group before DEFAULT', '$user', '[database]\nuser=d\n[DEFAULT]\nuser=x', 'd'],
    ['DEFAULT', '${user}@h', '[DEFAULT]\nuser=x', 'x@h'],
    ['another group', '${api_database.user}', '[api_database]\nuser=a', 'a'],
    ['a group in any case in the file', '$api_database.user', '[API_Database]\nuser=a', 'a'],
    [
      'references of a reference in the group of that',
      '$api.a',
      '[api]\na=$b\nb=1\n[database]\nb=2',
      '1',
    ],
    ['an option twice', '$b$b', '[database]\nb=x', 'xx'],
    ['an escape of a reference once', '$b', '[database]\nb=p$$$$c\nc=1', 'p$$c'],
    ['an empty option', '<$b>', '[database]\nb=', '<>'],
  ])('replaces %s', (_, value, rest, expected) => {
    expect(connectionOf(`[database]\nconnection=${value}\n${rest}`)).toBe(expected);
  });

  it('takes a reference from the environment, and references in it', () => {
    const env = { OS_DATABASE__USER: '$name', OS_DEFAULT__NAME: 'n' };
    expect(connectionOf('[database]\nconnection=$user\nuser=file', env)).toBe('n');
  });

  it.each([
    ['an option that is not set', 'mysql://u:p$s3cret@h', '', 12],
    ['a braced one', 'mysql://u:p${s3cret}@h', '', 12],
    ['a later one', 'a$$b$user$s3cret', '[database]\nuser=u', 10],
    ['a group that is not set', '$s3cret.user', '', 1],
    ['the option with a dot after it', '$s3cret.', '[DEFAULT]\ns3cret=1', 1],
    ['the option in another case', '$S3CRET', '[DEFAULT]\ns3cret=1', 1],
    ['a group in upper case', '${S3CRET.user}', '[s3cret]\nuser=1', 1],
    ['DEFAULT as a group', '${DEFAULT.user}', '[DEFAULT]\nuser=1', 1],
    ['a third group', '$user', '[api]\nuser=1', 1],
  ])('refuses a reference to %s, without quoting it', (_, value, rest, position) => {
    expect(() => connectionOf(`[database]\nconnection=${value}\n${rest}`)).toThrow(
      new ExpectedError(
        `The value of [database]connection (nova.conf:2) cannot be used: the "$" that is its character ${position} begins a reference to an option that no configuration file and no environment variable sets. ${ADVICE}`,
      ),
    );
  });

  it('names the option whose value holds the bad reference', () => {
    expect(() => connectionOf('[database]\nconnection=$user\n[DEFAULT]\nuser=a$b')).toThrow(
      new ExpectedError(
        `The value of [DEFAULT]user (nova.conf:4) cannot be used: the "$" that is its character 2 begins a reference to an option that no configuration file and no environment variable sets. ${ADVICE}`,
      ),
    );
  });

  it.each([
    ['$connection', '', 'nova.conf:2', '[database]connection → [database]connection'],
    ['${database.connection}', '', 'nova.conf:2', '[database]connection → [database]connection'],
    [
      '$a',
      '[DEFAULT]\na=$database.connection',
      'nova.conf:2',
      '[database]connection → [DEFAULT]a → [database]connection',
    ],
  ])('refuses %s, which leads back to itself', (value, rest, origin, chain) => {
    expect(() => connectionOf(`[database]\nconnection=${value}\n${rest}`)).toThrow(
      new ExpectedError(
        `The value of [database]connection (${origin}) refers to itself: ${chain}. ${ADVICE}`,
      ),
    );
  });
});
