import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactor } from '../../src/cli/redact.js';

const WITHHELD = '(The reason is withheld: its text repeats a part of the credentials.)';

describe('redactor', () => {
  it.each<readonly [string, readonly string[], string, string]>([
    ['leaves other text', ['s3cret'], 'The table is missing.', 'The table is missing.'],
    [
      'masks credentials and keeps the rest',
      ['s3cret'],
      'At mysql+pymysql://nova:s3cret@db1:3306/nova_api, which is down.',
      'At mysql+pymysql://***@db1:3306/nova_api, which is down.',
    ],
    ['masks each URL', [], 'mysql://a:b@h and "amqp://c:d@i"', 'mysql://***@h and "amqp://***@i"'],
    ['masks a user without a password', [], 'mysql://nova@h/nova', 'mysql://***@h/nova'],
    ['masks a password that it does not know', [], 'amqp://rabbit:hare@h', 'amqp://***@h'],
    ['masks an @ in a password', ['p@ss'], 'mysql://nova:p@ss@h/nova', 'mysql://***@h/nova'],
    ['masks a / in a password', ['p/ss'], 'mysql://nova:p/ss@h/nova', 'mysql://***@h/nova'],
    ['masks both, unknown', [], 'mysql://nova:p@s/s@h/nova', 'mysql://***@h/nova'],
    ['withholds a password outside of a URL', ['s3cret'], "1045: 'nova' with s3cret", WITHHELD],
    [
      'withholds a password that is there twice',
      ['s3cret'],
      'mysql://nova:s3cret@h (password s3cret)',
      WITHHELD,
    ],
    ['withholds any of several', ['one', 'two'], 'with two', WITHHELD],
    ['withholds a blank in a password', ['p ss'], 'mysql://nova:p ss@h/nova', WITHHELD],
    ['withholds what the mask would cut', ['p@s s'], 'mysql://nova:p@s s@h/nova', WITHHELD],
    ['withholds what the mask would cut in front', ['x://y'], 'the word is x://y@h', WITHHELD],
    ['takes no empty password for one', [''], 'mysql is down', 'mysql is down'],
    [
      'leaves the paths in a stack',
      [],
      'at file:///opt/node_modules/@site/checks/a.js:1:2',
      'at file:///opt/node_modules/@site/checks/a.js:1:2',
    ],
  ])('%s', (_, secrets, text, expected) => {
    expect(redactor(() => secrets)(text)).toBe(expected);
  });

  it('asks for the secrets at each text, for they are learnt while databases are opened', () => {
    const secrets: string[] = [];
    const redact = redactor(() => secrets);
    const before = redact('s3cret');
    secrets.push('s3cret');
    expect([before, redact('s3cret')]).toStrictEqual(['s3cret', WITHHELD]);
  });

  it('lets no password through in a URL, nor the end of one', () => {
    const password = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(password, (secret) => {
        const shown = redactor(() => [secret])(`mysql://nova:${secret}@db1/nova is down`);
        expect([WITHHELD, 'mysql://***@db1/nova is down']).toContain(shown);
      }),
    );
  });
});
