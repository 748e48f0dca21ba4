import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/url.js';

const OPTIONS = { home: '/home/nova', cwd: '/srv/work' };
const parse = (text: string) => parseDatabaseUrl(text, 'cell mapping cell1', OPTIONS);

const LOCAL = { kind: 'mysql', host: 'localhost', port: 3306, database: 'nova' };
const login = (user: string, password: string) => ({ ...LOCAL, host: 'h', user, password });

describe('mysqlUrl', () => {
  // The expected logins are those of SQLAlchemy 2.0.54 with PyMySQL 1.2.3.
  it.each([
    ['mysql:///nova', LOCAL],
    ['mysql://@/nova', LOCAL],
    ['mysql://:@:/nova', LOCAL],
    ['mysql://u@/nova', { ...LOCAL, user: 'u' }],
    ['mysql://:p@/nova', { ...LOCAL, password: 'p' }],
    ['mysql://u:@/nova', { ...LOCAL, user: 'u' }],
    ['mysql://u:p@h/nova', login('u', 'p')],
    ['mysql://u:p@h:0/nova', login('u', 'p')],
    ['mysql://u:p@h:03307/nova', { ...login('u', 'p'), port: 3307 }],
    ['mysql://u:p@[fd00::1]/nova', { ...login('u', 'p'), host: 'fd00::1' }],
    [
      'mysql://u:p@[fe80::1%eth0]:3307/nova',
      { ...login('u', 'p'), host: 'fe80::1%eth0', port: 3307 },
    ],
    ['mysql://u:p@DB-1.example/nova', { ...login('u', 'p'), host: 'DB-1.example' }],
    // Not decoded: the database, as in SQLAlchemy 1.4 and 2.0.
    ['mysql://u:p@h/no%2Fva', { ...login('u', 'p'), database: 'no%2Fva' }],
    ['mysql://u:n0va%3Ap%40ss%2Fw%23rd%25@h/nova', login('u', 'n0va:p@ss/w#rd%')],
    ['mysql://u%40x:%F0%9F%94%91@h/nova', login('u@x', '🔑')],
    // A `+` is no blank before the query, and %25 is decoded once.
    ['mysql://u+v:p+w%2525@h/nova', login('u+v', 'p+w%25')],
    // Unencoded, but read as meant.
    ['mysql://u:a:b/c?d#e[f]%g@h/nova', login('u', 'a:b/c?d#e[f]%g')],
    ['mysql://u:%zz%4@h/nova', login('u', '%zz%4')],
    ['mysql://u:%EF%BF%BD%EF%BB%BF@h/nova', login('u', '\ufffd\ufeff')],
    ['mysql://u:p@x/nova?user=v&password=q&host=h', login('v', 'q')],
    ['mysql://u:p@h/nova?passwd=q', login('u', 'p')],
    ['mysql://u@x:p@h/nova', login('u@x', 'p')],
    ['mysql://u:pä密@h/nova', login('u', 'pä密')],
  ])('reads %s', (text, url) => {
    expect(parse(text)).toEqual(url);
  });

  it.each([
    ['charset=utf8', { charset: 'utf8' }],
    ['charset=UTF8MB4', { charset: 'utf8mb4' }],
    ['charset=utf8mb3', { charset: 'utf8' }],
    ['charset=', {}],
    ['charset', {}],
    ['unix_socket=%2Frun%2Fmy+sql.sock', { socketPath: '/run/my sql.sock' }],
    ['connect_timeout=60', { connectTimeoutMs: 60_000 }],
    ['connection_timeout=1', { connectTimeoutMs: 1000 }],
    ['user=u&password=p%40%25', { user: 'u', password: 'p@%' }],
    ['password=a=b', { password: 'a=b' }],
    ['passwd=p', { password: 'p' }],
    ['host=db&port=3310&database=other', { host: 'db', port: 3310, database: 'other' }],
    ['db=other', {}],
    ['sql_mode=TRADITIONAL&binary_prefix=true&use_unicode=1&x=1&x=2', {}],
    ['a%é=1&charset=utf8', { charset: 'utf8' }],
  ])('reads the query %s', (query, url) => {
    expect(parse(`mysql:///nova?${query}`)).toEqual({ ...LOCAL, ...url });
  });

  it.each([
    ['charset=klingon', 'the character set "klingon" is unknown'],
    ['charset=binary', 'the character set "binary" is unknown'],
    ['charset=utf8&charset=utf8', 'charset is given 2 times'],
    ['connect_timeout=0', 'connect_timeout=0'],
    ['connect_timeout=1.5', 'connect_timeout=1.5'],
    ['connect_timeout=31536001', 'connect_timeout=31536001'],
    ['port=x', 'the port x'],
    ['option_files=/etc/my.cnf', 'read_default_file'],
    ['default_file=/etc/my.cnf', 'read_default_file'],
  ])('refuses the query %s', (query, problem) => {
    expect(() => parse(`mysql:///nova?${query}`)).toThrow(problem);
    expect(() => parse(`mysql:///nova?${query}`)).toThrow(/^cell mapping cell1: /);
  });
});
