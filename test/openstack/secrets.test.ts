import { expect, it } from 'vitest';
import { keepSecrets } from '../../src/openstack/secrets.js';

const PASSWORD = `Zq7pässW/rd%$"<x>`;

it.each([
  ['as it is', `no user with ${PASSWORD} here`],
  ['as JSON', JSON.stringify({ password: PASSWORD })],
  ['as HTML', 'Zq7pässW/rd%$&quot;&lt;x&gt;'],
  ['as a URL that escapes all', encodeURIComponent(PASSWORD)],
  ['as a URL that escapes what it must', encodeURI(PASSWORD)],
  ['with escapes in lower case', encodeURIComponent(PASSWORD).toLowerCase()],
  ['as a host name', `http://${PASSWORD.toLowerCase()}/`],
  ['in base64', Buffer.from(PASSWORD).toString('base64')],
])('a secret is found: %s', (_how, text) => {
  const secrets = keepSecrets(() => {});
  secrets.add(PASSWORD);
  expect(secrets.isIn(text)).toBe(true);
  expect(secrets.told(text)).toBe('(withheld: it repeats a part of the credentials)');
});

it('anything else is told as it is', () => {
  const secrets = keepSecrets(() => {});
  secrets.add(PASSWORD);
  secrets.add('');
  for (const text of ['', 'http://placement/%zz%41', 'RegionOne']) {
    expect(secrets.told(text)).toBe(text);
  }
});
