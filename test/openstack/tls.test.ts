import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverPlacement } from '../../src/openstack/placement.js';
import { type Certificates, makeCertificates } from '../support/certificates.js';
import { type OpenStackServer, startOpenStack } from '../support/openstack-server.js';
import { run } from '../support/run.js';
import { asking, configOf, kindOf, type Options, outcome } from './asking.js';

let directory: string;
let files: Certificates;
const servers: OpenStackServer[] = [];
let ordinary: OpenStackServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  files = await makeCertificates(directory);
  ordinary = await start('server');
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(directory, { recursive: true });
});

const file = (name: string) => join(directory, name);

async function start(name: string, clientCaFile?: string): Promise<OpenStackServer> {
  const [certFile, keyFile] = [file(`${name}.pem`), file(`${name}.key`)];
  const tls = { certFile, keyFile, ...(clientCaFile === undefined ? {} : { clientCaFile }) };
  const server = await startOpenStack(tls);
  servers.push(server);
  return server;
}

/** A certificate for one name, of the CA or of its own; valid for so many days from now. */
async function certificate(name: string, subject: string, days: string, issuer: 'ca' | 'self') {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const request = ['req', ...key, '-subj', '/CN=test', '-keyout', file(`${name}.key`)];
  const extension = `subjectAltName=${subject}`;
  if (issuer === 'self') {
    await run(
      'openssl',
      // prettier-ignore
      [...request, '-x509', '-days', days, '-addext', extension, '-out', file(`${name}.pem`)],
    );
    return;
  }
  writeFileSync(file(`${name}.ext`), `${extension}\n`);
  await run('openssl', [...request, '-new', '-out', file(`${name}.csr`)]);
  await run(
    'openssl',
    // prettier-ignore
    ['x509', '-req', '-in', file(`${name}.csr`), '-CA', files.caFile, '-CAkey', file('ca.key'),
      '-set_serial', '9', '-days', days, '-extfile', file(`${name}.ext`), '-out', file(`${name}.pem`)],
  );
}

/** Found in the PATH, as test/support/certificates.ts does. */
const OPENSSL = 'openssl';

/** `openssl s_server` on a free port, which wants client certificates of our CA. */
async function opensslServer(version: string) {
  // prettier-ignore
  const child = spawn(OPENSSL, ['s_server', version, '-accept', '127.0.0.1:0', '-Verify', '1', '-verify_return_error', '-www',
    '-CAfile', files.caFile, '-cert', files.serverCertFile, '-key', files.serverKeyFile],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    const port = /^ACCEPT 127\.0\.0\.1:(\d+)/m.exec(output)?.[1];
    if (port === undefined) continue;
    return {
      port,
      close: async () => {
        child.kill('SIGKILL');
        await closed;
      },
    };
  }
  throw new Error(`openssl s_server: ${output}`);
}

const ask = async (server: OpenStackServer, options: Options) =>
  discoverPlacement(
    configOf({ placement: { endpoint_override: `${server.url}/placement/1.39`, ...options } }),
    asking(),
  );
const place = (server: OpenStackServer) =>
  `Placement at ${server.url}/placement/1.39/ ([placement]endpoint_override, nova.conf:2)`;

describe('whose certificate', () => {
  it('is accepted if it comes from cafile, and not without', async () => {
    expect(await kindOf(ask(ordinary, { cafile: files.caFile }))).toBe('ok');
    expect(await outcome(ask(ordinary, {}))).toEqual({
      kind: 'tls',
      message: `The certificate of ${place(ordinary)} was signed by an authority that is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE). Name the authority's certificate in [placement]cafile (trusted now: the authorities of this system, as [placement]cafile is not set).`,
    });
  });

  it('is expired', async () => {
    await certificate('expired', 'IP:127.0.0.1', '-1', 'ca');
    const server = await start('expired');
    expect(await outcome(ask(server, { cafile: files.caFile }))).toEqual({
      kind: 'tls',
      message: `The certificate of ${place(server)} has expired. Renew it; Nova refuses it too.`,
    });
    expect(await kindOf(ask(server, { cafile: files.caFile, insecure: 'true' }))).toBe('ok');
  });

  it('is for another host name', async () => {
    await certificate('other', 'DNS:placement.example', '2', 'ca');
    const server = await start('other');
    expect(await outcome(ask(server, { cafile: files.caFile }))).toEqual({
      kind: 'tls',
      message: `The certificate of ${place(server)} is valid, but not for the host name "127.0.0.1". Use a name that it is made for, or set [placement]insecure to do without.`,
    });
  });

  it('is self-signed', async () => {
    await certificate('self', 'IP:127.0.0.1', '2', 'self');
    const server = await start('self');
    expect(await outcome(ask(server, { cafile: files.caFile }))).toEqual({
      kind: 'tls',
      message: `The certificate of ${place(server)} is self-signed and not trusted. Name it, or the authority it should be from, in [placement]cafile (trusted now: [placement]cafile ${files.caFile} (nova.conf:3)).`,
    });
    expect(await kindOf(ask(server, { cafile: file('self.pem') }))).toBe('ok');
    expect(await kindOf(ask(server, { insecure: 'true', cafile: '/nowhere' }))).toBe('ok');
  });
});

describe('the certificate of the client', () => {
  it('is sent where the server wants one', async () => {
    const server = await start('server', files.caFile);
    const cert = { certfile: files.clientCertFile, keyfile: files.clientKeyFile };
    expect(await kindOf(ask(server, { cafile: files.caFile, ...cert }))).toBe('ok');
    // One file with both.
    const { readFileSync } = await import('node:fs');
    const both = [files.clientCertFile, files.clientKeyFile].map((each) => readFileSync(each));
    writeFileSync(file('both.pem'), Buffer.concat(both));
    expect(await kindOf(ask(server, { cafile: files.caFile, certfile: file('both.pem') }))).toBe(
      'ok',
    );
  });

  // OpenSSL's own server: Node's closes the connection without the alert that tells why.
  it.each(['-tls1_2', '-tls1_3'])(
    'is missing, or not one that is accepted: %s',
    async (version) => {
      await certificate('stranger', 'DNS:nova', '2', 'self');
      const server = await opensslServer(version);
      const override = `https://127.0.0.1:${server.port}`;
      const stranger = { certfile: file('stranger.pem'), keyfile: file('stranger.key') };
      try {
        for (const options of [{}, { keyfile: files.clientKeyFile }, stranger]) {
          const more = { endpoint_override: override, cafile: files.caFile };
          expect(await outcome(ask(ordinary, { ...more, ...options }))).toEqual({
            kind: 'tls',
            message: `Placement at ${override}/ ([placement]endpoint_override, nova.conf:2) wants a client certificate and did not get one that it accepts. Set [placement]certfile and keyfile.`,
          });
        }
      } finally {
        await server.close();
      }
    },
  );

  it('may be what is missing where the connection ends', async () => {
    const server = await start('server', files.caFile);
    // Whether the alert arrives before the end is left to chance.
    expect(await outcome(ask(server, { cafile: files.caFile }))).toEqual({
      kind: expect.stringMatching(/^(tls|unreachable)$/) as string,
      message: expect.stringContaining('et [placement]certfile and keyfile.') as string,
    });
  });
});

describe('files that cannot be used', () => {
  it.each<[string, () => Options, string]>([
    [
      'no such CA file',
      () => ({ cafile: '/nowhere' }),
      '[placement]cafile /nowhere (nova.conf:3) cannot be read: ENOENT',
    ],
    ['a directory', () => ({ cafile: '/tmp' }), '[placement]cafile /tmp (nova.conf:3) is no file.'],
    [
      'a device',
      () => ({ cafile: '/dev/null' }),
      '[placement]cafile /dev/null (nova.conf:3) is no file.',
    ],
    [
      'a CA file without a certificate',
      () => ({ cafile: file('openssl.cnf') }),
      'holds no certificate.',
    ],
    [
      'no such key',
      () => ({ certfile: files.clientCertFile, keyfile: '/nowhere' }),
      '[placement]keyfile /nowhere (nova.conf:4) cannot be read: ENOENT',
    ],
    [
      'a key of another certificate',
      () => ({ certfile: files.clientCertFile, keyfile: files.serverKeyFile }),
      'key values mismatch. They must be PEM files',
    ],
    [
      'a certificate without its key',
      () => ({ certfile: files.clientCertFile }),
      'They must be PEM files, the key without',
    ],
    [
      'a key with a passphrase',
      () => ({ certfile: files.clientCertFile, keyfile: file('locked.key') }),
      'They must be PEM files, the key without a passphrase',
    ],
  ])('%s', async (name, options, words) => {
    if (name.endsWith('passphrase')) {
      await run(
        'openssl',
        // prettier-ignore
        ['pkey', '-in', files.clientKeyFile, '-aes256', '-passout', 'pass:s3cret', '-out', file('locked.key')],
      );
    }
    expect(await outcome(ask(ordinary, options()))).toEqual({
      kind: 'configuration',
      message: expect.stringContaining(words) as string,
    });
  });

  it('are not read for plain HTTP', async () => {
    const plain = await startOpenStack();
    servers.push(plain);
    expect(await kindOf(ask(plain, { cafile: '/nowhere', certfile: '/nowhere' }))).toBe('ok');
  });
});

describe('the wrong protocol', () => {
  it('https:// to a server of HTTP', async () => {
    const plain = await startOpenStack();
    servers.push(plain);
    const override = `${plain.url.replace('http:', 'https:')}/placement/1.39`;
    expect(await outcome(ask(plain, { endpoint_override: override }))).toEqual({
      kind: 'tls',
      message: expect.stringMatching(
        /^Placement at .* does not speak TLS \(ERR_SSL_\w+\)\. If it speaks plain HTTP, write http:\/\/127\.0\.0\.1:\d+\.$/,
      ) as string,
    });
  });

  it('http:// to a server of HTTPS', async () => {
    const override = `${ordinary.url.replace('https:', 'http:')}/placement/1.39`;
    expect(await kindOf(ask(ordinary, { endpoint_override: override }))).toMatch(
      /^(bad-answer|unreachable|http-status)$/,
    );
  });
});
