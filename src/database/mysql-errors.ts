import { ExpectedError } from '../error.js';
import { LostConnectionError } from './session.js';
import { type MysqlUrl, secretsOf } from './url.js';
import { LockedError, RolledBackError } from './writing-session.js';

/** What a driver throws: Node's code or MySQL's symbol (which the bundle lacks), and the server's error number. */
interface DriverError {
  readonly code?: string;
  readonly errno?: number;
  readonly message?: string;
  /** The connection is of no use any more. */
  readonly fatal?: boolean;
}

/**
 * What went wrong with a server, in our words. The driver's own text is used only for what we do not know, and
 * not even then if it holds a password.
 * Numbers: MariaDB "Error Codes" and MySQL 8.0 "Server Error Message Reference".
 */
export function mysqlError(error: unknown, url: MysqlUrl, timeout: number): ExpectedError {
  if (error instanceof ExpectedError) return error;
  const tell = teller(error as DriverError);
  const Kind = KINDS.get(tell) ?? ExpectedError;
  return new Kind(sentence(tell, error as DriverError, url, timeout), {
    cause: withoutText(error),
  });
}

/** The number that the server gave to an error that `mysqlError` made a sentence of; undefined where it gave none. */
export function numberOf(error: unknown): number | undefined {
  return error instanceof ExpectedError
    ? (error.cause as DriverError | undefined)?.errno
    : undefined;
}

/** ER_UNKNOWN_SYSTEM_VARIABLE. */
export const UNKNOWN_VARIABLE = 1193;

/** What a sentence is made of. */
interface Facts {
  readonly url: MysqlUrl;
  /** Host and port, or the socket. */
  readonly place: string;
  readonly user: string;
  readonly seconds: string;
  /** What the driver says, if it can be shown. */
  readonly detail: string;
}

function teller(error: DriverError): Tell {
  return BY_NUMBER.get(error.errno) ?? BY_CODE.get(error.code) ?? other(error);
}

function sentence(tell: Tell, error: DriverError, url: MysqlUrl, timeout: number): string {
  return tell({
    url,
    place: url.socketPath ?? `${url.host}:${url.port}`,
    user: url.user === undefined ? 'this user' : `user "${url.user}"`,
    seconds: `${timeout / 1000} s`,
    detail: detail(error, url),
  });
}

type Tell = (facts: Facts) => string;

const refused: Tell = ({ place, user }) =>
  `access denied: ${place} refused the password of ${user}.`;
const wrongSchema: Tell = ({ url, detail: said }) =>
  `the schema of database "${url.database}" is not what was expected (${said}).`;
const forbidden: Tell = ({ user, url, detail: said }) => {
  // MySQL wants UPDATE of who locks, and says it by another name.
  const words = said.replace(/^SELECT with locking clause/, 'UPDATE');
  const [right = 'SELECT'] = /^(?:INSERT|UPDATE|DELETE)\b/.exec(words) ?? [];
  return right === 'SELECT'
    ? `permission denied: ${user} may not read everything that was asked in "${url.database}"; grant it SELECT.`
    : `permission denied: ${user} may not change what was to be changed in "${url.database}"; grant it ${right} (${said}).`;
};
const full: Tell = ({ place, detail: said }) => `${place} takes no more connections (${said}).`;
const overdue: Tell = ({ seconds }) =>
  `the server ended a statement at the time limit of ${seconds}.`;
const lost: Tell = ({ place }) => `the connection to ${place} was lost.`;
const locked: Tell = () =>
  'somebody else holds a lock on what was to be changed, and did not let go of it in time.';
const undone: Tell = () =>
  'the transaction was rolled back, since somebody else changed the same at the same time; try again.';
const readOnly: Tell = ({ place }) =>
  `${place} takes no changes, as a replica does; give the URL of the server that does.`;
/** MariaDB with Galera; it is the client's mistake, a command that does not exist, with any other text. */
const unprepared: Tell = ({ place, detail: said }) =>
  said.startsWith('WSREP')
    ? `${place} is a Galera node that answers nothing, since it is joining or cut off from the others (${said}).`
    : `${place}: ${said}.`;
const unresolved: Tell = ({ url }) => `host name "${url.host}" cannot be resolved.`;
const unreachable: Tell = ({ place }) => `${place} cannot be reached.`;
const unknown: Tell = ({ place, detail: said }) => `${place}: ${said}.`;

/** What those who catch an error tell apart. */
const KINDS: ReadonlyMap<Tell, typeof ExpectedError> = new Map<Tell, typeof ExpectedError>([
  [lost, LostConnectionError],
  [locked, LockedError],
  [undone, RolledBackError],
]);

const BY_NUMBER: ReadonlyMap<number | undefined, Tell> = new Map<number, Tell>([
  [
    1044,
    ({ user, url, place }) =>
      `access denied: ${user} may not use database "${url.database}" on ${place}; grant it SELECT.`,
  ],
  [1045, refused],
  [1698, refused],
  [1049, ({ url, place }) => `there is no database "${url.database}" on ${place}.`],
  [1054, wrongSchema],
  [1146, wrongSchema],
  [1142, forbidden],
  [1143, forbidden],
  [1040, full],
  [1203, full],
  [1226, full],
  [1969, overdue],
  [3024, overdue],
  [1205, locked],
  [1213, undone],
  [1290, readOnly],
  [1836, readOnly],
  [1317, () => 'the statement was ended on the server.'],
  // What a proxy says that lost its server; the numbers are those of clients.
  [2006, lost],
  [2013, lost],
  [1047, unprepared],
  // A server that shuts down or ends a connection may say so in place of an answer: MySQL also to one that was idle.
  [1053, lost],
  [1927, lost],
  [3169, lost],
  [4031, lost],
]);

const BY_CODE: ReadonlyMap<string | undefined, Tell> = new Map<string, Tell>([
  ['ECONNREFUSED', ({ place }) => `connection refused by ${place}.`],
  ['ENOENT', ({ place }) => `there is no socket ${place}.`],
  ['ENOTFOUND', unresolved],
  ['EAI_AGAIN', unresolved],
  ['EHOSTUNREACH', unreachable],
  ['ENETUNREACH', unreachable],
  ['ETIMEDOUT', ({ place, seconds }) => `${place} did not answer within ${seconds}.`],
  ['PROTOCOL_CONNECTION_LOST', lost],
  ['ECONNRESET', lost],
  ['EPIPE', lost],
]);

/** Fatal and without a code is what mysql2 says about a connection that was closed before. */
function other({ code, errno, fatal }: DriverError): Tell {
  return fatal === true && code === undefined && errno === undefined ? lost : unknown;
}

function detail({ message = '', code, errno }: DriverError, url: MysqlUrl): string {
  const text = message.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  // Looked for in the text as it came: tidied up it may hold the password in a form that is not found.
  const unsafe = secretsOf(url).some((secret) => message.includes(secret));
  return text === '' || unsafe ? `error ${code ?? errno ?? 'unknown'}` : text;
}

/** A cause that keeps the code and drops the text and the stack, either of which may quote a secret. */
function withoutText(error: unknown): { code: unknown; errno: unknown } {
  const { code, errno } = error as DriverError;
  return { code, errno };
}
