import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket, connect as connectTls } from 'node:tls';
import { Worker } from 'node:worker_threads';

/** Where a database server is. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** A server on 127.0.0.1 that stands in for one that fails, or stands between us and a real one. */
export interface FakeServer extends Place {
  /** Connections that were made so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** A server that does with each connection what `serve` does. */
export async function fakeServer(serve: (client: Socket) => void): Promise<FakeServer> {
  const clients: Socket[] = [];
  const server = createServer((client) => {
    clients.push(client);
    client.on('error', () => {});
    serve(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return {
    host: '127.0.0.1',
    port: address.port,
    connections: () => clients.length,
    close: async () => {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Accepts, and says nothing. */
export async function hangingServer(): Promise<FakeServer> {
  return fakeServer(() => {});
}

/** Says who it is, as a real one, and then no more. */
export async function silentServer(real: Place): Promise<FakeServer> {
  return fakeServer((client) => upstream(real, client).pipe(client));
}

/** Hands on what is said until a client says what matches `text`, and then does `act` instead, with the data that says it. */
export async function serverUntil(
  real: Place,
  text: string | RegExp,
  act: (client: Socket, server: Socket, data: Buffer) => void,
): Promise<FakeServer> {
  return fakeServer((client) => {
    const server = upstream(real, client);
    server.pipe(client);
    client.on('data', (data: Buffer) => {
      if (data.toString('latin1').search(text) >= 0) act(client, server, data);
      else server.write(data);
    });
  });
}

/** Hands everything on, for the first `count` connections; says nothing to later ones. */
export async function serverForFirst(real: Place, count: number): Promise<FakeServer> {
  let seen = 0;
  return fakeServer((client) => {
    seen += 1;
    if (seen <= count) client.pipe(upstream(real, client)).pipe(client);
  });
}

/** Hands everything on, and tells how many connections there were at once at the most. */
export async function countingServer(
  real: Place,
): Promise<FakeServer & { readonly most: () => number }> {
  let open = 0;
  let most = 0;
  const server = await fakeServer((client) => {
    open += 1;
    most = Math.max(most, open);
    let isOpen = true;
    const closed = () => {
      if (isOpen) open -= 1;
      isOpen = false;
    };
    client.once('close', closed);
    // The real server has closed it: before the client can know, and open another.
    client.pipe(upstream(real, client).once('end', closed)).pipe(client);
  });
  return { ...server, most: () => most };
}

/** Talks TLS with a certificate of its own and hands on what it reads, as a man in the middle would. */
export async function tlsServer(
  real: Place,
  certificate: { readonly certFile: string; readonly keyFile: string },
): Promise<FakeServer> {
  return fakeServer((client) => {
    const server = upstream(real, client);
    server.once('data', (greeting) => {
      client.write(greeting);
      client.once('data', (request) => {
        client.pause();
        // The request for TLS is a packet of 32 bytes behind a header of 4; the handshake may come along with it.
        server.write(request.subarray(0, 36));
        client.unshift(request.subarray(36));
        const inner = new TLSSocket(client, {
          isServer: true,
          cert: readFileSync(certificate.certFile),
          key: readFileSync(certificate.keyFile),
        });
        const outer = connectTls({ socket: server, rejectUnauthorized: false });
        for (const socket of [inner, outer]) socket.on('error', () => client.destroy());
        inner.pipe(outer).pipe(inner);
      });
    });
  });
}

/**
 * A port at which nobody answers, not even to refuse: its queue of connections is full, and the kernel drops what comes.
 * (Linux; a firewall that drops packets looks the same.)
 */
export async function blackHole(): Promise<FakeServer> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`,
    { eval: true },
  );
  const [port] = (await once(worker, 'message')) as [number];
  await sleep(50);
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await sleep(50);
  return {
    host: '127.0.0.1',
    port,
    connections: () => 0,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}

function upstream({ host, port }: Place, client: Socket): Socket {
  const server = connect(port, host);
  server.on('error', () => client.destroy());
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
  return server;
}
