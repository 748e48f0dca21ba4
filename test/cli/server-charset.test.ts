import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { preflight } from '../support/process.js';
import { type Server, startServer } from '../support/mariadb.js';

let server: Server;

beforeAll(async () => {
  server = await startServer({ settings: { 'character-set-server': 'cp1251' } });
});

afterAll(() => server.stop());

test.skipIf(inject('server').socketPath === null).each([
  [
    'refuses',
    () => `mysql://nobody:wrong@${server.host}:${server.port}/nova_api`,
    'access denied:',
  ],
  ['lets in', () => `${server.rootUrl}/mysql`, 'has no table cell_mappings:'],
])('a server with another character set of its own that %s us', async (_what, url, said) => {
  const { code, stdout, stderr } = await preflight(['upgrade', 'check', '--only', 'cells-v2'], {
    env: { OS_API_DATABASE__CONNECTION: url() },
  });
  expect({ code, stderr }).toEqual({ code: 255, stderr: '' });
  expect(stdout).toContain(said);
});
