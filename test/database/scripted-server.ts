import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What the server does with a statement: gives one row, an empty OK, an error with this number, or nothing, for ever. */
export type Reply = Readonly<Record<string, string | number>> | 'OK' | number | 'hang';

/** A server that speaks MySQL's protocol and answers by a script. */
export interface ScriptedServer {
  readonly url: string;
  /** What it was sent, in order: `<number of the connection>: <statement>`. */
  readonly statements: readonly string[];
}

/**
 * Starts a server that is none: for the kinds that no test run has, such as MySQL beside MariaDB, a load balancer, or
 * a proxy that swallows statements. It speaks as much of the protocol as is needed ("Client/Server Protocol" in MySQL's
 * source code documentation), lets everybody in, and ends with the test.
 *
 * @param reply connections are counted from 1
 * @param version what it greets with
 */
export async function scriptedServer(
  reply: (statement: string, connection: number) => Reply,
  version = '8.0.36',
): Promise<ScriptedServer> {
  const statements: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const number = sockets.push(socket);
    socket.setNoDelay();
    const send = (first: number, ...payloads: Buffer[]) => {
      for (const [index, payload] of payloads.entries())
        socket.write(packet(first + index, payload));
    };
    const receive = (payload: Buffer, sequence: number) => {
      if (sequence === 1) send(2, OK);
      else if (payload[0] === COM_QUIT) socket.end();
      else if (payload[0] === COM_QUERY) {
        const statement = payload.subarray(1).toString();
        statements.push(`${number}: ${statement}`);
        const answer = reply(statement, number);
        if (answer === 'OK') send(1, OK);
        else if (typeof answer === 'number') send(1, errorPacket(answer));
        else if (answer !== 'hang') send(1, ...resultSet(answer));
      }
    };
    socket.on('error', () => {});
    socket.on('data', packetReader(receive));
    send(0, greeting(number, version));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port is free');
  return { url: `mysql://nova:s3cret@127.0.0.1:${address.port}/nova`, statements };
}

const COM_QUIT = 1;
const COM_QUERY = 3;
const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const EOF = Buffer.from([0xfe, 0, 0, 2, 0]);
/** The collation utf8mb3_general_ci. */
const UTF8 = 33;
/** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION; PLUGIN_AUTH in the upper half. */
const CAPABILITIES = [0xa2_09, 0x00_08] as const;

function packet(sequence: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, payload]);
}

/** Takes a stream of data apart. */
function packetReader(receive: (payload: Buffer, sequence: number) => void) {
  let rest = Buffer.alloc(0);
  return (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
      const end = 4 + rest.readUIntLE(0, 3);
      const [payload, sequence] = [rest.subarray(4, end), rest.readUInt8(3)];
      rest = rest.subarray(end);
      receive(payload, sequence);
    }
  };
}

function greeting(thread: number, version: string): Buffer {
  return Buffer.concat([
    Buffer.from(`\n${version}\0`),
    Buffer.from([thread, 0, 0, 0]),
    Buffer.from('saltsalt\0'),
    int16(CAPABILITIES[0]),
    Buffer.from([UTF8, 2, 0]),
    int16(CAPABILITIES[1]),
    Buffer.from([21]),
    Buffer.alloc(10),
    Buffer.from('saltsaltsalt\0mysql_native_password\0'),
  ]);
}

function errorPacket(number: number): Buffer {
  return Buffer.concat([Buffer.from([255]), int16(number), Buffer.from('#HY000said no')]);
}

/** One row, all of whose values are texts. */
function resultSet(row: Readonly<Record<string, string | number>>): Buffer[] {
  const columns = Object.keys(row).map((name) =>
    Buffer.concat([
      ...['def', '', '', '', name, name].map(text),
      Buffer.from([12, UTF8, 0, 255, 0, 0, 0, 253, 0, 0, 0, 0, 0]),
    ]),
  );
  const values = Buffer.concat(Object.values(row).map((value) => text(String(value))));
  return [Buffer.from([columns.length]), ...columns, EOF, values, EOF];
}

/** A text of less than 251 bytes with its length before it. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
