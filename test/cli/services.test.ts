import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
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
  const ended = await preflight([...services(directory), '--json']);
  const statuses = jsonReport(ended).checks.map(({ id, status, details }) => [
    id,
    status === 'success' ? status : details,
  ]);
  return { code: ended.code, stderr: ended.stderr, statuses };
}

/** The arguments to ask all services of a configuration. */
function services(directory: string): string[] {
  const configFile = join(directory, 'nova.conf');
  const options = 'upgrade check --target zed --verify-credentials --config-file'.split(' ');
  const ids = ['placement-api', 'cinder-api', 'service-user-token'];
  return [...options, configFile, '--only', ...ids];
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

describe('a service that repeats what it was sent', () => {
  const PASSWORD = 'Zq7pässW/rd%$"x';
  const TOKEN = 'gAAAAAbcdef-0123456789';
  /** No one of them may be seen, in whatever case. */
  const PIECES = ['zq7p', 'gaaaaabcdef'];

  it.each([
    ['in its catalog', { region: TOKEN, path: '/elsewhere', interface: 'admin' }],
    ['in the region of an endpoint', { region: PASSWORD, path: '/elsewhere' }],
    ['in the path of an endpoint that answers', { path: `/placement/${TOKEN}` }],
    ['in the path of an endpoint that does not', { path: `/v3/${encodeURI(PASSWORD)}` }],
    ['in the host of an endpoint', { url: `http://${TOKEN}.invalid/` }],
    ['in a redirect', { path: '/redirect' }],
    ['in names', { path: '/placement/', name: `${PASSWORD} ${TOKEN}` }],
  ])('%s does not get it into a report', async (_where, said) => {
    const place = { interface: 'public', region: 'R', url: undefined, name: 'nova', ...said };
    const server = createServer((request, response) => {
      const path = request.url ?? '';
      const answer = (status: number, body: unknown, headers = {}) => {
        response.writeHead(status, headers).end(JSON.stringify(body));
      };
      if (path === '/v3') return answer(200, {});
      if (path === '/v3/auth/tokens') {
        const named = { id: 'x', name: place.name };
        const endpoint = { ...place, url: place.url ?? `${url}${place.path}` };
        const catalog = ['placement', 'block-storage'].map((type) => ({
          type,
          endpoints: [endpoint],
        }));
        const token = { user: named, project: named, roles: [named], catalog };
        return answer(201, { token }, { 'x-subject-token': TOKEN });
      }
      if (path.startsWith('/placement'))
        return answer(200, { versions: [{ max_version: '1.39' }] });
      if (path.startsWith('/redirect')) {
        return answer(302, {}, { location: `/placement/${encodeURI(PASSWORD)}` });
      }
      return answer(404, {});
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = {
      auth_type: 'v3password',
      auth_url: `${url}/v3`,
      user_id: 'x',
      password: PASSWORD,
      project_id: 'x',
    };
    const directory = makeConfiguration({
      placement: credentials,
      cinder: { ...credentials, catalog_info: 'block-storage::public' },
      service_user: { ...credentials, send_service_user_token: 'true' },
    });
    const { stdout, stderr } = await preflight([
      ...services(directory),
      '-f',
      'table',
      '-f',
      `json=${join(directory, 'report')}`,
    ]);
    const json = readFileSync(join(directory, 'report'), 'utf8');
    const told = `${stdout}${stderr}${json}`.toLowerCase();
    expect(told).toContain('withheld');
    expect(PIECES.filter((piece) => told.includes(piece))).toEqual([]);
  });
});
