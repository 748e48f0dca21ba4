import { describe, expect, it } from 'vitest';
import { connectionError } from '../../src/openstack/connection-error.js';
import { OpenStackError } from '../../src/openstack/error.js';
import { openSession } from '../../src/openstack/session.js';
import { asking, configOf } from './asking.js';

const session = openSession(configOf({}), 'placement', asking());
const told = (error: unknown, url = 'https://p:8778/') =>
  connectionError(error, { url: new URL(url), from: 'x', service: 'Placement' }, session);
const coded = (code: string, message = 'quotes s3cret') =>
  Object.assign(new Error(message), { code });

// What a loopback cannot do.
describe('codes', () => {
  it.each([
    ['ENOTFOUND', 'unreachable', 'The host name of Placement at https://p:8778/ (x) cannot be'],
    ['EHOSTUNREACH', 'unreachable', 'There is no way through the network to Placement'],
    ['ETIMEDOUT', 'timeout', 'connecting to https://p:8778/ took too long'],
    ['CERT_NOT_YET_VALID', 'tls', 'is not valid yet. Check the clocks of both hosts.'],
    ['CERT_REVOKED', 'tls', 'was signed by an authority that is not trusted (CERT_REVOKED)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', 'was signed by an authority that is not trusted'],
    [
      'EPROTO',
      'tls',
      'No TLS connection could be made to Placement at https://p:8778/ (x) (EPROTO)',
    ],
    ['HPE_INVALID_CONSTANT', 'bad-answer', 'does not speak HTTP. Correct the URL.'],
    ['EPIPE', 'unreachable', 'was lost before the answer was complete (EPIPE)'],
  ])('%s', (code, kind, words) => {
    const error = told(coded(code));
    if (!(error instanceof OpenStackError)) throw new Error('not ours');
    expect([error.kind, error.message]).toEqual([kind, expect.stringContaining(words)]);
    expect(error.message).not.toContain('s3cret');
    expect(error.cause).toEqual({ code });
  });
});

describe('mistakes of our own stay what they are', () => {
  it.each([
    new TypeError('undefined is not a function'),
    new Error('no code'),
    Object.assign(new TypeError('bad argument'), { code: 'ERR_INVALID_ARG_TYPE' }),
  ])('%s', (error) => {
    expect(told(error)).toBe(error);
  });
});
