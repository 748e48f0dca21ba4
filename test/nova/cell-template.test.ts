import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/url.js';
import { ExpectedError } from '../../src/error.js';
import { fillCellTemplate } from '../../src/nova/cell-template.js';

const TEMPLATE = '{scheme}://{username}:{password}@{hostname}:{port}/nova_cell3?{query}';

describe('fillCellTemplate', () => {
  // The results are those of Nova 33's code on Python 3.11.
  it.each([
    [
      'mysql+pymysql://nova:n0va%3Ap%40ss%2Fw%23rd@127.0.0.1:33060/nova_cell1?charset=utf8',
      TEMPLATE,
      'mysql+pymysql://nova:n0va%3Ap%40ss%2Fw%23rd@127.0.0.1:33060/nova_cell3?charset=utf8',
    ],
    [
      'MySQL+PyMySQL://Nova:Pw@DB1.Example:3306/nova',
      TEMPLATE,
      'mysql+pymysql://Nova:Pw@db1.example:3306/nova_cell3?',
    ],
    ['mysql://u:p@h/nova', TEMPLATE, 'mysql://u:p@h:None/nova_cell3?'],
    ['mysql://u@h:/nova', TEMPLATE, 'mysql://u:None@h:None/nova_cell3?'],
    ['mysql://h/nova', TEMPLATE, 'mysql://None:None@h:None/nova_cell3?'],
    ['mysql://:@h:1/nova', TEMPLATE, 'mysql://:@h:1/nova_cell3?'],
    [
      'mysql://u:p@/nova?unix_socket=/s',
      TEMPLATE,
      'mysql://u:p@None:None/nova_cell3?unix_socket=/s',
    ],
    ['mysql://u:a:b@c@h:03306/nova', '{username} {password} {hostname} {port}', 'u a:b@c h 3306'],
    ['mysql://u:p@[FE80::1%Eth0]:3306/nova', '{hostname} {port}', 'fe80::1%Eth0 3306'],
    ['mysql://u:p@h//nova/x;y?a=b?c#d?e', '{path}|{query}|{fragment}', 'nova/x;y|a=b?c|d?e'],
    ['sqlite:////srv/a@b/nova.sqlite', '{scheme}:////{path}', 'sqlite:////srv/a@b/nova.sqlite'],
    [' \u001fmysql\t://u:p\n@h\r/nova', '{scheme}|{password}|{hostname}', 'mysql|p|h'],
    ['mysql://u:päss密@h:1/nova', TEMPLATE, 'mysql://u:päss密@h:1/nova_cell3?'],
    ['mysql://u:p@h/nova', '{{{username}}}}}', '{u}}'],
    // Braces and $ that come from the values are not looked at again.
    ["mysql://u:{password}$&$'@h/nova", '{username}:{password}', "u:{password}$&$'"],
    ['mysql://u:p@h/nova', 'mysql://x:y}}z@h/nova_cell1', 'mysql://x:y}z@h/nova_cell1'],
    [
      'mysql://a:b@h1:1,c:d@h2:2/nova',
      '{username}|{password}|{hostname}|{port}',
      'a|b@h1:1,c:d|h2|2',
    ],
    [
      'mysql://a:b@h1:1,c:d@h2:2/nova',
      '{username1}:{password1}@{hostname1}:{port1},{username2}:{password2}@{hostname2}:{port2}',
      'a:b@h1:1,c:d@h2:2',
    ],
    [
      'mysql://a:b@h1:1,H2,@[::1]:3/nova',
      '{username2}|{password2}|{hostname2}|{port2}|{username3}|{password3}|{hostname3}|{port3}',
      '|None|H2|None||None|::1|:3',
    ],
  ])('fills from %s: %s', (connection, template, filled) => {
    expect(fillCellTemplate(template, connection)).toBe(filled);
  });

  it.each([
    ['a plain URL', 'mysql://u:p%40@h/nova_cell1?charset=utf8', undefined],
    ['a URL without a password', 'sqlite:////var/nova_cell1.sqlite', undefined],
    ['a plain URL beside a bad connection', 'mysql://u:p@h/nova_cell1', 'mysql://u:p#w@h/nova'],
    // What Nova cannot fill it uses as it is, and with braces in the password alone that works.
    ['a brace in a password', 'mysql://u:a{b@h/nova_cell1', 'mysql://u:p@h/nova'],
    ['braces in a password', 'mysql://u:a{b}c@h/nova_cell1', 'mysql://u:p@h/nova'],
    ['braces in a password, with nothing to fill from', 'mysql://u:a{{b@h/nova_cell1', undefined],
  ])('leaves %s', (_, template, connection) => {
    expect(fillCellTemplate(template, connection)).toBe(template);
  });

  it.each([
    [TEMPLATE, undefined, '[database]connection, from which Nova fills it, is not set'],
    [TEMPLATE, '', 'is not set'],
    ['mysql://u:{password}@h/nova_cell1', undefined, 'is not set'],
    [
      'mysql://u:S3cr3t@{host}/nova_cell1',
      'mysql://u:S3cr3t@h/nova',
      'brace at character 18 is no field',
    ],
    [
      'mysql://{username1}@h/nova_cell1',
      'mysql://u:S3cr3t@h/nova',
      'the fields username, password, hostname, port,',
    ],
    ['mysql://h/{constructor}', 'mysql://u:S3cr3t@h/nova', 'is no field'],
    ['mysql://h/{}', 'mysql://u:S3cr3t@h/nova', 'is no field'],
    ['mysql://h/{path', 'mysql://u:S3cr3t@h/nova', 'brace at character 11'],
    ['mysql://h/path}', 'mysql://u:S3cr3t@h/nova', 'brace at character 15'],
    // The template uses nothing that is wrong there, but Nova divides the whole URL first.
    ['{scheme}://h/nova', 'mysql://u:S3cr3t@h:x/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t@h:65536/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t@h:３306/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t#w@h:3306/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t?w@h:3306/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t[w@h:3306/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t]w@h:3306/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t[w]@h:3306/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://u:S3cr3t℀w@h:3306/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://a:S3cr3t@h1,[x/nova', 'percent-encode'],
    ['{scheme}://h/nova', 'mysql://a:S3cr3t@h1,[::1]:1,c:d@[x/nova', 'percent-encode'],
    // Python takes these for user-less URLs of a host "u", and Nova would go there.
    [TEMPLATE, 'mysql://u:1/S3cr3t@h/nova', 'percent-encode'],
    [TEMPLATE, 'mysql://u:1#S3cr3t@h/nova', 'percent-encode'],
    [TEMPLATE, 'mysql://u:1?S3cr3t@h/nova', 'percent-encode'],
  ])('refuses %s filled from %s', (template, connection, problem) => {
    let thrown: unknown;
    try {
      thrown = fillCellTemplate(template, connection);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ExpectedError);
    expect(String(thrown)).toContain(problem);
    expect(String(thrown)).not.toContain('S3cr3t');
  });

  it.each([
    '%',
    '@',
    '/',
    '#',
    ':',
    '?',
    'n0va:p@ss/w#rd',
    '100%41',
    '{password}',
    'ä密🔑',
    ' +&=,[]',
  ])('hands the password %s through to the cell', (password) => {
    expect(passwordOfCell(password)).toBe(password);
  });

  it('hands every password through to the cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (password) => {
        expect(passwordOfCell(password)).toBe(password);
      }),
    );
  });
});

function passwordOfCell(password: string): string | undefined {
  const connection = `mysql+pymysql://nova:${encodeURIComponent(password)}@db1:3306/nova?charset=utf8`;
  const url = parseDatabaseUrl(fillCellTemplate(TEMPLATE, connection), 'cell mapping cell3', {
    home: '/root',
    cwd: '/',
  });
  return url.kind === 'mysql' ? url.password : undefined;
}
