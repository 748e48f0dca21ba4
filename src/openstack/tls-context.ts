import { existsSync, readFileSync, statSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { messageOf } from '../error.js';
import { OpenStackError } from './error.js';

/** A file that an option names: its path, and how messages call it. */
export interface OptionFile {
  readonly path: string;
  readonly label: string;
}

/**
 * Reads the files of TLS options. A module of its own, since it loads Node's TLS, which a run without any request does
 * without.
 *
 * @param ca undefined for the authorities of Node and of this system
 * @throws OpenStackError of kind `configuration` for a file that cannot be read or is not what it should be
 */
export function makeContext(
  ca: OptionFile | undefined,
  cert: OptionFile | undefined,
  key: OptionFile | undefined,
): SecureContext {
  const authorities = ca ? certificatesOf(ca) : [...rootCertificates, ...systemAuthorities()];
  try {
    return createSecureContext({
      ca: authorities,
      ...(cert === undefined ? {} : { cert: readOptionFile(cert) }),
      ...(key === undefined ? {} : { key: readOptionFile(key) }),
    });
  } catch (error) {
    if (error instanceof OpenStackError) throw error;
    const files = [ca, cert, key === cert ? undefined : key].flatMap((file) => file?.label ?? []);
    throw new OpenStackError(
      'configuration',
      `OpenSSL does not accept what is in ${files.join(', ')}: ${reason(error)}. They must be PEM files, the key without a passphrase and that of the certificate.`,
    );
  }
}

/** OpenSSL's words, the last part of `error:05800074:x509 certificate routines::key values mismatch`. */
function reason(error: unknown): string {
  return messageOf(error).split(':').at(-1)?.trim() ?? '';
}

/** OpenSSL takes a file without any certificate for an empty list, and then trusts nobody. */
function certificatesOf(file: OptionFile): string {
  const text = readOptionFile(file);
  if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return text;
  throw new OpenStackError(
    'configuration',
    `${file.label} holds no certificate. It must be a PEM file with those of the authorities.`,
  );
}

function readOptionFile({ path, label }: OptionFile): string {
  try {
    if (statSync(path).isFile()) return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OpenStackError(
      'configuration',
      `${label} cannot be read: ${messageOf(error)}. Correct the path, or run this as a user who may read it.`,
    );
  }
  throw new OpenStackError(
    'configuration',
    `${label} is no file. Name one: neither a folder, in which Nova would look for certificates, nor a pipe is read here.`,
  );
}

/** The first of them that there is: Debian's, Red Hat's, SUSE's. */
function systemAuthorities(): string[] {
  const file = SYSTEM_BUNDLES.find((bundle) => existsSync(bundle));
  return file === undefined ? [] : [readFileSync(file, 'utf8')];
}

const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
];
