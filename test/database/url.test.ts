import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl, secretsOf, showDatabaseUrl } from '../../src/database/url.js';
import { ExpectedError } from '../../src/error.js';

const WHERE = '[database]connection (/etc/nova/nova.conf:12)';
const DIRECTORIES = { home: '/home/nova', cwd: '/srv/work' };
const LOCAL = { kind: 'mysql', host: 'h', port: 3306, database: 'nova' };

const parse = (text: string) => parseDatabaseUrl(text, WHERE, DIRECTORIES);

function messageFor(text: string): string {
  try {
    return `no error, but ${JSON.stringify(parse(text))}`;
  } catch (error) {
    if (error instanceof ExpectedError) return error.message;
    throw error;
  }
}

describe('parseDatabaseUrl', () => {
  it.each([
    'mysql',
    'mysql+pymysql',
    'mysql+mysqldb',
    'mysql+mysqlconnector',
    'mysql+mariadbconnector',
    'mysql+cymysql',
    'mysql+asyncmy',
    'mysql+aiomysql',
    'mariadb',
    'mariadb+pymysql',
    'mariadb+mariadbconnector',
  ])('takes %s://', (scheme) => {
    expect(parse(`${scheme}://h/nova`)).toEqual(LOCAL);
  });

  it.each([
    ['sqlite:///relative/nova.db', '/srv/work/relative/nova.db'],
    ['sqlite:///./nova.db', '/srv/work/nova.db'],
    ['sqlite:////var/lib/nova.db', '/var/lib/nova.db'],
    ['sqlite+pysqlite:////var/lib/nova.db', '/var/lib/nova.db'],
    // SQLAlchemy 2.0 decodes nothing in a path, and `~` is a name like any other.
    ['sqlite:////var/a@b:c#d/e%20f ü.db', '/var/a@b:c#d/e%20f ü.db'],
    ['sqlite:///~/nova.db', '/srv/work/~/nova.db'],
    ['sqlite:////var/nova.db?timeout=30&mode=ro', '/var/nova.db'],
  ])('reads %s', (text, file) => {
    expect(parse(text)).toEqual({ kind: 'sqlite', file });
  });

  it.each([
    ['sqlite://', 'in memory'],
    ['sqlite:///', 'in memory'],
    ['sqlite:///:memory:', 'in memory'],
    ['sqlite:///file:nova.db?uri=true', 'file: URIs'],
    ['sqlite://var/lib/nova.db', 'no host, user or password'],
    ['sqlite://u:S3cr3t@/nova.db', 'no host, user or password'],
    ['postgresql://u:S3cr3t@h/nova', 'PostgreSQL is not supported (postgresql://)'],
    ['postgresql+psycopg2://u:S3cr3t@h/nova', 'PostgreSQL is not supported'],
    ['postgres://u:S3cr3t@h/nova', 'PostgreSQL is not supported'],
    [
      'oracle+cx_oracle://u:S3cr3t@h/nova',
      'with oracle+cx_oracle:// are not supported; supported are',
    ],
    ['mysql+pyodbc://u:S3cr3t@h/nova', 'with mysql+pyodbc:// are not supported'],
    ['MySQL://u:S3cr3t@h/nova', 'with MySQL:// are not supported'],
    ['', 'is not a database URL'],
    ['S3cr3t', 'is not a database URL'],
    ['mysql:/u:S3cr3t@h/nova', 'is not a database URL'],
    ['u:S3cr3t@mysql://h/nova', 'is not a database URL'],
    ['mysql://u:S3cr3t@h', 'names no database'],
    ['mysql://u:S3cr3t@h/', 'names no database'],
    ['mysql://u:S3cr3t@h?charset=utf8', 'names no database'],
    ['mysql://u:S3cr3t%E9@h/nova', 'not UTF-8'],
    ['mysql://u%E9:S3cr3t@h/nova', 'not UTF-8'],
    ['mysql://u:S3cr3t%C3é%A9@h/nova', 'not UTF-8'],
    ['mysql://u:S3cr3t@h:x/nova', 'percent-encode'],
    ['mysql://u:S3cr3t@h#x/nova', 'percent-encode'],
    ['mysql://u:S3cr3t@h:65536/nova', 'percent-encode'],
    ['mysql://u:S3cr3t@fd00::1:3306/nova', 'square brackets'],
    ['mysql://u:S3cr3t@[fd00::1]x:3306/nova', 'square brackets'],
    ['mysql://u:S3cr3t@[fd00::1/nova', 'square brackets'],
    ['mysql://u:S3cr3t@h:None/nova', '[database]connection has no port'],
  ])('refuses %s', (text, problem) => {
    const message = messageFor(text);
    expect(message).toContain(problem);
    expect(message.startsWith(WHERE)).toBe(true);
    expect(message).not.toContain('S3cr3t');
  });

  it('adds connection_parameters to the query', () => {
    const options = { ...DIRECTORIES, connectionParameters: 'charset=utf8mb3&connect_timeout=5' };
    expect(parseDatabaseUrl('mysql://h/nova?unix_socket=/s', WHERE, options)).toEqual({
      ...LOCAL,
      socketPath: '/s',
      charset: 'utf8',
      connectTimeoutMs: 5000,
    });
    expect(() => parseDatabaseUrl('mysql://h/nova?charset=utf8', WHERE, options)).toThrow(
      /charset is given 2 times/,
    );
  });

  it('gives values that nobody can change', () => {
    const url = parse('mysql://h/nova?ssl_ca=/ca.pem');
    expect(Object.isFrozen(url)).toBe(true);
    expect(url.kind === 'mysql' && Object.isFrozen(url.ssl)).toBe(true);
  });

  it('takes every percent-encoded password', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (password) => {
        const text = `mysql+pymysql://nova:${encodeURIComponent(password)}@h/nova`;
        expect(parse(text)).toEqual({ ...LOCAL, user: 'nova', password });
      }),
    );
  });

  it('never shows a piece of a password that is not percent-encoded', () => {
    const specials = ['@:/?#%[]&=+ ,;é'.split(''), '%4', '%E9', '\n'].flat();
    const leaks: string[] = [];
    for (const one of specials) {
      for (const two of ['', ...specials]) {
        const password = `S3cr3t${one}S3cr3t${two}S3cr3t`;
        for (const text of [
          `mysql://nova:${password}@h:3306/nova?charset=utf8`,
          `mysql://nova:${password}@/nova`,
          `mysql://${password}:${password}@h/nova`,
          `mysql://nova:${password.replaceAll('@', '')}/nova`,
          `postgresql://nova:${password}@h/nova`,
          `sqlite://nova:${password}@h/nova`,
          `nova:${password}@h/nova`,
        ]) {
          const shown = showOrMessage(text);
          if (shown.includes('S3cr3t')) leaks.push(`${text} → ${shown}`);
        }
      }
    }
    expect(leaks).toEqual([]);
  });
});

function showOrMessage(text: string): string {
  try {
    return showDatabaseUrl(parse(text));
  } catch (error) {
    return String(error);
  }
}

describe('showDatabaseUrl', () => {
  it.each([
    ['mysql+pymysql://u:p@db1/nova_cell1?charset=utf8', 'mysql://db1:3306/nova_cell1'],
    ['mariadb://u:p@[fd00::1]:3307/nova', 'mysql://[fd00::1]:3307/nova'],
    ['mysql://u:p@/nova?unix_socket=/run/my.sock', 'mysql:///nova?unix_socket=/run/my.sock'],
    ['sqlite:////var/nova.db', 'sqlite:////var/nova.db'],
  ])('shows %s as %s', (text, shown) => {
    expect(showDatabaseUrl(parse(text))).toBe(shown);
  });
});

describe('secretsOf', () => {
  it.each([
    ['mysql://u:plain@h/nova', ['plain']],
    [
      'mysql://u:a b%2F(%C3%A9@h/nova',
      [
        'a b/(é',
        'a%20b%2F%28%C3%A9',
        'a%20b/%28%C3%A9',
        'a%20b%2F(%C3%A9',
        'a+b%2F%28%C3%A9',
        'a+b/%28%C3%A9',
        'a+b%2F(%C3%A9',
      ],
    ],
    ['mysql://u@h/nova', []],
    ['mysql://u:@h/nova', []],
    ['mysql://u@h/nova?password=q', ['q']],
    ['sqlite:////var/nova.db', []],
  ])('of %s', (text, secrets) => {
    expect(secretsOf(parse(text))).toEqual(secrets);
  });
});
