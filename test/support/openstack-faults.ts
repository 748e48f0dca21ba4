import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { RecordedRequest } from './openstack-server.js';

const ROOT =
  '{"versions":[{"id":"v1.0","max_version":"1.39","min_version":"1.0","status":"CURRENT","links":[{"rel":"self","href":""}]}]}';
const JSON_TYPE = { 'content-type': 'application/json' };

/** What goes wrong at `/fault/<name>`; a number is a status with a JSON error, as OpenStack's services give it. */
const FAULTS: Readonly<
  Record<string, (response: ServerResponse, request: RecordedRequest) => void>
> = {
  /** Never answers. */
  hang: () => {},
  /** Sends headers and a part of the body, and then nothing. */
  'hang-in-body': (response) => {
    response.writeHead(200, JSON_TYPE).write(ROOT.slice(0, 40));
  },
  /** Closes without a word. */
  reset: (response) => response.socket?.destroy(),
  /** Closes in the middle of the body. */
  'reset-in-body': (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': ROOT.length });
    response.write(ROOT.slice(0, 40), () => response.socket?.destroy());
  },
  /** Says that JSON is complete which is not. */
  truncated: (response) => response.writeHead(200, JSON_TYPE).end(ROOT.slice(0, 40)),
  html: (response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<html><body><h1>It works!</h1></body></html>'),
  empty: (response) => response.writeHead(200, JSON_TYPE).end(),
  text: (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('OK'),
  list: (response) => response.writeHead(200, JSON_TYPE).end('[]'),
  /** JSON, but of something else. */
  foreign: (response) => response.writeHead(200, JSON_TYPE).end('{"name":"elasticsearch"}'),
  /** The right thing under a wrong name. */
  'wrong-type': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(ROOT),
  'byte-order-mark': (response) => response.writeHead(200, JSON_TYPE).end(`\uFEFF${ROOT}`),
  gzip: (response) =>
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync(ROOT)),
  'bad-gzip': (response) =>
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(ROOT),
  /** Small on the wire. */
  bomb: (response) =>
    response
      .writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' })
      .end(gzipSync(Buffer.alloc(50_000_000, ' '))),
  /** Without end. */
  huge: (response) => {
    response.writeHead(200, JSON_TYPE);
    const chunk = Buffer.alloc(65_536, ' ');
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  },
  loop: (response) => response.writeHead(302, { location: './loop' }).end(),
  /** Repeats all it was sent, in the words of an error and in a header. */
  echo: (response, { headers, body }) => {
    const said = { ...headers, body: body === '' ? undefined : (JSON.parse(body) as unknown) };
    response
      .writeHead(500, JSON_TYPE)
      .end(JSON.stringify({ error: { code: 500, message: JSON.stringify(said) } }));
  },
};

/** Answers a request to `/fault/<name>`. */
export function fault(name: string, request: RecordedRequest, response: ServerResponse): void {
  const status = Number(name);
  if (status >= 400) {
    const error = { code: status, message: `This is status ${status}.`, title: 'An error' };
    response.writeHead(status, JSON_TYPE).end(JSON.stringify({ error }));
    return;
  }
  FAULTS[name]?.(response, request);
}
