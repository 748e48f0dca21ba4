import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeCertificates } from '../support/certificates.js';
import { makeConfiguration } from '../support/configuration.js';
import { ordinarySections } from '../support/golden-configuration.js';
import { startOpenStack, type TlsFiles } from '../support/openstack-server.js';
import { preflight } from '../support/process.js';
import { jsonReport } from './check-run.js';

/** The program as it is built asks the services of a server, and gives each check's answer. */
async function asked(tls?: TlsFiles, options: Readonly<Record<string, string>> = {}) {
  const server = await startOpenStack(tls);
  onTestFinished(async () => server.close());
  const { placement, cinder } = ordinarySections(server);
  const service_user = { ...placement, ...options, send_service_user_token: 'true' };
  const directory = makeConfiguration({
    placement: { ...placement, ...options },
    cinder: { ...cinder, ...options },
    service_user,
  });
  const ended = await preflight([
    ...['upgrade', 'check', '--target', 'zed', '--json', '--verify-credentials'],
    ...['--config-file', join(directory, 'nova.conf')],
    ...['--only', 'placement-api', 'cinder-api', 'service-user-token'],
  ]);
  const statuses = jsonReport(ended).checks.map(({ id, status, details }) => [
    id,
    status === 'success' ? status : details,
  ]);
  return { code: ended.code, stderr: ended.stderr, statuses };
}

const SUCCESS = {
  code: 0,
  stderr: '',
  statuses: [
    ['placement-api', 'success'],
    ['cinder-api', 'success'],
    ['service-user-token', 'success'],
  ],
};

it('asks over HTTP', async () => {
  expect(await asked()).toEqual(SUCCESS);
});

it('asks over TLS', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const { caFile, serverCertFile, serverKeyFile } = await makeCertificates(directory);
  const tls = { certFile: serverCertFile, keyFile: serverKeyFile };
  expect(await asked(tls, { cafile: caFile })).toEqual(SUCCESS);
});
