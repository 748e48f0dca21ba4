import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/url.js';

const OPTIONS = { home: '/home/nova', cwd: '/srv/work' };

function tls(query: string): unknown {
  const url = parseDatabaseUrl(`mysql+pymysql://h/nova?${query}`, 'cell1', OPTIONS);
  return url.kind === 'mysql' ? url.ssl : url;
}

const verified = { verifyCertificate: true, verifyIdentity: true };
const chainOnly = { verifyCertificate: true, verifyIdentity: false };
const unverified = { verifyCertificate: false, verifyIdentity: false };
const ca = '/ca.pem';

describe('mysqlTls', () => {
  it.each([
    ['charset=utf8', undefined],
    ['ssl_ca=/ca.pem', { ca, ...verified }],
    ['ssl_ca=&ssl_cert=', undefined],
    ['ssl_ca=ca.pem', { ca: '/srv/work/ca.pem', ...verified }],
    [
      'ssl_ca=/ca.pem&ssl_cert=/c.pem&ssl_key=/k.pem&ssl_cipher=HIGH',
      {
        ca,
        cert: '/c.pem',
        key: '/k.pem',
        cipher: 'HIGH',
        ...verified,
      },
    ],
    ['ssl_cert=/c.pem&ssl_key=/k.pem', { cert: '/c.pem', key: '/k.pem', ...unverified }],
    ['ssl_cipher=HIGH', { cipher: 'HIGH', ...unverified }],
    ['ssl_ca=/ca.pem&ssl_verify_cert=true', { ca, ...verified }],
    ['ssl_ca=/ca.pem&ssl_verify_cert=false', { ca, ...unverified }],
    ['ssl_ca=/ca.pem&ssl_verify_cert=false&ssl_verify_identity=true', { ca, ...unverified }],
    ['ssl_ca=/ca.pem&ssl_verify_identity=false', { ca, ...chainOnly }],
    ['ssl_ca=/ca.pem&ssl_check_hostname=No', { ca, ...chainOnly }],
    ['ssl_ca=/ca.pem&ssl_check_hostname=false&ssl_verify_identity=true', { ca, ...verified }],
    ['ssl_verify_cert=true', chainOnly],
    ['ssl_verify_cert=true&ssl_verify_identity=1', verified],
    ['ssl_verify_identity=true', verified],
    // As PyMySQL: the key alone turns TLS on.
    ['ssl_verify_cert=false', unverified],
    ['ssl_check_hostname=true', unverified],
    ['ssl=true', unverified],
    ['ssl=false', undefined],
    ['ssl_mode=REQUIRED', unverified],
    ['ssl_mode=PREFERRED', undefined],
    ['ssl_ca=/ca.pem&ssl_mode=PREFERRED', { ca, ...verified }],
    ['ssl_ca=/ca.pem&ssl_mode=VERIFY_CA', { ca, ...chainOnly }],
    ['ssl_ca=/ca.pem&ssl_mode=VERIFY_IDENTITY', { ca, ...verified }],
    ['ssl_ca=/ca.pem&ssl_mode=DISABLED', undefined],
    ['ssl_ca=/ca.pem&ssl_disabled=on', undefined],
    ['ssl_ca=/ca.pem&ssl_disabled=off', { ca, ...verified }],
  ])('reads %s', (query, ssl) => {
    expect(tls(query)).toEqual(ssl);
  });

  it.each([
    ['ssl_capath=/etc/ssl/certs', 'name one file with ssl_ca'],
    [
      'ssl_verify_cert=maybe',
      'ssl_verify_cert=maybe in the database URL is neither true nor false',
    ],
    ['ssl={}', 'ssl={} in the database URL is neither'],
    ['ssl_mode=required', 'ssl_mode=required in the database URL is unknown'],
    ['ssl_ca=/a&ssl_ca=/b', 'ssl_ca is given 2 times'],
  ])('refuses %s', (query, problem) => {
    expect(() => tls(query)).toThrow(problem);
  });
});
