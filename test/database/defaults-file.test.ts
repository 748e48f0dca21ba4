import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDefaultsFile } from '../../src/database/defaults-file.js';
import { parseDatabaseUrl } from '../../src/database/url.js';
import { ExpectedError } from '../../src/error.js';

const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-'));
afterAll(() => rmSync(directory, { recursive: true }));
const DIRECTORIES = { home: join(directory, 'home'), cwd: directory };

function file(text: string): string {
  const path = join(mkdtempSync(join(directory, 'file-')), 'my.cnf');
  writeFileSync(path, text);
  return path;
}

function read(text: string, group?: string): Record<string, string> {
  return Object.fromEntries(readDefaultsFile({ ...DIRECTORIES, file: file(text), group }, 'cell1'));
}

describe('readDefaultsFile', () => {
  // What PyMySQL 1.2.3 reads.
  it.each([
    ['a comment, a blank line', '# x\n; y\n\n[client]\n  # user=no\nuser=u\n', { user: 'u' }],
    ['nothing but comments', '# x\n', {}],
    ['other groups', '[mysqld]\nuser=m\n[client]\nuser=u\n[mysql]\nuser=x\n', { user: 'u' }],
    ['no such group', '[mysqld]\nuser=m\n', {}],
    ['a colon', '[client]\nhost : h=1\n', { host: 'h=1' }],
    [
      'separators and comment signs in a value',
      '[client]\npassword=a=b:c#d ;e\n',
      { password: 'a=b:c#d ;e' },
    ],
    ['double quotes', '[client]\npassword="a\'b "\n', { password: "a'b " }],
    ['single quotes', "[client]\npassword=''a''\n", { password: "'a'" }],
    ['one quote', '[client]\npassword="\n', { password: '"' }],
    ['quotes that differ', '[client]\npassword="a\'\n', { password: '"a\'' }],
    ['upper case and underscores', '[client]\nSSL_CA=/CA.pem\n', { 'ssl-ca': '/CA.pem' }],
    [
      'options without a value',
      '[client]\nssl\n!includedir /etc/my.cnf.d\nuser=u\n',
      { ssl: '', '!includedir /etc/my.cnf.d': '', user: 'u' },
    ],
    ['indented options', '[client]\n  user=u\n  host=h\n', { user: 'u', host: 'h' }],
    ['a continued value', '[client]\nuser=u\n  host=h\nport=1\n', { user: 'u\nhost=h', port: '1' }],
    ['CRLF', '[client]\r\nuser=u\r\n', { user: 'u' }],
    [
      'a group in two parts',
      '[client]\nuser=u\nhost=a\n[x]\n[client]\nhost=b\n',
      { user: 'u', host: 'b' },
    ],
  ])('reads %s', (_, text, options) => {
    expect(read(text)).toEqual(options);
  });

  it('reads the group that is asked for', () => {
    expect(read('[client]\nuser=c\n[tripleo]\nssl=1\nssl-ca=/ca.pem\n', 'tripleo')).toEqual({
      ssl: '1',
      'ssl-ca': '/ca.pem',
    });
  });

  it('finds a file in the home directory and beside the working directory', () => {
    mkdirSync(DIRECTORIES.home);
    writeFileSync(join(DIRECTORIES.home, '.my.cnf'), '[client]\nuser=home\n');
    writeFileSync(join(directory, 'relative.cnf'), '[client]\nuser=cwd\n');
    const user = (name: string) =>
      readDefaultsFile({ ...DIRECTORIES, file: name }, 'cell1').get('user');
    expect(user('~/.my.cnf')).toBe('home');
    expect(user('relative.cnf')).toBe('cwd');
  });

  it('names a file that it cannot read, and who asks for it', () => {
    const missing = join(directory, 'missing.cnf');
    expect(() => readDefaultsFile({ ...DIRECTORIES, file: missing }, 'cell1')).toThrow(
      `cell1: the MySQL option file ${missing}, which read_default_file in the database URL asks for, cannot be read: ENOENT`,
    );
    expect(() => readDefaultsFile({ ...DIRECTORIES, file: directory }, 'cell1')).toThrow(/EISDIR/);
  });

  it('names the line of a file that is none, but quotes nothing', () => {
    const path = file('# x\npassword=S3cr3t\n');
    let thrown: unknown;
    try {
      readDefaultsFile({ ...DIRECTORIES, file: path }, 'cell1');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ExpectedError);
    expect(String(thrown)).toContain(
      `${path}, which the database URL asks for, has something before its first [group] in line 2`,
    );
    expect(String(thrown)).not.toContain('S3cr3t');
  });
});

describe('a URL with an option file', () => {
  const path = file(
    '[client]\nuser=fu\npassword="f#p"\nhost=fh\nport=3307\nsocket=/f.sock\ndatabase=fd\n' +
      'default-character-set=utf8mb3\nssl-ca=/f-ca.pem\nssl-cert=/f-c.pem\nssl-key=/f-k.pem\nssl-cipher=HIGH\n' +
      '[empty]\nuser=\npassword=""\nhost=\n[tripleo]\nbind-address=127.0.0.1\nssl=1\nssl-ca=/ca.pem\n' +
      '[bad]\nport=x\n',
  );
  const parse = (rest: string) =>
    parseDatabaseUrl(`mysql+pymysql://${rest}read_default_file=${path}`, 'cell1', DIRECTORIES);

  it.each([
    [
      '/?',
      {
        kind: 'mysql',
        user: 'fu',
        password: 'f#p',
        host: 'fh',
        port: 3307,
        socketPath: '/f.sock',
        database: 'fd',
        charset: 'utf8',
        ssl: {
          ca: '/f-ca.pem',
          cert: '/f-c.pem',
          key: '/f-k.pem',
          cipher: 'HIGH',
          verifyCertificate: true,
          verifyIdentity: true,
        },
      },
    ],
    [
      'u:p@h:3308/d?unix_socket=/s&charset=latin1&ssl_ca=/ca&ssl_cert=/c&ssl_key=/k&ssl_cipher=LOW&ssl_verify_identity=0&',
      {
        kind: 'mysql',
        user: 'u',
        password: 'p',
        host: 'h',
        port: 3308,
        socketPath: '/s',
        database: 'd',
        charset: 'latin1',
        ssl: {
          ca: '/ca',
          cert: '/c',
          key: '/k',
          cipher: 'LOW',
          verifyCertificate: true,
          verifyIdentity: false,
        },
      },
    ],
    [
      'u:p@h/d?read_default_group=tripleo&',
      {
        kind: 'mysql',
        user: 'u',
        password: 'p',
        host: 'h',
        port: 3306,
        database: 'd',
        ssl: { ca: '/ca.pem', verifyCertificate: true, verifyIdentity: true },
      },
    ],
    [
      '/d?read_default_group=empty&',
      { kind: 'mysql', host: 'localhost', port: 3306, database: 'd' },
    ],
  ])('%s', (rest, url) => {
    expect(parse(rest)).toEqual(url);
  });

  it('takes the port 0 of a URL for none', () => {
    expect(parse('h:0/d?')).toMatchObject({ port: 3307 });
  });

  it('refuses a port that is no number', () => {
    expect(() => parse('h/d?read_default_group=bad&')).toThrow('cell1: the port x is not a number');
  });
});
