import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { makeDeployment } from '../support/deployment.js';
import { preflight } from '../support/process.js';
import { run } from '../support/run.js';
import { answers, checkArguments, jsonReport, mapCells } from './check-run.js';
import { tlsServer } from './servers.js';

/** A certificate that is its own authority, for one name. */
async function certificate(directory: string, name: string) {
  const certFile = join(directory, `${name.replace(':', '-')}.pem`);
  const keyFile = `${certFile}.key`;
  await run(
    'openssl',
    // prettier-ignore
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
      '-subj', '/CN=nova-preflight test', '-addext', `subjectAltName=${name}`, '-keyout', keyFile, '-out', certFile],
  );
  return { certFile, keyFile };
}

test('TLS: a certificate must be of the CA and of the host that the URL names', async () => {
  const server = inject('server');
  if (server.tls === null) throw new Error('this test needs its own server, for its certificates');
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  const deployment = await makeDeployment('mariadb', { cells: 1 });
  const forLocalhost = await certificate(directory, 'DNS:localhost');
  const forAddress = await certificate(directory, 'IP:127.0.0.1');
  const forOther = await certificate(directory, 'IP:127.0.0.2');
  const fakes = await Promise.all(
    [forLocalhost, forAddress, forOther].map((files) => tlsServer(server, files)),
  );
  const [localhostPort, addressPort, otherPort] = fakes.map((fake) => fake.port);
  const url = (host: string, port: number | undefined, query: string) =>
    `${deployment.url('cell1').replace(/@[^/]*/, `@${host}:${port}`)}&${query}`;
  const real = `ssl_ca=${server.tls.caFile}`;
  try {
    await mapCells(deployment, {
      'an address that it names': url('127.0.0.1', server.port, real),
      'a name that it names': url('localhost', server.port, real),
      'another name of the same host': url('127.1', server.port, real),
      'another name, not to be verified': url(
        '127.1',
        server.port,
        `${real}&ssl_verify_identity=false`,
      ),
      'another CA': url('127.0.0.1', server.port, `ssl_ca=${forAddress.certFile}`),
      'another CA, not to be verified': url(
        '127.0.0.1',
        server.port,
        `ssl_ca=${forAddress.certFile}&ssl_verify_cert=false`,
      ),
      'no such CA file': url('127.0.0.1', server.port, 'ssl_ca=/nowhere/ca.pem'),
      'only localhost, by address': url(
        '127.0.0.1',
        localhostPort,
        `ssl_ca=${forLocalhost.certFile}`,
      ),
      'only localhost, by name': url('localhost', localhostPort, `ssl_ca=${forLocalhost.certFile}`),
      'only the address, by address': url(
        '127.0.0.1',
        addressPort,
        `ssl_ca=${forAddress.certFile}`,
      ),
      'only the address, by name': url('localhost', addressPort, `ssl_ca=${forAddress.certFile}`),
      'another address': url('127.0.0.1', otherPort, `ssl_ca=${forOther.certFile}`),
    });
    const ended = await preflight(
      checkArguments(deployment, '--json --only hw-machine-type-unset --timeout 5'),
    );
    expect(answers(jsonReport(ended), 'hw-machine-type-unset')).toEqual({
      'an address that it names': true,
      'a name that it names': true,
      'another name of the same host': `127.1:${server.port}: Hostname/IP does not match certificate's altnames: Host: 127.1. is not in the cert's altnames: DNS:localhost, IP Address:127.0.0.1.`,
      'another name, not to be verified': true,
      'another CA': `127.0.0.1:${server.port}: self-signed certificate in certificate chain.`,
      'another CA, not to be verified': true,
      'no such CA file': `cannot read ssl_ca=/nowhere/ca.pem: ENOENT: no such file or directory, open '/nowhere/ca.pem'`,
      'only localhost, by address': `127.0.0.1:${localhostPort}: Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list:.`,
      'only localhost, by name': true,
      'only the address, by address': true,
      'only the address, by name': `localhost:${addressPort}: Hostname/IP does not match certificate's altnames: Host: localhost. is not cert's CN: nova-preflight test.`,
      'another address': `127.0.0.1:${otherPort}: Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: 127.0.0.2.`,
    });
    expect(ended).toMatchObject({ code: 255, stderr: '' });
  } finally {
    await Promise.all(fakes.map((fake) => fake.close()));
    await deployment.drop();
    rmSync(directory, { recursive: true });
  }
});
