import { describe, expect, it } from 'vitest';
import { mysqlError } from '../../src/database/mysql-errors.js';
import type { MysqlUrl } from '../../src/database/url.js';
import { ExpectedError } from '../../src/error.js';

const URL: MysqlUrl = {
  kind: 'mysql',
  user: 'nova',
  password: 's3cret',
  host: 'db1',
  port: 3306,
  database: 'nova_cell1',
};

interface Thrown {
  readonly code?: string;
  readonly errno?: number;
  readonly message?: string;
  readonly fatal?: boolean;
}

const messageOf = (thrown: Thrown, url: Partial<MysqlUrl> = {}) =>
  mysqlError(Object.assign(new Error(thrown.message), thrown), { ...URL, ...url }, 2500).message;

describe('mysqlError', () => {
  it.each<[Thrown, string]>([
    // What the server says.
    [
      { errno: 1044, code: 'ER_DBACCESS_DENIED_ERROR' },
      'access denied: user "nova" may not use database "nova_cell1" on db1:3306; grant it SELECT.',
    ],
    [
      { errno: 1045, code: 'ER_ACCESS_DENIED_ERROR' },
      'access denied: db1:3306 refused the password of user "nova".',
    ],
    [{ errno: 1698 }, 'access denied: db1:3306 refused the password of user "nova".'],
    [{ errno: 1049, code: 'ER_BAD_DB_ERROR' }, 'there is no database "nova_cell1" on db1:3306.'],
    [
      { errno: 1054, message: "Unknown column 'x' in 'field list'" },
      `the schema of database "nova_cell1" is not what was expected (Unknown column 'x' in 'field list').`,
    ],
    [
      { errno: 1146, message: "Table 'nova_cell1.x' doesn't exist" },
      `the schema of database "nova_cell1" is not what was expected (Table 'nova_cell1.x' doesn't exist).`,
    ],
    [
      { errno: 1142 },
      'permission denied: user "nova" may not read everything that was asked in "nova_cell1"; grant it SELECT.',
    ],
    [
      { errno: 1143 },
      'permission denied: user "nova" may not read everything that was asked in "nova_cell1"; grant it SELECT.',
    ],
    [
      {
        errno: 1142,
        message: "SELECT with locking clause command denied to user 'nova'@'h' for table 'i'",
      },
      `permission denied: user "nova" may not change what was to be changed in "nova_cell1"; grant it UPDATE (SELECT with locking clause command denied to user 'nova'@'h' for table 'i').`,
    ],
    [
      { errno: 1040, message: 'Too many connections' },
      'db1:3306 takes no more connections (Too many connections).',
    ],
    [
      { errno: 1203, message: 'User nova already has more than 9 connections' },
      'db1:3306 takes no more connections (User nova already has more than 9 connections).',
    ],
    [{ errno: 1226, message: '' }, 'db1:3306 takes no more connections (error 1226).'],
    // MariaDB's and MySQL's; the former has no code.
    [{ errno: 1969 }, 'the server ended a statement at the time limit of 2.5 s.'],
    [
      { errno: 3024, code: 'ER_QUERY_TIMEOUT' },
      'the server ended a statement at the time limit of 2.5 s.',
    ],
    [{ errno: 1317, code: 'ER_QUERY_INTERRUPTED' }, 'the statement was ended on the server.'],
    // What a proxy says that lost its server.
    [{ errno: 2013, message: 'Lost connection' }, 'the connection to db1:3306 was lost.'],
    [
      { errno: 1047, message: 'WSREP has not yet prepared node for application use' },
      'db1:3306 is a Galera node that answers nothing, since it is joining or cut off from the others (WSREP has not yet prepared node for application use).',
    ],
    [{ errno: 1047, message: 'Unknown command' }, 'db1:3306: Unknown command.'],
    // What a server says that ends the connection.
    ...[1053, 1927, 3169, 4031].map((errno): [Thrown, string] => [
      { errno },
      'the connection to db1:3306 was lost.',
    ]),
    // What the system says; its errno is a negative number.
    [{ errno: -111, code: 'ECONNREFUSED' }, 'connection refused by db1:3306.'],
    [{ errno: -3008, code: 'ENOTFOUND' }, 'host name "db1" cannot be resolved.'],
    [{ errno: -3001, code: 'EAI_AGAIN' }, 'host name "db1" cannot be resolved.'],
    [{ errno: -113, code: 'EHOSTUNREACH' }, 'db1:3306 cannot be reached.'],
    [{ errno: -101, code: 'ENETUNREACH' }, 'db1:3306 cannot be reached.'],
    [{ code: 'ETIMEDOUT', message: 'connect ETIMEDOUT' }, 'db1:3306 did not answer within 2.5 s.'],
    [{ code: 'PROTOCOL_CONNECTION_LOST', fatal: true }, 'the connection to db1:3306 was lost.'],
    [{ errno: -104, code: 'ECONNRESET' }, 'the connection to db1:3306 was lost.'],
    [{ errno: -32, code: 'EPIPE' }, 'the connection to db1:3306 was lost.'],
    [
      { message: "Can't add new command when connection is in closed state", fatal: true },
      'the connection to db1:3306 was lost.',
    ],
    // What nobody thought of: the driver's text, as one paragraph.
    [
      { errno: 1130, message: "Host '10.0.0.1' is not allowed\n  to connect to this server." },
      "db1:3306: Host '10.0.0.1' is not allowed to connect to this server.",
    ],
    [{ code: 'WEIRD', message: ' ' }, 'db1:3306: error WEIRD.'],
    [{}, 'db1:3306: error unknown.'],
    [
      { code: 'AUTH_SWITCH_PLUGIN_ERROR', message: 'unknown plugin x', fatal: true },
      'db1:3306: unknown plugin x.',
    ],
  ])('%j', (thrown, sentence) => {
    const error = mysqlError(Object.assign(new Error(thrown.message), thrown), URL, 2500);
    expect(error).toBeInstanceOf(ExpectedError);
    expect(error.message).toBe(sentence);
    expect(error.cause).toEqual({ code: thrown.code, errno: thrown.errno });
  });

  it('names the socket where there is one, and no user where there is none', () => {
    const url: MysqlUrl = {
      kind: 'mysql',
      host: 'localhost',
      port: 3306,
      socketPath: '/run/db.sock',
      database: 'nova',
    };
    const said = [{ code: 'ENOENT' }, { code: 'ECONNREFUSED' }, { errno: 1045 }].map(
      (thrown) => mysqlError(thrown, url, 1000).message,
    );
    expect(said).toEqual([
      'there is no socket /run/db.sock.',
      'connection refused by /run/db.sock.',
      'access denied: /run/db.sock refused the password of this user.',
    ]);
  });

  it('leaves what is a sentence already', () => {
    const error = new ExpectedError('as it is');
    expect(mysqlError(error, URL, 1)).toBe(error);
  });

  it.each([
    ['s3cret', 'bad handshake with s3cret'],
    ['a b', 'near "a b" at line 1'],
    // Forms that are lost when the text is tidied up.
    ['a  b', 'near "a  b" at line 1'],
    ['a\tb', 'near "a\tb" at line 1'],
    ['s3cret.', 'using s3cret.'],
    [' s3cret', ' s3cret is wrong'],
    // As URLs write it.
    ['p@ss/w#rd', 'cannot connect to mysql://nova:p%40ss%2Fw%23rd@db1/nova'],
    ['p@ss/w#rd', 'cannot connect to mysql://nova:p%40ss/w%23rd@db1/nova'],
    ['pä ß', 'cannot connect to mysql://nova:p%C3%A4+%C3%9F@db1/nova'],
    ['e', 'whatever'],
  ])('withholds a text that holds the password %j', (password, message) => {
    const said = messageOf({ errno: 1064, code: 'ER_PARSE_ERROR', message }, { password });
    expect(said).toBe('db1:3306: error ER_PARSE_ERROR.');
  });

  it('keeps neither text nor stack of what was thrown, either of which may hold the password', () => {
    const error = mysqlError(new Error('bad handshake with s3cret'), URL, 1);
    expect(error.message).toBe('db1:3306: error unknown.');
    expect(JSON.stringify(error.cause)).not.toContain('s3cret');
    expect(error.stack).not.toContain('s3cret');
  });
});
