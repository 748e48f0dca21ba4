import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A way to a server that can break. */
export interface Proxy {
  readonly port: number;
  /** From now on nothing gets through, and nobody is told: as with a server or network that hangs. */
  freeze(): void;
  /** Ends every connection. */
  cut(): void;
  /** How many clients hold a connection, one that they closed half included. */
  clients(): Promise<number>;
}

/** Listens on 127.0.0.1 and hands everything on to a server, until the test ends. */
export async function proxyTo(host: string, port: number): Promise<Proxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host, port });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.on('close', () => {
      pairs.delete(pair);
      upstream.destroy();
    });
    client.on('error', () => {});
    upstream.on('error', () => client.destroy());
    upstream.on('data', (data) => isFrozen || client.write(data));
    upstream.on('end', () => isFrozen || client.end());
    client.on('data', (data) => isFrozen || upstream.write(data));
    client.on('end', () => isFrozen || client.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const [client] of pairs) client.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port is free');
  return {
    port: address.port,
    freeze: () => {
      isFrozen = true;
    },
    cut,
    clients: async () => {
      // A closed connection refuses the first byte that is sent, and the second finds that out; a half closed one takes them.
      for (const byte of ['1', '2']) {
        for (const [client] of pairs) client.write(byte);
        await sleep(20);
      }
      return pairs.size;
    },
  };
}
