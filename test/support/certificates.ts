import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';

/** A certificate authority and what it signed: paths of PEM files. */
export interface Certificates {
  readonly caFile: string;
  /** For the names `localhost` and `127.0.0.1` and no other. (`127.1` is the same address under a wrong name.) */
  readonly serverCertFile: string;
  readonly serverKeyFile: string;
  readonly clientCertFile: string;
  readonly clientKeyFile: string;
}

/** Our own configuration, so that the machine's plays no part. */
const OPENSSL_CONFIG = `
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
subjectAltName = DNS:localhost, IP:127.0.0.1
extendedKeyUsage = serverAuth
[client]
extendedKeyUsage = clientAuth
`;

/** Makes a certificate authority, a server's certificate and a client's in `directory`, valid for two days. */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const file = (name: string): string => join(directory, name);
  const config = ['-config', file('openssl.cnf')];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  writeFileSync(file('openssl.cnf'), OPENSSL_CONFIG);

  async function sign(name: string, serial: string): Promise<void> {
    const request = file(`${name}.csr`);
    await run(
      'openssl',
      // prettier-ignore
      ['req', '-new', ...newKey, ...config, '-subj', `/CN=nova-preflight test ${name}`,
        '-keyout', file(`${name}.key`), '-out', request],
    );
    await authority;
    await run(
      'openssl',
      // prettier-ignore
      ['x509', '-req', '-in', request, '-CA', file('ca.pem'), '-CAkey', file('ca.key'),
        '-set_serial', serial, '-days', '2', '-sha256',
        '-extfile', file('openssl.cnf'), '-extensions', name, '-out', file(`${name}.pem`)],
    );
  }

  const authority = run(
    'openssl',
    // prettier-ignore
    ['req', '-x509', ...newKey, ...config, '-extensions', 'ca', '-days', '2', '-sha256',
      '-subj', '/CN=nova-preflight test CA', '-keyout', file('ca.key'), '-out', file('ca.pem')],
  );
  await Promise.all([sign('server', '2'), sign('client', '3')]);
  return {
    caFile: file('ca.pem'),
    serverCertFile: file('server.pem'),
    serverKeyFile: file('server.key'),
    clientCertFile: file('client.pem'),
    clientKeyFile: file('client.key'),
  };
}
