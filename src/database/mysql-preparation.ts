import { numberOf, UNKNOWN_VARIABLE } from './mysql-errors.js';
import { type ServerFamily, serverFamily } from './server.js';
import type { Row, Statement } from './session.js';

/** Sends a statement that answers with rows. */
export type Send = (statement: Statement) => Promise<Row[]>;

/** Sends a statement that has no parameters and whose answer says no more than that it was done. */
export type Run = (sql: string) => Promise<void>;

/** How a connection is made fit for a session. */
export interface Preparation {
  /** Sets what the session needs to be set. */
  readonly set: (run: Run, family: ServerFamily) => Promise<void>;
  /** An SQL condition that holds where it is set, for a proxy may swallow such statements. */
  readonly proof: (family: ServerFamily) => string;
  /** What is wrong where it does not. */
  readonly refusal: string;
}

/** What sends statements. */
interface Sender {
  readonly send: Send;
  readonly run: Run;
}

/**
 * Sets what is to be set, and asks which server that was together with the proof, for each statement is a way to the
 * server and back. What greets as MariaDB is; what greets as MySQL may be a proxy to either (ProxySQL does, whatever is
 * behind it), so that the server is asked first which words it knows.
 */
export async function prepare(
  by: Sender,
  greeted: ServerFamily,
  preparation: Preparation,
): Promise<ServerThread> {
  if (greeted.name === 'MariaDB') {
    const server = await setAt(by, greeted, preparation).catch((error: unknown) => {
      if (numberOf(error) !== UNKNOWN_VARIABLE) throw error;
    });
    // Unless a proxy says so that is before MySQL.
    if (server?.family === greeted) return server;
  }
  const { family } = await identify(by.send);
  return setAt(by, family, preparation);
}

async function setAt(
  { send, run }: Sender,
  family: ServerFamily,
  { set, proof }: Preparation,
): Promise<ServerThread> {
  await set(run, family);
  return identify(send, proof(family));
}

/** Which server answered, and as which of its threads: so that a KILL cannot hit another server's. */
export interface ServerThread {
  readonly family: ServerFamily;
  readonly version: string;
  readonly thread: number;
  readonly place: string;
  /** Whether what was asked along with it holds. */
  readonly isProven: boolean;
}

/** Asks a server who it is, and whether a condition holds. */
export async function identify(send: Send, proof = '0'): Promise<ServerThread> {
  const [row] = await send(
    plain(
      `SELECT VERSION() AS version, CONNECTION_ID() AS thread, CONCAT_WS(' ', @@hostname, @@port, @@server_id) AS place, ${proof} AS proof`,
    ),
  );
  const version = String(row?.['version']);
  return {
    family: serverFamily(version),
    version,
    thread: Number(row?.['thread']),
    place: String(row?.['place']),
    isProven: Number(row?.['proof']) === 1,
  };
}

/** A statement without parameters. */
export function plain(sql: string): Statement {
  return { sql, parameters: [] };
}
